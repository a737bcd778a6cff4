package io.workloadplacement.decision;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.workloadplacement.api.v1alpha1.DurationText;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a pod template states for Knative's autoscaler by annotations of its own ({@code
 * autoscaling.knative.dev/...}), as a manifest that was written for Knative does. What has a bound
 * in Knative is taken within it; {@code spec.scaling} of a placement counts more.
 *
 * @param minScale replicas that are kept
 * @param maxScale replicas at most
 * @param initialScale replicas with which a new version starts, at least 1
 * @param target requests at once that one replica is sized for
 * @param utilization share of it that is aimed at, in percent
 * @param window time over which concurrency is averaged, 6s to 1h
 * @param retention time for which the last pod is kept, up to 1h
 * @param notTaken keys of the template that say something else, or nothing that can be taken
 */
public record KnativeAnnotations(
    OptionalInt minScale,
    OptionalInt maxScale,
    OptionalInt initialScale,
    OptionalInt target,
    OptionalInt utilization,
    Optional<Duration> window,
    Optional<Duration> retention,
    Set<String> notTaken) {

  /** What stands in front of every key. */
  public static final String PREFIX = "autoscaling.knative.dev/";

  private static final int MOST_REPLICAS = 100_000;
  private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(6);
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Sets are copied. */
  public KnativeAnnotations {
    notTaken = Set.copyOf(notTaken);
  }

  /** Reads them; those that state nothing are absent. */
  public static KnativeAnnotations of(PodTemplateSpec template) {
    Reading reading = new Reading(template);
    return new KnativeAnnotations(
        reading.number("min-scale", 0, MOST_REPLICAS),
        reading.number("max-scale", 1, MOST_REPLICAS),
        reading.number("initial-scale", 1, MOST_REPLICAS),
        reading.isByConcurrency()
            ? reading.number("target", 1, MOST_REPLICAS)
            : OptionalInt.empty(),
        reading.number("target-utilization-percentage", 1, 100),
        reading.duration("window", SHORTEST_WINDOW),
        reading.duration("scale-to-zero-pod-retention-period", Duration.ZERO),
        new TreeSet<>(reading.left.values()));
  }

  /**
   * The annotations that are left to be read, by their names without prefix, in either spelling.
   */
  private static final class Reading {

    private final Map<String, String> values = new TreeMap<>();
    private final Map<String, String> left = new TreeMap<>();

    Reading(PodTemplateSpec template) {
      if (template == null
          || template.getMetadata() == null
          || template.getMetadata().getAnnotations() == null) {
        return;
      }
      template
          .getMetadata()
          .getAnnotations()
          .forEach(
              (key, value) -> {
                if (key.startsWith(PREFIX)) {
                  String name = kebab(key.substring(PREFIX.length()));
                  values.put(name, value == null ? "" : value);
                  left.put(name, key);
                }
              });
    }

    /** Knative knows {@code minScale} and {@code min-scale}. */
    private static String kebab(String name) {
      return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    boolean isByConcurrency() {
      String metric = values.get("metric");
      String autoscaler = values.get("class");
      return (metric == null || metric.equals("concurrency"))
          && (autoscaler == null || autoscaler.startsWith("kpa."));
    }

    OptionalInt number(String name, int least, int most) {
      String value = values.get(name);
      if (value == null || !value.matches("[0-9]{1,6}")) {
        return OptionalInt.empty();
      }
      int number = Integer.parseInt(value);
      if (number < least || number > most) {
        return OptionalInt.empty();
      }
      left.remove(name);
      return OptionalInt.of(number);
    }

    Optional<Duration> duration(String name, Duration least) {
      String value = values.get(name);
      if (value == null) {
        return Optional.empty();
      }
      try {
        Duration duration = DurationText.parse(value);
        if (duration.compareTo(least) < 0 || duration.compareTo(LONGEST) > 0) {
          return Optional.empty();
        }
        left.remove(name);
        return Optional.of(duration);
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }
}
