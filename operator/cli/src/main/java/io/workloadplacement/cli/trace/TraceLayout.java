package io.workloadplacement.cli.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What the columns of a trace are, by its header.
 *
 * @param kind how requests are told
 * @param columns all names
 * @param time column of the time or index; absent for {@link Kind#MINUTES}
 * @param count column of the count; present for {@link Kind#BINS}
 * @param minutes columns of the minutes, in their order; empty but for {@link Kind#MINUTES}
 * @param workload column of the workload's name
 * @param duration column of the mean service time in milliseconds
 * @param memory column of the memory in megabytes
 * @param variation column of the coefficient of variation of the times between requests
 */
record TraceLayout(
    Kind kind,
    List<String> columns,
    OptionalInt time,
    OptionalInt count,
    List<Minute> minutes,
    OptionalInt workload,
    OptionalInt duration,
    OptionalInt memory,
    OptionalInt variation,
    OptionalInt weight) {

  /** How requests are told. */
  enum Kind {
    /** A row is a workload, a column a minute. */
    MINUTES,
    /** A row is a request. */
    EVENTS,
    /** A row is a time with its count. */
    BINS
  }

  /** A column with the requests of one minute. */
  record Minute(int column, int minute) {}

  private static final Pattern MINUTE = Pattern.compile("m(\\d{1,7})");
  private static final List<String> TIMES =
      List.of("t_s", "bin", "date", "datetime", "timestamp", "time", "index");

  /** Whether the time column holds the number of a bin, not a time. */
  boolean isIndexed() {
    String name = time.isPresent() ? columns.get(time.getAsInt()) : "";
    return name.equals("bin") || name.equals("index");
  }

  /** Reads a header; empty where it is not that of a trace. */
  static Optional<TraceLayout> of(List<String> header) {
    List<String> columns =
        header.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    List<Minute> minutes = minutes(columns);
    OptionalInt count = column(columns, "count"::equals);
    OptionalInt time =
        TIMES.stream()
            .map(name -> column(columns, name::equals))
            .filter(OptionalInt::isPresent)
            .findFirst()
            .orElse(OptionalInt.empty());
    Kind kind;
    if (!minutes.isEmpty()) {
      kind = Kind.MINUTES;
    } else if (count.isPresent() && time.isPresent()) {
      kind = Kind.BINS;
    } else if (columns.contains("t_s")) {
      kind = Kind.EVENTS;
    } else {
      return Optional.empty();
    }
    return Optional.of(
        new TraceLayout(
            kind,
            columns,
            kind == Kind.MINUTES ? OptionalInt.empty() : time,
            kind == Kind.BINS ? count : OptionalInt.empty(),
            minutes,
            column(columns, "workload_id"::equals),
            column(columns, name -> name.endsWith("dur_avg_ms")),
            column(columns, name -> name.contains("mem") && name.endsWith("avg_mb")),
            column(columns, "iat_cv"::equals),
            column(columns, "weight"::equals)));
  }

  private static List<Minute> minutes(List<String> columns) {
    List<Minute> minutes = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      var matcher = MINUTE.matcher(columns.get(i));
      if (matcher.matches()) {
        minutes.add(new Minute(i, Integer.parseInt(matcher.group(1))));
      }
    }
    minutes.sort(java.util.Comparator.comparingInt(Minute::minute));
    return minutes;
  }

  private static OptionalInt column(List<String> columns, Predicate<String> isIt) {
    return IntStream.range(0, columns.size()).filter(i -> isIt.test(columns.get(i))).findFirst();
  }
}
