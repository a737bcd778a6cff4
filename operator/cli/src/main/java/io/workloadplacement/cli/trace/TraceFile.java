package io.workloadplacement.cli.trace;

import io.workloadplacement.simulation.TraceBin;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongConsumer;

/**
 * A trace: read once to check and to survey it, and then as often as wanted. Both readings stream;
 * only workloads whose rows are not in order are sorted in memory.
 */
public final class TraceFile {

  private static final double MINUTE = 60;
  private static final double INDEXED_BIN = 600;

  /** Seconds from which on a time is one since 1970, and not since the trace began: 1973. */
  private static final double EARLIEST = 1e8;

  /** What the last event adds to the span, so that it lies within. */
  private static final double LAST_EVENT = 0.001;

  /** What is longer is a mistake in its times, and would take hours to replay. */
  private static final double LONGEST_DAYS = 5 * 366;

  private static final double DAY = 86_400;

  /** Memory that a row takes while it waits to be sorted. */
  private static final long SORTED_ROW_BYTES = 64;

  private final Path file;
  private final TraceLayout layout;
  private final TraceSurvey survey;
  private final double step;
  private final Optional<String> only;

  private TraceFile(
      Path file, TraceLayout layout, TraceSurvey survey, double step, Optional<String> only) {
    this.file = file;
    this.layout = layout;
    this.survey = survey;
    this.step = step;
    this.only = only;
  }

  /** Whether a file's name is that of a table. */
  public static boolean hasName(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".csv") || name.endsWith(".csv.gz");
  }

  /**
   * Surveys a trace.
   *
   * @param bin seconds of a bin, where the trace is not to be asked
   * @param progress is told the bytes read
   * @return empty where the header is not that of a trace
   * @throws TraceException if it cannot be read, naming file, line and column
   */
  public static Optional<TraceFile> open(Path file, OptionalDouble bin, LongConsumer progress) {
    try (CsvReader csv = new CsvReader(file, progress)) {
      List<String> header = csv.next();
      Optional<TraceLayout> layout = Optional.ofNullable(header).flatMap(TraceLayout::of);
      if (layout.isEmpty()) {
        return Optional.empty();
      }
      TraceSurvey survey = new TraceSurvey();
      for (List<String> values = csv.next(); values != null; values = csv.next()) {
        survey.row(new TraceRow(file, csv.line(), layout.get(), values));
      }
      if (survey.rows() == 0) {
        throw new TraceException(file, 1, "there is a header and nothing else");
      }
      TraceFile trace =
          new TraceFile(
              file, layout.get(), survey, step(file, layout.get(), survey, bin), Optional.empty());
      trace.checkLength();
      trace.checkMemory();
      return Optional.of(trace);
    }
  }

  private static double step(
      Path file, TraceLayout layout, TraceSurvey survey, OptionalDouble bin) {
    return switch (layout.kind()) {
      case EVENTS -> 0;
      case MINUTES -> bin.orElse(MINUTE);
      case BINS -> {
        if (bin.isPresent() || layout.isIndexed()) {
          yield bin.orElse(INDEXED_BIN);
        }
        if (survey.commonestStep() == 0) {
          throw new TraceException(
              file, "no two rows tell how long a bin is: say so with --bin, such as --bin 60s");
        }
        yield survey.commonestStep();
      }
    };
  }

  private void checkLength() {
    if (seconds() > LONGEST_DAYS * DAY) {
      throw new TraceException(
          file,
          "from its first to its last time are %.0f days, and %.0f is the most: are all times in seconds, or dates, and are bins as long as --bin says?"
              .formatted(seconds() / DAY, LONGEST_DAYS));
    }
  }

  private void checkMemory() {
    long needed = survey.rowsToSort() * SORTED_ROW_BYTES;
    if (needed > Runtime.getRuntime().maxMemory() / 2) {
      throw new TraceException(
          file,
          "%d rows are not in the order of their time, too many to sort in memory: sort the file by workload and time, or give Java more memory with -Xmx"
              .formatted(survey.unsortedRows()));
    }
  }

  /** Its path. */
  public Path path() {
    return file;
  }

  /** Seconds of a bin; 0 for single requests. */
  public double binSeconds() {
    return step;
  }

  /** Seconds that it covers, the same for all of its workloads. */
  public double seconds() {
    return switch (layout.kind()) {
      case MINUTES -> (lastMinute() - firstMinute() + 1) * step;
      case EVENTS -> Math.max(1, survey.last() - survey.first() + LAST_EVENT);
      case BINS -> bins(survey.last() - survey.first()) + step;
    };
  }

  /** The moment of its first row, where it has dates or Unix times: its calendar. */
  public Optional<Instant> begin() {
    boolean hasCalendar =
        layout.kind() != TraceLayout.Kind.MINUTES
            && !layout.isIndexed()
            && survey.first() >= EARLIEST;
    return hasCalendar
        ? Optional.of(Instant.ofEpochMilli(Math.round(1000 * survey.first())))
        : Optional.empty();
  }

  /** Its workloads with their requests, in the order in which they first come. */
  public Map<String, Double> workloads() {
    Map<String, Double> workloads = new LinkedHashMap<>();
    survey.workloads().forEach((id, seen) -> workloads.put(name(id), seen.requests));
    return only.isEmpty() ? workloads : Map.of(only.get(), workloads.get(only.get()));
  }

  /**
   * The same trace with one of its workloads; it covers the same time.
   *
   * @return empty where it has none of that name
   */
  public Optional<TraceFile> only(String workload) {
    return workloads().containsKey(workload)
        ? Optional.of(new TraceFile(file, layout, survey, step, Optional.of(workload)))
        : Optional.empty();
  }

  /** All requests. */
  public double requests() {
    return only.isEmpty() ? survey.requests() : workloads().get(only.get());
  }

  /** Whether it tells the weights of its workloads. */
  public boolean isWeighted() {
    return layout.weight().isPresent();
  }

  /** Whether it tells service times. */
  public boolean hasServiceTimes() {
    return layout.duration().isPresent();
  }

  /** Whether it tells how the times between requests vary. */
  public boolean hasVariation() {
    return layout.variation().isPresent();
  }

  /** What a user should know of how it was read, in sentences without a full stop. */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (survey.unsortedRows() > 0) {
      remarks.add(
          "%d of %d rows came before an earlier time of their workload and were put in order"
              .formatted(survey.unsortedRows(), survey.rows()));
    }
    if (layout.kind() == TraceLayout.Kind.BINS) {
      double absent = survey.absentBins(layout.isIndexed() ? 1 : step);
      if (absent > 0) {
        remarks.add("%.0f bins are absent and count as no requests".formatted(absent));
      }
    }
    int gaps =
        layout.minutes().isEmpty() ? 0 : lastMinute() - firstMinute() + 1 - layout.minutes().size();
    if (gaps > 0) {
      remarks.add("%d minutes have no column and count as no requests".formatted(gaps));
    }
    return remarks;
  }

  /** Reads all workloads; each is ended as soon as its last row has been read. */
  public void read(WorkloadConsumer.Opener opener, LongConsumer progress) {
    try (CsvReader csv = new CsvReader(file, progress)) {
      csv.next();
      Map<String, OpenWorkload> open = new HashMap<>();
      for (List<String> values = csv.next(); values != null; values = csv.next()) {
        TraceRow row = new TraceRow(file, csv.line(), layout, values);
        if (only.isPresent() && !only.get().equals(name(row.workload()))) {
          continue;
        }
        if (layout.kind() == TraceLayout.Kind.MINUTES) {
          minutes(row, opener);
        } else {
          TraceSurvey.Seen seen = survey.workload(row.workload());
          if (seen == null) {
            throw new TraceException(
                file,
                csv.line(),
                "the workload '%s' was not there when the trace was first read: read it once nobody writes it any more"
                    .formatted(row.workload()));
          }
          OpenWorkload workload =
              open.computeIfAbsent(
                  row.workload(),
                  id -> new OpenWorkload(opener.open(workload(row)), seen.rows, seen.unsorted));
          if (workload.accept(bin(row))) {
            open.remove(row.workload());
          }
        }
      }
    }
  }

  private void minutes(TraceRow row, WorkloadConsumer.Opener opener) {
    WorkloadConsumer workload = opener.open(workload(row));
    double service = row.service();
    double variation = row.variation();
    for (TraceLayout.Minute minute : layout.minutes()) {
      long requests = row.requests(minute.column());
      if (requests > 0) {
        double start = (minute.minute() - firstMinute()) * step;
        workload.accept(new TraceBin(start, step, requests, variation, service));
      }
    }
    workload.end();
  }

  private TraceWorkload workload(TraceRow row) {
    return new TraceWorkload(name(row.workload()), row.weight(), row.service(), row.memory());
  }

  /** Where a trace names no workloads and is one, it is called by its file. */
  private String name(String workload) {
    boolean unnamed = layout.workload().isEmpty() && survey.workloads().size() == 1;
    return workload.isEmpty() || unnamed
        ? file.getFileName().toString().replaceFirst("(?i)\\.csv(\\.gz)?$", "")
        : workload;
  }

  private TraceBin bin(TraceRow row) {
    long count = layout.kind() == TraceLayout.Kind.BINS ? row.count() : 1;
    return new TraceBin(
        bins(row.time() - survey.first()), step, count, row.variation(), row.service());
  }

  /** Seconds of a time or of a number of bins. */
  private double bins(double time) {
    return layout.isIndexed() ? time * step : time;
  }

  private int firstMinute() {
    return layout.minutes().get(0).minute();
  }

  private int lastMinute() {
    return layout.minutes().get(layout.minutes().size() - 1).minute();
  }
}
