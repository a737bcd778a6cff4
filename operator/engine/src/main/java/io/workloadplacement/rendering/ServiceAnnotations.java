package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.api.v1alpha1.QuantityText;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.TrafficPattern;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.AnnotatedRequests;
import io.workloadplacement.decision.Pin;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The annotations by which a Service asks for a placement. Every problem names the annotation, its
 * value, the rule and what would be right.
 */
public final class ServiceAnnotations {

  /** What stands in front of every key. */
  public static final String PREFIX = WorkloadPlacement.GROUP + "/";

  static final String PORT = "port";
  static final String TRAFFIC_PATTERN = "traffic-pattern";
  static final String PROTOCOL = "protocol";
  static final String AVERAGE = "average-requests-per-second";
  static final String PEAK = "peak-requests-per-second";
  static final String SERVICE_TIME = "service-time";
  static final String MAX_REQUEST_DURATION = "max-request-duration";
  static final String CONCURRENCY = "concurrency-per-replica";
  static final String BURST_DURATION = "burst-duration";
  static final String BURST_INTERVAL = "burst-interval";
  static final String BACKGROUND_WORK = "background-work";
  static final String LATENCY_TARGET = "latency-target";
  static final String LATENCY_PERCENTILE = "latency-percentile";
  static final String COLD_START = "cold-start";
  static final String MODE = "mode";
  static final String TARGET = "target";
  static final String PIN = "pin";
  static final String COPY_LABELS = "copy-labels";
  static final String ACCEPT_NETWORK_POLICY = "accept-network-policy";
  static final String ACCEPT_MESH = "accept-mesh";

  /** The annotation that opts in. */
  public static final String OPTS_IN = PREFIX + TRAFFIC_PATTERN;

  /** Written by the operator on Services of its own. */
  private static final Set<String> OURS = Set.of("applied");

  private static final Predicate<String> OBJECT_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?").asMatchPredicate();

  private static final int LONGEST = 32;
  private static final int MOST_CONCURRENCY = 10_000;
  private static final BigDecimal MOST_REQUESTS = new BigDecimal("1e9");

  /** What is wrong with the value of each key, if anything. */
  private static final Map<String, Function<String, Optional<String>>> RULES = rules();

  private ServiceAnnotations() {}

  private static Map<String, Function<String, Optional<String>>> rules() {
    Map<String, Function<String, Optional<String>>> rules = new LinkedHashMap<>();
    rules.put(TRAFFIC_PATTERN, ServiceAnnotations::pattern);
    rules.put(PROTOCOL, oneOf(Protocol.values()));
    rules.put(AVERAGE, ServiceAnnotations::rate);
    rules.put(PEAK, ServiceAnnotations::rate);
    rules.put(SERVICE_TIME, value -> duration(value, false, "35ms"));
    rules.put(MAX_REQUEST_DURATION, value -> duration(value, false, "30s"));
    rules.put(CONCURRENCY, value -> wholeNumber(value, MOST_CONCURRENCY, "50"));
    rules.put(BURST_DURATION, value -> duration(value, false, "5m"));
    rules.put(BURST_INTERVAL, value -> duration(value, false, "1h"));
    rules.put(BACKGROUND_WORK, oneOf("true", "false"));
    rules.put(LATENCY_TARGET, value -> duration(value, false, "150ms"));
    rules.put(LATENCY_PERCENTILE, oneOf("50", "90", "95", "99"));
    rules.put(COLD_START, value -> duration(value, true, "800ms"));
    rules.put(MODE, oneOf(PlacementMode.values()));
    rules.put(TARGET, oneOf(Target.values()));
    rules.put(PIN, Pin::problem);
    // Whether the Service has them, AnnotatedService sees.
    rules.put(PORT, value -> Optional.empty());
    rules.put(COPY_LABELS, value -> Optional.empty());
    rules.put(ACCEPT_NETWORK_POLICY, ServiceAnnotations::accepted);
    rules.put(ACCEPT_MESH, oneOf("true", "false"));
    return rules;
  }

  /** Whether a Service opts in. */
  public static boolean optsIn(HasMetadata service) {
    return all(service).containsKey(TRAFFIC_PATTERN);
  }

  /** Whether a Service carries any annotation that is meant for the operator. */
  public static boolean areOn(HasMetadata service) {
    return !all(service).isEmpty();
  }

  /** The annotations that are meant for the operator, without their prefix. */
  public static Map<String, String> all(HasMetadata service) {
    Map<String, String> found = new TreeMap<>();
    Optional.ofNullable(service.getMetadata().getAnnotations())
        .orElse(Map.of())
        .forEach(
            (key, value) -> {
              String name = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : "";
              if (!name.isEmpty() && !OURS.contains(name)) {
                found.put(name, value);
              }
            });
    return found;
  }

  /**
   * Everything that is wrong with the annotations of a Service.
   *
   * @param protocol what is spoken, by annotation or port
   */
  static List<ServiceProblem> problems(HasMetadata service, Protocol protocol) {
    Map<String, String> values = all(service);
    List<ServiceProblem> problems = new ArrayList<>();
    values.forEach(
        (key, value) ->
            Optional.ofNullable(RULES.get(key))
                .map(rule -> rule.apply(value).map(problem -> "'" + value + "' " + problem))
                .orElseGet(() -> Optional.of(unknown(key)))
                .ifPresent(problem -> problems.add(ServiceProblem.ofAnnotation(key, problem))));
    if (!values.containsKey(TRAFFIC_PATTERN)) {
      problems.add(
          ServiceProblem.ofAnnotation(
              TRAFFIC_PATTERN,
              "is missing, and without it the others have no effect: add it, such as Sporadic, or"
                  + " remove the others"));
      return problems;
    }
    missing(values, protocol).forEach(problems::add);
    if (problems.isEmpty()) {
      contradictions(values).forEach(problems::add);
    }
    return problems;
  }

  private static String unknown(String key) {
    if (key.matches("(active-)?windows?|schedule|exception.*")) {
      return "windows and exceptions need a placement: write a WorkloadPlacement instead of"
          + " annotations";
    }
    if (AnnotatedRequests.isOfPlacementAlone(PREFIX + key)) {
      return "is for placements: write it on the WorkloadPlacement of the Service's name instead";
    }
    return ClosestMatch.meant(key, RULES.keySet())
        .map(meant -> "is not known; did you mean " + PREFIX + meant + "?")
        .orElseGet(() -> "is not known: write one of " + String.join(", ", RULES.keySet()));
  }

  private static Stream<ServiceProblem> missing(Map<String, String> values, Protocol protocol) {
    List<ServiceProblem> problems = new ArrayList<>();
    if (!values.containsKey(AVERAGE) && protocol != Protocol.TCP) {
      problems.add(
          ServiceProblem.ofAnnotation(
              AVERAGE,
              "is missing: write the requests per second, the average over the whole day, such as"
                  + " \"0.01\""));
    }
    if (!values.containsKey(LATENCY_TARGET)) {
      problems.add(
          ServiceProblem.ofAnnotation(
              LATENCY_TARGET, "is missing: write how fast it has to answer, such as 150ms"));
    }
    boolean pinned = PlacementMode.PINNED.toString().equals(values.get(MODE));
    if (pinned && !values.containsKey(TARGET)) {
      problems.add(
          ServiceProblem.ofAnnotation(
              TARGET, "is missing, as mode is Pinned: write Deployment or Knative"));
    }
    if (!pinned && values.containsKey(TARGET)) {
      problems.add(
          ServiceProblem.ofAnnotation(
              TARGET,
              "has a meaning with mode Pinned only: remove it, or write %s: Pinned"
                  .formatted(PREFIX + MODE)));
    }
    return problems.stream();
  }

  private static Stream<ServiceProblem> contradictions(Map<String, String> values) {
    List<ServiceProblem> problems = new ArrayList<>();
    if (values.containsKey(AVERAGE)
        && values.containsKey(PEAK)
        && amount(values.get(AVERAGE)).compareTo(amount(values.get(PEAK))) > 0) {
      problems.add(above(AVERAGE, values.get(AVERAGE), PEAK, values.get(PEAK)));
    }
    longer(values, SERVICE_TIME, "100ms", MAX_REQUEST_DURATION, "60s").ifPresent(problems::add);
    longer(values, BURST_DURATION, "5m", BURST_INTERVAL, "1h").ifPresent(problems::add);
    return problems.stream();
  }

  private static Optional<ServiceProblem> longer(
      Map<String, String> values, String part, String partDefault, String whole, String byDefault) {
    String less = values.getOrDefault(part, partDefault);
    String more = values.getOrDefault(whole, byDefault);
    return DurationText.parse(less).compareTo(DurationText.parse(more)) > 0
        ? Optional.of(above(part, less, whole, more))
        : Optional.empty();
  }

  private static ServiceProblem above(String part, String less, String whole, String more) {
    return ServiceProblem.ofAnnotation(
        part,
        "'%s' is above %s, which is %s: lower it, or raise %s"
            .formatted(less, PREFIX + whole, more, whole));
  }

  private static Optional<String> accepted(String value) {
    return Arrays.stream(value.split(",", -1)).map(String::strip).allMatch(OBJECT_NAME)
        ? Optional.empty()
        : Optional.of(
            "is neither true nor false, nor has it names of NetworkPolicies: write true for all of"
                + " them, or names, separated by commas");
  }

  private static Optional<String> pattern(String value) {
    if (value.equals(TrafficPattern.SCHEDULED.toString())) {
      return Optional.of(
          "needs windows, which annotations cannot say: write a WorkloadPlacement instead of"
              + " annotations");
    }
    return oneOf(
            Arrays.stream(TrafficPattern.values())
                .filter(pattern -> pattern != TrafficPattern.SCHEDULED)
                .toArray())
        .apply(value);
  }

  private static Function<String, Optional<String>> oneOf(Object... words) {
    List<String> known = Arrays.stream(words).map(Object::toString).toList();
    String choice =
        known.stream().limit(known.size() - 1L).collect(Collectors.joining(", "))
            + " or "
            + known.get(known.size() - 1);
    return value ->
        known.contains(value)
            ? Optional.empty()
            : Optional.of(
                "is not known: write "
                    + choice
                    + ClosestMatch.meant(value, known)
                        .map(meant -> "; did you mean " + meant + "?")
                        .orElse(""));
  }

  private static Optional<String> rate(String value) {
    boolean right =
        value.length() <= LONGEST
            && QuantityText.exact(value)
                .filter(rate -> rate.signum() > 0 && rate.compareTo(MOST_REQUESTS) <= 0)
                .isPresent();
    return right
        ? Optional.empty()
        : Optional.of("is no rate: write requests per second above zero, such as \"0.01\"");
  }

  private static BigDecimal amount(String value) {
    return QuantityText.exact(value).orElseThrow();
  }

  private static Optional<String> duration(String value, boolean zero, String example) {
    String wrong =
        "is no duration%s: write numbers with the units ms, s, m or h, such as %s"
            .formatted(zero ? "" : " above zero", example);
    try {
      boolean right = value.length() <= LONGEST && (!DurationText.parse(value).isZero() || zero);
      return right ? Optional.empty() : Optional.of(wrong);
    } catch (IllegalArgumentException e) {
      return Optional.of(wrong);
    }
  }

  private static Optional<String> wholeNumber(String value, int most, String example) {
    boolean right =
        value.matches("[0-9]{1,9}")
            && Integer.parseInt(value) >= 1
            && Integer.parseInt(value) <= most;
    return right
        ? Optional.empty()
        : Optional.of(
            "is no whole number from 1 to %d: write one such as %s".formatted(most, example));
  }
}
