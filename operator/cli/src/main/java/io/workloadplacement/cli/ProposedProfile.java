package io.workloadplacement.cli;

import io.workloadplacement.rendering.ServiceAnnotations;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a workload is called, as far as it is stated, measured or guessed. Keys are those of the
 * annotations of a Service, without their prefix.
 *
 * @param values of each key
 * @param remarks above each key whose value nobody has stated: where it comes from, or what to
 *     answer
 * @param guessed keys whose values are guesses, so that somebody has to answer
 */
record ProposedProfile(
    Map<String, String> values, Map<String, String> remarks, Set<String> guessed) {

  static final String PATTERN = "traffic-pattern";
  static final String AVERAGE = "average-requests-per-second";
  static final String PEAK = "peak-requests-per-second";
  static final String SERVICE_TIME = "service-time";
  static final String MAX_REQUEST_DURATION = "max-request-duration";
  static final String LATENCY_TARGET = "latency-target";
  static final String COLD_START = "cold-start";
  static final String MODE = "mode";

  private static final String LEAST_RATE = "0.001";
  private static final double SELDOM = 0.1;
  private static final double EVEN = 3;
  private static final double LONGEST_BY_DEFAULT = 60;

  /** All are copied, in their order. */
  ProposedProfile {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    remarks = Collections.unmodifiableMap(new LinkedHashMap<>(remarks));
    guessed = Set.copyOf(guessed);
  }

  /**
   * A profile.
   *
   * @param stated values that stand for every workload
   * @param measured of this one; empty where nothing is known
   */
  static ProposedProfile of(Map<String, String> stated, Optional<MeasuredTraffic> measured) {
    Draft draft = new Draft();
    if (measured.filter(traffic -> traffic.average() > 0).isPresent()) {
      draft.measured(measured.get());
    } else {
      draft.guessed(measured);
    }
    draft.guess(LATENCY_TARGET, "5s", "How fast does it have to answer? 5s is a guess.");
    draft.guess(
        COLD_START,
        "3s",
        "How long does it take from no pod to the first answer? 3s is a guess: measure it.");
    draft.propose(MODE, "Recommend", "Recommend reports only. With Auto it migrates by itself.");
    if (stated.containsKey(AVERAGE)) {
      // What was measured belongs to another average.
      draft.drop(PEAK);
    }
    new TreeMap<>(stated)
        .forEach(
            (key, value) -> {
              draft.values.put(key, value);
              draft.remarks.remove(key);
              draft.guessed.remove(key);
            });
    return new ProposedProfile(draft.values, draft.remarks, draft.guessed);
  }

  /** A profile while it is made. */
  private static final class Draft {

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> remarks = new LinkedHashMap<>();
    private final Set<String> guessed = new HashSet<>();

    private void guessed(Optional<MeasuredTraffic> unused) {
      guess(
          PATTERN,
          "Sporadic",
          "How do requests come over the day: Steady, Diurnal, Bursty or Sporadic? Sporadic is a guess.");
      if (unused.isPresent()) {
        guess(
            AVERAGE,
            LEAST_RATE,
            "%s counted no request in %s: is it in use? %s is the least that is proposed."
                .formatted(unused.get().source(), unused.get().window(), LEAST_RATE));
      } else {
        guess(AVERAGE, "0.01", "How many requests a second, over the whole day? 0.01 is a guess.");
      }
    }

    private void measured(MeasuredTraffic traffic) {
      double average = Math.max(traffic.average(), Double.parseDouble(LEAST_RATE));
      double peak = Math.max(average, traffic.peak().orElse(average));
      String by = "measured by %s over %s".formatted(traffic.source(), traffic.window());
      guess(
          PATTERN,
          average < SELDOM ? "Sporadic" : peak <= EVEN * average ? "Steady" : "Bursty",
          "Steady, Diurnal, Bursty or Sporadic? Guessed from the average and the peak.");
      propose(AVERAGE, figure(average), "Requests a second, " + by + ".");
      if (traffic.peak().isPresent()) {
        propose(PEAK, figure(peak), "Requests a second in the busiest five minutes, " + by + ".");
      }
      traffic
          .serviceTime()
          .ifPresent(
              seconds -> {
                propose(SERVICE_TIME, duration(seconds), "Mean time of a request, " + by + ".");
                if (seconds > LONGEST_BY_DEFAULT) {
                  guess(
                      MAX_REQUEST_DURATION,
                      duration(seconds * 2),
                      "The longest request? Twice the mean is a guess.");
                }
              });
    }

    private void propose(String key, String value, String remark) {
      values.put(key, value);
      remarks.put(key, remark);
    }

    private void guess(String key, String value, String question) {
      propose(key, value, question);
      guessed.add(key);
    }

    void drop(String key) {
      values.remove(key);
      remarks.remove(key);
      guessed.remove(key);
    }
  }

  /** Two digits that mean something: more would pretend to be exact. */
  private static String figure(double number) {
    BigDecimal rounded =
        new BigDecimal(number).round(new MathContext(2, RoundingMode.HALF_UP)).stripTrailingZeros();
    return rounded.toPlainString();
  }

  private static String duration(double seconds) {
    return Math.max(1, Math.round(seconds * 1000)) + "ms";
  }

  /** The same without one of its values. */
  ProposedProfile without(String key) {
    Map<String, String> otherValues = new LinkedHashMap<>(values);
    Map<String, String> otherRemarks = new LinkedHashMap<>(remarks);
    otherValues.remove(key);
    Set<String> otherGuessed = new HashSet<>(guessed);
    otherRemarks.remove(key);
    otherGuessed.remove(key);
    return new ProposedProfile(otherValues, otherRemarks, otherGuessed);
  }

  /** As annotations of a Service. */
  Map<String, String> annotations() {
    return prefixed(values);
  }

  /** Above annotations of a Service. */
  Map<String, String> annotationRemarks() {
    return prefixed(remarks);
  }

  private static Map<String, String> prefixed(Map<String, String> map) {
    Map<String, String> prefixed = new LinkedHashMap<>();
    map.forEach((key, value) -> prefixed.put(ServiceAnnotations.PREFIX + key, value));
    return prefixed;
  }

  /** Whether somebody has to answer something before the figures can be relied upon. */
  boolean isGuessed() {
    return !guessed.isEmpty();
  }
}
