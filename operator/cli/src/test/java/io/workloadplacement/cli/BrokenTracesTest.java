package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with what simulate and profile are given: a sentence with the way out. */
class BrokenTracesTest {

  private static final String PLACEMENT =
      """
      apiVersion: workloadplacement.io/v1alpha1
      kind: WorkloadPlacement
      metadata: {name: checkout}
      spec:
        template: {spec: {containers: [{name: app, image: app}]}}
        traffic: {pattern: Sporadic, averageRequestsPerSecond: '0.005'}
        latency: {target: 2s, coldStart: 800ms}
      """;
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata:
        name: checkout
        annotations:
          workloadplacement.io/traffic-pattern: Sporadic
          workloadplacement.io/average-requests-per-second: "0.003"
          workloadplacement.io/latency-target: 5s
      spec: {selector: {app: checkout}, ports: [{port: 80}]}
      """;

  @TempDir private static Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Something wrong with a trace, and what is said of it. */
  record Trace(String name, byte[] content, List<String> options, List<String> says) {

    static Trace of(String name, String content, String... says) {
      return new Trace(name, content.getBytes(StandardCharsets.UTF_8), List.of(), List.of(says));
    }

    Trace with(String... more) {
      return new Trace(name, content, List.of(more), says);
    }

    @Override
    public String toString() {
      return name + " " + says;
    }
  }

  static Stream<Trace> traces() {
    byte[] noise = new byte[4096];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) (i * 31 ^ i >> 3);
    }
    String day = "t_s,count\n0,1\n60,2\n";
    byte[] packed = gzip(day.repeat(500));
    return Stream.of(
        Trace.of("empty.csv", "", "empty.csv is no trace: its header has neither columns m1, m2"),
        Trace.of("blank.csv", "\n\n  \n", "blank.csv is no trace"),
        Trace.of("header.csv", "t_s,count\n", "header.csv, line 1", "a header and nothing else"),
        Trace.of("table.csv", "app,cpu\na,1\n", "table.csv is no trace", "docs/simulation.md"),
        Trace.of("semicolons.csv", "t_s;count\n0;1\n", "semicolons.csv is no trace"),
        Trace.of("times.csv", "date\n2026-01-01\n", "times.csv is no trace"),
        Trace.of("readme.csv", "# Traces\n\nSome text, and more.\n", "readme.csv is no trace"),
        new Trace("noise.csv", noise, List.of(), List.of("noise.csv is no trace")),
        new Trace(
            "wide.csv",
            day.getBytes(StandardCharsets.UTF_16),
            List.of(),
            List.of("wide.csv is no trace")),
        new Trace(
            "plain.csv.gz",
            day.getBytes(StandardCharsets.UTF_8),
            List.of(),
            List.of("plain.csv.gz", "no gzip file: fetch or write it anew")),
        new Trace(
            "cut.csv.gz",
            Arrays.copyOf(packed, packed.length - 20),
            List.of(),
            List.of("cut.csv.gz", "cut short")),
        Trace.of(
            "long.csv", "t_s\n" + "1".repeat(17 << 20), "long.csv, line 2", "longer than 16 MiB"),
        Trace.of(
            "negative.csv",
            "t_s,count\n0,1\n60,-2\n",
            "negative.csv, line 3, column count: '-2'",
            "whole number"),
        Trace.of("half.csv", "t_s,count\n0,0.5\n", "half.csv, line 2, column count: '0.5'"),
        Trace.of("nan.csv", "t_s,count\n0,NaN\n60,1\n", "nan.csv, line 2, column count: 'NaN'"),
        Trace.of("many.csv", "t_s,count\n0,1e12\n60,1\n", "many.csv, line 2", "up to 1e9"),
        Trace.of("word.csv", "t_s,count\n0,one\n", "word.csv, line 2, column count: 'one'"),
        Trace.of(
            "blankcount.csv", "t_s,count\n0,\n60,1\n", "blankcount.csv, line 2, column count: ''"),
        Trace.of("few.csv", "t_s,count\n0\n", "few.csv, line 2, column 2: there are 1 values"),
        Trace.of("more.csv", "t_s,count\n0,1,2\n", "more.csv, line 2", "there are 3 values"),
        Trace.of("quote.csv", "workload_id,t_s\n\"a,1\n", "quote.csv, line 2: a quotation mark"),
        Trace.of(
            "noon.csv",
            "t_s\nnoon\n",
            "noon.csv, line 2, column t_s: 'noon'",
            "seconds of 0 or more"),
        Trace.of(
            "month.csv",
            "date,count\n2026-13-01,1\n",
            "month.csv, line 2, column date: '2026-13-01'",
            "a date such as"),
        Trace.of("before.csv", "t_s\n-5\n", "before.csv, line 2, column t_s: '-5'"),
        Trace.of(
            "millis.csv",
            "t_s\n1767225600000\n1767225660000\n",
            "millis.csv, line 2, column t_s: '1767225600000'",
            "seconds"),
        Trace.of(
            "epochs.csv",
            "t_s\n0\n60\n1767225600\n",
            "epochs.csv: from its first to its last time are 20454 days",
            "are all times in seconds"),
        Trace.of(
            "far.csv",
            "bin,count\n0,1\n99999999,1\n",
            "far.csv: from its first to its last",
            "--bin"),
        Trace.of("minutes.csv", "m1,m9999999\n1,1\n", "minutes.csv: from its first to its last"),
        Trace.of("halfbin.csv", "bin,count\n0.5,1\n", "halfbin.csv, line 2, column bin: '0.5'"),
        Trace.of(
            "twice.csv",
            "workload_id,m1\na,1\na,2\n",
            "twice.csv, line 3, column workload_id: 'a'",
            "give each workload one row"),
        Trace.of(
            "single.csv",
            "t_s,count\n5,1\n",
            "single.csv: no two rows tell how long a bin is",
            "--bin 60s"),
        Trace.of(
            "duration.csv",
            "dur_avg_ms,m1\n-5,1\n",
            "duration.csv, line 2, column dur_avg_ms: '-5'"),
        Trace.of(
            "weight.csv",
            "weight,m1\nInfinity,1\n",
            "weight.csv, line 2, column weight: 'Infinity'"),
        Trace.of(
            "memory.csv",
            "mem_avg_mb,m1\n1e300,1\n",
            "memory.csv, line 2, column mem_avg_mb: '1e300'"),
        Trace.of("a.csv", day, "--bin: 'soon' is not a duration").with("--bin", "soon"),
        Trace.of("b.csv", day, "--bin: '0s' is not above 0").with("--bin", "0s"),
        Trace.of("c.csv", day, "--bin: '-60s'").with("--bin=-60s"),
        Trace.of("d.csv", day, "--seed", "'x'").with("--seed", "x"),
        Trace.of(
                "e.csv",
                day,
                "--workload: ",
                "e.csv has no workload 'f'; it has:",
                "e  ",
                "3 requests")
            .with("--workload", "f"),
        Trace.of("g.csv", day, "Unknown option: '--speed'").with("--speed"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("traces")
  void simulateNamesTheFileAndTheWayOut(Trace trace) {
    List<Object> args =
        new ArrayList<>(
            List.of("simulate", "--trace", write(trace), "-f", write("good.yaml", PLACEMENT)));
    args.addAll(trace.options());

    isRefused(args, trace.says());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("traces")
  void profileNamesTheFileAndTheWayOut(Trace trace) {
    List<Object> args = new ArrayList<>(List.of("profile", "--trace", write(trace)));
    args.addAll(trace.options());

    isRefused(args, trace.says());
  }

  @Test
  void whatIsNoFileIsNoTrace() throws IOException {
    Path traces = Files.createDirectories(folder.resolve("traces"));
    for (String command : List.of("simulate", "profile")) {
      List<Object> rest =
          command.equals("profile") ? List.of() : List.of("-f", write("good.yaml", PLACEMENT));
      isRefused(
          args(rest, command, "--trace", folder.resolve("none.csv")),
          List.of("none.csv: there is no such file"));
      isRefused(
          args(rest, command, "--trace", traces),
          List.of("traces is a folder", "simulate --evaluate"));
      isRefused(args(rest, command, "--trace", "/dev/null"), List.of("/dev/null is no file"));
      isRefused(args(rest, command, "--trace", ""), List.of("--trace"));
      isRefused(args(List.of(), command), List.of("--trace"));
    }
  }

  static Stream<List<Object>> arguments() throws IOException {
    Path trace = write("day.csv", "t_s,count\n0,1\n60,2\n120,0\n");
    Path good = write("good.yaml", PLACEMENT);
    Path several = write("several.csv", "workload_id,m1,m2\ncart,3,4\npay,1,0\n");
    Path unnamed = write("unnamed.csv", "m1,m2\n3,4\n1,0\n");
    Path none = Files.createDirectories(folder.resolve("none"));
    Path others = Files.createDirectories(folder.resolve("others"));
    Files.writeString(others.resolve("README.md"), "text");
    Files.writeString(others.resolve("table.csv"), "app,cpu\na,1\n");
    Path reference =
        write(
            "ref.yaml",
            PLACEMENT.replaceFirst(
                "template: .*", "workloadRef: {apiVersion: apps/v1, kind: Deployment, name: old}"));
    return Stream.of(
        args("--file is missing", "simulate", "--trace", trace),
        args(
            "there is no such file or folder",
            "simulate",
            "--trace",
            trace,
            "-f",
            folder.resolve("no.yaml")),
        args("holds no .yaml", "simulate", "--trace", trace, "-f", none),
        args(
            "holds 0 WorkloadPlacements",
            "simulate",
            "--trace",
            trace,
            "-f",
            write("empty.yaml", "")),
        args(
            "apiVersion and kind",
            "simulate",
            "--trace",
            trace,
            "-f",
            write("nokind.yaml", "a: 1\n")),
        args("list.yaml", "simulate", "--trace", trace, "-f", write("list.yaml", "- 1\n- 2\n")),
        args("text.yaml", "simulate", "--trace", trace, "-f", write("text.yaml", "just text\n")),
        args("cut.yaml", "simulate", "--trace", trace, "-f", write("cut.yaml", "a: {b: [\n")),
        args("tabs.yaml", "simulate", "--trace", trace, "-f", write("tabs.yaml", "a:\n\tb: 1\n")),
        args(
            "bytes.yaml",
            "simulate",
            "--trace",
            trace,
            "-f",
            write("bytes.yaml", "\u0000\u0001\u0002")),
        args(
            "two.yaml holds 2",
            "simulate",
            "--trace",
            trace,
            "-f",
            write("two.yaml", PLACEMENT + "---\n" + PLACEMENT.replace("checkout", "cart"))),
        args(
            "averageRequestsPerSecond: Invalid value: \"many\"",
            "simulate",
            "--trace",
            trace,
            "-f",
            write("many.yaml", PLACEMENT.replace("0.005", "many"))),
        args(
            "unknown field",
            "simulate",
            "--trace",
            trace,
            "-f",
            write("typo.yaml", PLACEMENT.replace("coldStart", "coldstart"))),
        args(
            "spec.latency",
            "simulate",
            "--trace",
            trace,
            "-f",
            write("nolatency.yaml", PLACEMENT.replaceFirst("  latency: .*\n", ""))),
        args("Deployment", "simulate", "--trace", trace, "-f", write("service.yaml", SERVICE)),
        args("there is no Deployment 'old'", "simulate", "--trace", trace, "-f", reference),
        args(
            "schedule",
            "simulate",
            "--trace",
            trace,
            "-f",
            write(
                "cron.yaml",
                PLACEMENT.replace(
                    "pattern: Sporadic",
                    "pattern: Scheduled, activeWindows: [{schedule: '99 * * * *', duration: 1h}]"))),
        args(
            "there is no such file or folder",
            "simulate",
            "--trace",
            trace,
            "-f",
            good,
            "--policy",
            folder.resolve("no.yaml")),
        args(
            "spec.prices.cpuCoreHour",
            "simulate",
            "--trace",
            trace,
            "-f",
            good,
            "--policy",
            write(
                "price.yaml",
                "{apiVersion: workloadplacement.io/v1alpha1, kind: PlacementPolicy, metadata: {name: p}, spec: {prices: {cpuCoreHour: cheap}}}")),
        args(
            "spec.rules[0].when",
            "simulate",
            "--trace",
            trace,
            "-f",
            good,
            "--policy",
            write(
                "rule.yaml",
                "{apiVersion: workloadplacement.io/v1alpha1, kind: PlacementPolicy, metadata: {name: p}, spec: {rules: [{name: r, when: 'foo(', effect: Require, target: Knative}]}}")),
        args(
            "there is no folder /nope: make it, or name another",
            "simulate",
            "--trace",
            trace,
            "-f",
            good,
            "--report=/nope/x.html"),
        args(
            "is a folder: name a file in it",
            "simulate",
            "--trace",
            trace,
            "-f",
            good,
            "--report",
            folder),
        args(
            "there is no folder",
            "simulate",
            "--trace",
            trace,
            "-f",
            good,
            "--report",
            trace.resolve("x.html")),
        args("several.csv holds 2 workloads", "simulate", "--trace", several, "-f", good),
        args("unnamed.csv holds 2 workloads", "simulate", "--trace", unnamed, "-f", good),
        args(
            "has no workload 'none'; it has:",
            "simulate",
            "--trace",
            several,
            "-f",
            good,
            "--workload",
            "none"),
        args(
            "mutually exclusive",
            "simulate",
            "--trace",
            several,
            "-f",
            good,
            "--workload",
            "cart",
            "--sum"),
        args("mutually exclusive", "simulate", "--trace", trace, "-f", good, "--evaluate", folder),
        args(
            "--evaluate: " + folder.resolve("gone") + " does not exist",
            "simulate",
            "--evaluate",
            folder.resolve("gone")),
        args("day.csv is no folder", "simulate", "--evaluate", trace),
        args(
            "none holds no trace: put .csv or .csv.gz files into it",
            "simulate",
            "--evaluate",
            none),
        args("others holds no trace (README.md, table.csv)", "simulate", "--evaluate", others),
        args("takes no --file", "simulate", "--evaluate", others, "-f", good),
        args("takes no --file", "simulate", "--evaluate", others, "--sum"),
        args("simulate", "simulate"));
  }

  @ParameterizedTest
  @MethodSource("arguments")
  void argumentsOfSimulateAreRefusedWithTheWayOut(List<Object> saysAndArguments) {
    isRefused(
        saysAndArguments.subList(1, saysAndArguments.size()),
        List.of(saysAndArguments.get(0).toString()));
  }

  private void isRefused(List<Object> args, List<String> says) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    int status =
        Main.commandLine(
                context -> {
                  throw new AssertionError("No operator is to be built");
                },
                () -> Instant.EPOCH,
                new ByteArrayInputStream(new byte[0]))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args.stream().map(Object::toString).toArray(String[]::new));

    assertThat(err.toString())
        .contains(says)
        .doesNotContain("\tat ", "Exception")
        .endsWith("--help" + System.lineSeparator());
    assertThat(status).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }

  private static List<Object> args(Object... args) {
    return List.of(args);
  }

  private static List<Object> args(List<Object> rest, Object... args) {
    return Stream.concat(Arrays.stream(args), rest.stream()).toList();
  }

  private static Path write(Trace trace) {
    try {
      return Files.write(folder.resolve(trace.name()), trace.content());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
