package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Service;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which labels of an annotated Service its placement gets, so that policies select it and their
 * rules read them.
 *
 * <p>Tools know what is theirs by labels of their own, and prune what carries one and is not in
 * their source. Nobody can list all tools; but their labels carry a domain, and those that a team
 * gives its workloads mostly do not. So a domain has to be asked for, by the annotation {@code
 * copy-labels}.
 */
final class CopiedLabels {

  /** Recommended by Kubernetes to describe an application; tools track by the others of these. */
  private static final Set<String> DESCRIBING =
      Set.of(
          "app.kubernetes.io/name",
          "app.kubernetes.io/component",
          "app.kubernetes.io/part-of",
          "app.kubernetes.io/version");

  /** Some tools write their domain as a package: {@code olm.owner}, {@code io.kompose.service}. */
  private static final Pattern WITHOUT_DOMAIN = Pattern.compile("[^./]+");

  private static final Pattern LABEL_KEY =
      Pattern.compile(
          "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

  /** Domains of Kubernetes, whose labels mean something to it, and ours. */
  private static final Pattern RESERVED =
      Pattern.compile("([^/]+\\.)?(kubernetes\\.io|k8s\\.io|workloadplacement\\.io)/.*");

  private CopiedLabels() {}

  /** The labels of the placement, in a map of its own. */
  static Map<String, String> of(Service service) {
    Set<String> askedFor = askedFor(service).collect(Collectors.toSet());
    Map<String, String> copied = new TreeMap<>(labels(service));
    copied
        .keySet()
        .removeIf(
            key ->
                !DESCRIBING.contains(key)
                    && !WITHOUT_DOMAIN.matcher(key).matches()
                    && (!askedFor.contains(key) || RESERVED.matcher(key).matches()));
    return copied;
  }

  /** What is wrong with the labels that are asked for. */
  static List<ServiceProblem> problems(Service service) {
    return askedFor(service).flatMap(key -> problem(service, key).stream()).toList();
  }

  private static Optional<ServiceProblem> problem(Service service, String key) {
    return fault(service, key)
        .map(
            fault ->
                ServiceProblem.ofAnnotation(
                    ServiceAnnotations.COPY_LABELS, "'%s' %s".formatted(key, fault)));
  }

  private static Optional<String> fault(Service service, String key) {
    if (!LABEL_KEY.matcher(key).matches()) {
      return Optional.of(
          "is no key of a label: write keys, separated by commas, such as example.com/team");
    }
    if (RESERVED.matcher(key).matches() && !DESCRIBING.contains(key)) {
      return Optional.of(
          "is a label by which Kubernetes and its tools know what is theirs, and is not copied:"
              + " leave it out");
    }
    return labels(service).containsKey(key)
        ? Optional.empty()
        : Optional.of(
            "is no label of the Service: add the label, or leave it out of the annotation");
  }

  private static Stream<String> askedFor(Service service) {
    return Optional.ofNullable(ServiceAnnotations.all(service).get(ServiceAnnotations.COPY_LABELS))
        .stream()
        .flatMap(keys -> Arrays.stream(keys.split(",", -1)))
        .map(String::strip);
  }

  private static Map<String, String> labels(Service service) {
    return Optional.ofNullable(service.getMetadata().getLabels()).orElse(Map.of());
  }
}
