package io.workloadplacement.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workloadplacement.simulation.TraceBin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces are told apart by their header, and what is wrong with them is named. */
class TraceFileTest {

  @TempDir private Path folder;

  @Test
  void columnsOfMinutesAreCounts() throws IOException {
    TraceFile trace =
        open(
            "workload_id,weight,x_dur_avg_ms,mem_share_avg_mb,m480,m481,m483\na,2.5,70,64,3,0,1\n");

    assertThat(trace.seconds()).isEqualTo(240);
    assertThat(read(trace).get("a"))
        .containsExactly(new TraceBin(0, 60, 3, 1, 0.07), new TraceBin(180, 60, 1, 1, 0.07));
    assertThat(workloads(trace))
        .containsExactly(new TraceWorkload("a", 2.5, 0.07, 64 * 1024.0 * 1024));
    assertThat(trace.remarks())
        .containsExactly("1 minutes have no column and count as no requests");
  }

  @Test
  void timesAloneAreRequests() throws IOException {
    TraceFile trace = open("t_s,tokens\n10.5,7\n10.75,8\n12,9\n");

    assertThat(read(trace).get("trace"))
        .extracting(TraceBin::start)
        .containsExactly(0.0, 0.25, 1.5);
    assertThat(trace.seconds()).isBetween(1.5, 1.51);
  }

  @Test
  void binsAreTenMinutesAndOptionsSayOtherwise() throws IOException {
    String text = "workload_id,bin,count,iat_cv\na,5,7,2\na,7,1,\nb,5,4,1\n";

    assertThat(read(open(text)).get("a"))
        .containsExactly(
            new TraceBin(0, 600, 7, 2, Double.NaN), new TraceBin(1200, 600, 1, 1, Double.NaN));
    assertThat(open(text).seconds()).isEqualTo(1800);
    assertThat(open(text, OptionalDouble.of(60)).seconds()).isEqualTo(180);
    assertThat(open(text).remarks()).containsExactly("3 bins are absent and count as no requests");
  }

  @Test
  void timesWithCountsAreBinsOfTheCommonestStep() throws IOException {
    TraceFile trace = open("t_s,count\n0,1\n30,2\n60,3\n300,4\n");

    assertThat(trace.binSeconds()).isEqualTo(30);
    assertThat(trace.seconds()).isEqualTo(330);
  }

  @Test
  void datesAreTimes() throws IOException {
    TraceFile trace =
        open("date,count\n2026-01-31T23:59:00Z,1\n2026-02-01T00:00:00Z,2\n2026-02-01 00:01:00,3\n");

    assertThat(trace.binSeconds()).isEqualTo(60);
    assertThat(read(trace).get("trace")).extracting(TraceBin::count).containsExactly(1L, 2L, 3L);
    assertThat(open("date,count\n2026-01-01,1\n2026-01-02,2\n").binSeconds()).isEqualTo(86_400);
  }

  @Test
  void unsortedTimesArePutInOrderAndSaid() throws IOException {
    TraceFile trace = open("workload_id,t_s\na,5\nb,1\na,2\na,9\nb,4\n");

    assertThat(read(trace).get("a")).extracting(TraceBin::start).containsExactly(1.0, 4.0, 8.0);
    assertThat(read(trace).get("b")).extracting(TraceBin::start).containsExactly(0.0, 3.0);
    assertThat(trace.remarks())
        .containsExactly(
            "1 of 5 rows came before an earlier time of their workload and were put in order");
  }

  @Test
  void rowsOfTheSameBinAreAddedUp() throws IOException {
    assertThat(read(open("t_s,count\n0,1\n0,2\n60,3\n")).get("trace"))
        .extracting(TraceBin::count)
        .containsExactly(3L, 3L);
  }

  @Test
  void gzipQuotesAndWindowsLinesAreRead() throws IOException {
    Path file = folder.resolve("trace.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          "\uFEFFworkload_id,t_s\r\n\"a, \"\"b\"\"\",1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(read(open(file, OptionalDouble.empty())).keySet()).containsExactly("a, \"b\"");
  }

  @Test
  void otherTablesAreNoTraces() throws IOException {
    Files.writeString(folder.resolve("trace.csv"), "app,cpu,memory\na,1,2\n");

    assertThat(TraceFile.open(folder.resolve("trace.csv"), OptionalDouble.empty(), b -> {}))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "t_s,count;0,1;60,-2|line 3, column count: '-2' is not a whole number of requests, up to 1e9",
        "t_s,count;0,1;60,1.5|line 3, column count: '1.5' is not a whole number",
        "t_s,count;0,1;60,1e12|line 3, column count: '1e12' is not a whole number",
        "t_s,count;0,1;60,|line 3, column count: '' is not a whole number",
        "t_s,count;0,NaN;60,1|line 2, column count: 'NaN' is not a whole number",
        "t_s;-1;2|line 2, column t_s: '-1' is not seconds of 0 or more",
        "t_s;NaN;2|line 2, column t_s: 'NaN' is not seconds of 0 or more",
        "t_s;yesterday-noon|line 2, column t_s: 'yesterday-noon' is not seconds of 0 or more, or a date such as 2026-01-31T12:00:00Z",
        "bin,count;0.5,1|line 2, column bin: '0.5' is not the whole number of a bin",
        "m1,m2;1,x|line 2, column m2: 'x' is not a whole number of requests",
        "m1,m2;1|line 2, column 2: there are 1 values, and the header names 2 columns",
        "dur_avg_ms,m1;-5,1|line 2, column dur_avg_ms: '-5' is not milliseconds, up to a day",
        "weight,m1;Infinity,1|line 2, column weight: 'Infinity' is not a number of 0 or more",
        "workload_id,t_s;\"a,1|line 2: a quotation mark is not closed on its line",
        "t_s,count|line 1: there is a header and nothing else",
        "t_s,count;5,1|no two rows tell how long a bin is: say so with --bin",
      })
  void whatIsWrongIsNamedByFileLineAndColumn(String text, String problem) {
    assertThatThrownBy(() -> open(text.replace(';', '\n')))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("trace.csv")
        .hasMessageContaining(problem);
  }

  @Test
  void aFileThatIsCutShortIsSaidToBe() throws IOException {
    Path file = folder.resolve("trace.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("t_s\n1\n2\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> open(file, OptionalDouble.empty()))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("cut short");
  }

  private TraceFile open(String text) throws IOException {
    return open(text, OptionalDouble.empty());
  }

  private TraceFile open(String text, OptionalDouble bin) throws IOException {
    Path file = folder.resolve("trace.csv");
    Files.writeString(file, text);
    return open(file, bin);
  }

  private static TraceFile open(Path file, OptionalDouble bin) {
    return TraceFile.open(file, bin, bytes -> {}).orElseThrow();
  }

  private static List<TraceWorkload> workloads(TraceFile trace) {
    List<TraceWorkload> workloads = new ArrayList<>();
    trace.read(
        workload -> {
          workloads.add(workload);
          return consumer(new ArrayList<>());
        },
        bytes -> {});
    return workloads;
  }

  private static Map<String, List<TraceBin>> read(TraceFile trace) {
    Map<String, List<TraceBin>> bins = new LinkedHashMap<>();
    trace.read(
        workload -> consumer(bins.computeIfAbsent(workload.id(), id -> new ArrayList<>())),
        bytes -> {});
    return bins;
  }

  private static WorkloadConsumer consumer(List<TraceBin> bins) {
    return new WorkloadConsumer() {
      @Override
      public void accept(TraceBin bin) {
        bins.add(bin);
      }

      @Override
      public void end() {}
    };
  }

  @Test
  void aTraceThatGrowsWhileItIsReadIsRefused() throws IOException {
    TraceFile trace = open("workload_id,bin,count,iat_cv\na,5,7,2\n");
    Files.writeString(
        folder.resolve("trace.csv"), "workload_id,bin,count,iat_cv\na,5,7,2\nb,5,7,2\n");

    assertThatThrownBy(() -> read(trace))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining(
            "line 3: the workload 'b' was not there when the trace was first read");
  }
}
