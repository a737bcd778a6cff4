package io.workloadplacement.cli;

import io.workloadplacement.cli.trace.TraceFile;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is said of a trace beside its results. */
final class TraceText {

  private static final int MOST_WORKLOADS = 20;
  private static final int DAY = 86_400;

  /** A day of single requests is as long as from the first to the last of them. */
  private static final double SHORTEST = 0.9 * DAY;

  /** Slowest requests that a percentile has to rest on. */
  private static final int LEAST_BEYOND = 5;

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private TraceText() {}

  static String summary(TraceFile trace, int workloads) {
    List<String> parts = new ArrayList<>();
    parts.add(workloads == 1 ? "1 workload" : workloads + " workloads");
    parts.add(requests(trace.requests()));
    parts.add("over " + length(trace.seconds()) + dates(trace).map(d -> ", " + d).orElse(""));
    parts.add(
        trace.binSeconds() == 0
            ? "single requests"
            : "bins of "
                + length(trace.binSeconds())
                + ", arrivals within them synthesised"
                + (trace.hasVariation() ? " by iat_cv" : " as Poisson"));
    parts.addAll(trace.remarks());
    return trace.path().getFileName() + ": " + String.join("; ", parts);
  }

  /** From when to when, where the trace has a calendar. */
  static Optional<String> dates(TraceFile trace) {
    return trace
        .begin()
        .map(
            begin ->
                moment(begin)
                    + " to "
                    + moment(begin.plusMillis(Math.round(1000 * trace.seconds())))
                    + " UTC");
  }

  private static String moment(Instant instant) {
    Instant rounded = instant.plusMillis(500).truncatedTo(ChronoUnit.SECONDS);
    boolean whole = rounded.equals(rounded.truncatedTo(ChronoUnit.MINUTES));
    return (whole ? MINUTE : SECOND).format(rounded);
  }

  /** Why a trace is too short to judge a month by; empty where it is not. */
  static Optional<String> tooShort(TraceFile trace) {
    return trace.seconds() >= SHORTEST
        ? Optional.empty()
        : Optional.of(
            "The trace covers %s: less than a day says little of a month. Give a day at least, and a week where weekdays differ."
                .formatted(length(trace.seconds())));
  }

  /** Why a trace has too few requests to judge a latency by; empty where it has not. */
  static Optional<String> tooFew(TraceFile trace, int percentile) {
    if (trace.requests() == 0) {
      return Optional.of("The trace has no requests: it says nothing of latencies.");
    }
    double least = Math.ceil(LEAST_BEYOND / (1 - percentile / 100.0) - 1e-9);
    return trace.requests() >= least
        ? Optional.empty()
        : Optional.of(
            "The trace has %s: p%d is then the chance of a few. Give %.0f requests at least."
                .formatted(requests(trace.requests()), percentile, least));
  }

  /** Workloads with their requests, one a line. */
  static String list(Map<String, Double> workloads) {
    List<String> lines = new ArrayList<>();
    workloads.entrySet().stream()
        .limit(MOST_WORKLOADS)
        .map(one -> "  %-40s %s".formatted(one.getKey(), requests(one.getValue())))
        .forEach(lines::add);
    if (workloads.size() > MOST_WORKLOADS) {
      lines.add("  ... and " + (workloads.size() - MOST_WORKLOADS) + " more");
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String requests(double requests) {
    return requests == 1 ? "1 request" : String.format(Locale.ROOT, "%,.0f requests", requests);
  }

  /** A length of time such as {@code 22h58m50s}, to the second where it is longer than one. */
  static String length(double seconds) {
    if (seconds < 1) {
      return Math.round(seconds * 1000) + "ms";
    }
    Duration length = Duration.ofSeconds(Math.round(seconds));
    long days = length.toDays() < 2 ? 0 : length.toDays();
    return part(days, "d")
        + part(length.minusDays(days).toHours(), "h")
        + part(length.toMinutesPart(), "m")
        + part(length.toSecondsPart(), "s");
  }

  private static String part(long amount, String unit) {
    return amount == 0 ? "" : amount + unit;
  }
}
