package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.ActiveWindow;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Latency;
import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.api.v1alpha1.QuantityText;
import io.workloadplacement.api.v1alpha1.Scaling;
import io.workloadplacement.api.v1alpha1.Traffic;
import io.workloadplacement.api.v1alpha1.TrafficPattern;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses and checks the profile of one placement. */
final class ProfileReader {

  /** Knative's own bound. */
  private static final int MOST_LIMIT = 1000;

  private static final Set<Integer> PERCENTILES = Set.of(50, 90, 95, 99);

  private final WorkloadPlacementSpec spec;
  private final Traffic traffic;
  private final Latency latency;

  ProfileReader(WorkloadPlacementSpec spec) {
    this.spec = spec;
    this.traffic = required("spec.traffic", spec == null ? null : spec.traffic());
    this.latency = required("spec.latency", spec.latency());
  }

  TrafficProfile read() {
    TrafficPattern pattern = required("spec.traffic.pattern", traffic.pattern());
    Protocol protocol = orElse(traffic.protocol(), Protocol.HTTP1);
    double average = averageRate(protocol);
    double peak = peakRate(average);
    Duration serviceTime = positive("spec.traffic.serviceTime", traffic.serviceTime(), "100ms");
    Duration longest =
        positive("spec.traffic.maxRequestDuration", traffic.maxRequestDuration(), "60s");
    if (serviceTime.compareTo(longest) > 0) {
      throw new InvalidProfileException(
          "spec.traffic.serviceTime",
          "%s is longer than maxRequestDuration %s: the mean cannot exceed the longest; raise maxRequestDuration or lower serviceTime"
              .formatted(DurationText.format(serviceTime), DurationText.format(longest)));
    }
    int concurrency =
        within(
            "spec.traffic.concurrencyPerReplica",
            orElse(traffic.concurrencyPerReplica(), TrafficProfile.DEFAULT_CONCURRENCY),
            1,
            Integer.MAX_VALUE);
    Scaling scaling = spec.scaling();
    int utilization =
        within(
            "spec.scaling.targetUtilizationPercentage",
            orElse(scaling == null ? null : scaling.targetUtilizationPercentage(), 70),
            1,
            100);
    Duration burst =
        positive(
            "spec.traffic.burst.duration",
            traffic.burst() == null ? null : traffic.burst().duration(),
            "5m");
    Duration interval =
        positive(
            "spec.traffic.burst.interval",
            traffic.burst() == null ? null : traffic.burst().interval(),
            "1h");
    if (pattern == TrafficPattern.BURSTY && burst.compareTo(interval) > 0) {
      throw new InvalidProfileException(
          "spec.traffic.burst",
          "duration %s is longer than interval %s, which counts from start to start: raise interval, or declare the pattern Steady"
              .formatted(DurationText.format(burst), DurationText.format(interval)));
    }
    return new TrafficProfile(
        pattern,
        protocol,
        average,
        peak,
        serviceTime,
        longest,
        limited(concurrency),
        utilization / 100.0,
        burst,
        interval,
        windows(pattern),
        positive("spec.latency.target", required("spec.latency.target", latency.target()), ""),
        percentile(),
        duration("spec.latency.coldStart", orElse(latency.coldStart(), "3s")));
  }

  /** Where a replica is given no more at once, no more counts. */
  private int limited(int concurrency) {
    int limit =
        within("spec.traffic.containerConcurrency", traffic.concurrencyLimit(), 0, MOST_LIMIT);
    return limit == 0 ? concurrency : Math.min(limit, concurrency);
  }

  private double averageRate(Protocol protocol) {
    String field = "spec.traffic.averageRequestsPerSecond";
    if (traffic.averageRequestsPerSecond() == null && protocol == Protocol.TCP) {
      return 0;
    }
    return rate(field, required(field, traffic.averageRequestsPerSecond()));
  }

  private double peakRate(double average) {
    if (traffic.peakRequestsPerSecond() == null) {
      return 2 * average;
    }
    String field = "spec.traffic.peakRequestsPerSecond";
    double peak = rate(field, traffic.peakRequestsPerSecond());
    if (peak < average) {
      throw new InvalidProfileException(
          field,
          "'%s' is below averageRequestsPerSecond '%s': raise the peak or lower the average"
              .formatted(traffic.peakRequestsPerSecond(), traffic.averageRequestsPerSecond()));
    }
    return peak;
  }

  private List<TrafficProfile.Window> windows(TrafficPattern pattern) {
    List<TrafficProfile.Window> windows = new ArrayList<>();
    for (int i = 0; i < traffic.activeWindows().size(); i++) {
      windows.add(window("spec.traffic.activeWindows[" + i + "]", traffic.activeWindows().get(i)));
    }
    if (windows.isEmpty() && pattern == TrafficPattern.SCHEDULED) {
      throw new InvalidProfileException(
          "spec.traffic.activeWindows",
          "is empty, and the pattern Scheduled needs at least one: add one such as {schedule: \"0 8 * * 1-5\", duration: 10h, timeZone: UTC}");
    }
    return List.copyOf(windows);
  }

  private static TrafficProfile.Window window(String path, ActiveWindow window) {
    return new TrafficProfile.Window(
        schedule(path + ".schedule", window.schedule()),
        positive(path + ".duration", required(path + ".duration", window.duration()), ""),
        zone(path + ".timeZone", orElse(window.timeZone(), "UTC")));
  }

  private static String schedule(String field, String schedule) {
    try {
      CronSchedule.parse(required(field, schedule));
      return schedule;
    } catch (IllegalArgumentException e) {
      throw new InvalidProfileException(field, e);
    }
  }

  private static String zone(String field, String zone) {
    try {
      ZoneId.of(zone);
      return zone;
    } catch (DateTimeException e) {
      throw new InvalidProfileException(
          field,
          "'" + zone + "' is not a time zone: write an IANA name such as America/Toronto or UTC");
    }
  }

  /** What is wrong with the schedules and zones of all windows. */
  static List<String> problemsOfWindows(WorkloadPlacementSpec spec) {
    List<ActiveWindow> windows =
        spec == null || spec.traffic() == null ? List.of() : spec.traffic().activeWindows();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      String path = "spec.traffic.activeWindows[" + i + "]";
      ActiveWindow window = windows.get(i);
      List<Runnable> checks =
          List.of(
              () -> schedule(path + ".schedule", window.schedule()),
              () -> zone(path + ".timeZone", orElse(window.timeZone(), "UTC")));
      for (Runnable check : checks) {
        try {
          check.run();
        } catch (InvalidProfileException e) {
          problems.add(e.getMessage());
        }
      }
    }
    return problems;
  }

  private int percentile() {
    int percentile = orElse(latency.percentile(), 95);
    if (!PERCENTILES.contains(percentile)) {
      throw new InvalidProfileException(
          "spec.latency.percentile", percentile + " is not known: write 50, 90, 95 or 99");
    }
    return percentile;
  }

  private static double rate(String field, String text) {
    double rate;
    try {
      rate = QuantityText.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidProfileException(field, e);
    }
    if (rate <= 0) {
      throw new InvalidProfileException(
          field, "'" + text + "' is not above 0: write requests per second such as \"0.005\"");
    }
    return rate;
  }

  private static Duration positive(String field, @Nullable String text, String fallback) {
    Duration duration = duration(field, orElse(text, fallback));
    if (duration.isZero()) {
      throw new InvalidProfileException(
          field, "'" + text + "' is not above 0: write a duration such as 35ms, 1.5s or 1h30m");
    }
    return duration;
  }

  private static Duration duration(String field, String text) {
    try {
      return DurationText.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidProfileException(field, e);
    }
  }

  private static int within(String field, int value, int least, int most) {
    if (value < least || value > most) {
      String rule =
          most == Integer.MAX_VALUE ? least + " or more" : "a number from " + least + " to " + most;
      throw new InvalidProfileException(field, value + " is out of range: write " + rule);
    }
    return value;
  }

  private static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw new InvalidProfileException(field, "is missing, and is required: add it");
    }
    return value;
  }

  private static <T> T orElse(@Nullable T value, T fallback) {
    return value == null ? fallback : value;
  }
}
