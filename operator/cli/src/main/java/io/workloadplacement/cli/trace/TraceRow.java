package io.workloadplacement.cli.trace;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.OptionalInt;

/** One line of a trace, with its values read and checked. */
record TraceRow(Path file, long line, TraceLayout layout, List<String> values) {

  /** More requests at once than any service has. */
  private static final double MOST_REQUESTS = 1e9;

  private static final double LONGEST_MS = 86_400_000;
  private static final double MOST = 1e12;

  /** Checks that there is a value for every column. */
  TraceRow {
    if (values.size() != layout.columns().size()) {
      throw new TraceException(
          file,
          line,
          Integer.toString(Math.min(values.size(), layout.columns().size()) + 1),
          "there are %d values, and the header names %d columns"
              .formatted(values.size(), layout.columns().size()));
    }
  }

  /** Its workload's name; where a row is a whole workload and has none, its line. */
  String workload() {
    String name = layout.workload().isPresent() ? value(layout.workload().getAsInt()) : "";
    return name.isEmpty() && layout.kind() == TraceLayout.Kind.MINUTES ? "line " + line : name;
  }

  /** Seconds, or the number of a bin. */
  double time() {
    int column = layout.time().getAsInt();
    String text = value(column);
    if (isNumber(text)) {
      double time = number(column, 0, MOST, "seconds of 0 or more, or a date");
      if (layout.isIndexed() && time != Math.rint(time)) {
        throw wrong(column, "the whole number of a bin, from 0");
      }
      return time;
    }
    try {
      return moment(text);
    } catch (DateTimeParseException e) {
      throw wrong(column, "seconds of 0 or more, or a date such as 2026-01-31T12:00:00Z");
    }
  }

  long count() {
    return requests(layout.count().getAsInt());
  }

  /** Requests of the whole row. */
  double requests() {
    return switch (layout.kind()) {
      case EVENTS -> 1;
      case BINS -> count();
      case MINUTES ->
          layout.minutes().stream().mapToDouble(minute -> requests(minute.column())).sum();
    };
  }

  TraceException secondOfItsWorkload() {
    return wrong(
        layout.workload().getAsInt(),
        "a workload without a row of its own yet: give each workload one row");
  }

  /** Requests in a minute's column; an empty one has none. */
  long requests(int column) {
    if (value(column).isEmpty() && layout.kind() == TraceLayout.Kind.MINUTES) {
      return 0;
    }
    double count = number(column, 0, MOST_REQUESTS, "a whole number of requests, up to 1e9");
    if (count != Math.rint(count)) {
      throw wrong(column, "a whole number of requests, up to 1e9");
    }
    return (long) count;
  }

  /** Seconds; NaN where it is not told. What took less than a millisecond counts as that. */
  double service() {
    double millis = optional(layout.duration(), LONGEST_MS, "milliseconds, up to a day");
    return Double.isNaN(millis) ? millis : Math.max(0.001, millis / 1000);
  }

  /** Bytes; NaN where it is not told. */
  double memory() {
    return optional(layout.memory(), MOST, "megabytes of 0 or more") * 1024 * 1024;
  }

  double variation() {
    double variation = optional(layout.variation(), MOST, "a number of 0 or more");
    return Double.isNaN(variation) ? 1 : variation;
  }

  double weight() {
    double weight = optional(layout.weight(), MOST, "a number of 0 or more");
    return Double.isNaN(weight) ? 1 : weight;
  }

  private double optional(OptionalInt column, double most, String expected) {
    return column.isEmpty() || value(column.getAsInt()).isEmpty()
        ? Double.NaN
        : number(column.getAsInt(), 0, most, expected);
  }

  private double number(int column, double least, double most, String expected) {
    double number;
    try {
      number = Double.parseDouble(value(column));
    } catch (NumberFormatException e) {
      throw wrong(column, expected);
    }
    if (!(number >= least && number <= most)) {
      throw wrong(column, expected);
    }
    return number;
  }

  private TraceException wrong(int column, String expected) {
    return new TraceException(
        file,
        line,
        layout.columns().get(column),
        "'%s' is not %s".formatted(value(column), expected));
  }

  private String value(int column) {
    return values.get(column).strip();
  }

  private static boolean isNumber(String text) {
    return text.isEmpty()
        || text.indexOf('-', 1) < 0
        || text.matches("[-+]?[0-9.]+[eE][-+]?[0-9]+");
  }

  private static double moment(String text) {
    String iso = text.replace(' ', 'T');
    if (iso.length() == "2026-01-31".length()) {
      return LocalDate.parse(iso).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
    }
    boolean zoned = iso.matches(".*(Z|[+-][0-9]{2}:?[0-9]{2})");
    LocalDateTime time =
        zoned && iso.length() > 16
            ? OffsetDateTime.parse(iso).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
            : LocalDateTime.parse(iso);
    return time.toEpochSecond(ZoneOffset.UTC) + time.getNano() / 1e9;
  }
}
