package io.workloadplacement.rendering;

import io.workloadplacement.api.v1alpha1.CommonMetadata;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code spec.commonMetadata} may not say: keys that no object can have, and those by which
 * the operator, Kubernetes or Knative know what is theirs.
 */
final class CommonMetadataRules {

  private static final String FIELD = "spec.commonMetadata.";
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
  private static final Pattern PREFIX =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final int LONGEST_PREFIX = 253;

  private static final Set<String> KUBERNETES =
      Set.of(
          "kubernetes.io",
          "service.kubernetes.io",
          "endpointslice.kubernetes.io",
          "endpoints.kubernetes.io",
          "deployment.kubernetes.io",
          "kubectl.kubernetes.io",
          "autoscaling.alpha.kubernetes.io");

  private CommonMetadataRules() {}

  /** The labels and annotations that are common to everything of a placement. */
  static CommonMetadata of(WorkloadPlacement placement) {
    return Optional.ofNullable(placement.getSpec().commonMetadata()).orElse(CommonMetadata.NONE);
  }

  static List<TemplateRules.Violation> violations(WorkloadPlacement placement) {
    CommonMetadata common = of(placement);
    return Stream.concat(
            violations("labels", common.labels()), violations("annotations", common.annotations()))
        .toList();
  }

  private static Stream<TemplateRules.Violation> violations(
      String field, Map<String, String> entries) {
    return entries.keySet().stream()
        .flatMap(
            key ->
                problem(key)
                    .map(
                        problem ->
                            new TemplateRules.Violation(FIELD + field + "[" + key + "]", problem))
                    .stream());
  }

  private static Optional<String> problem(String key) {
    int slash = key.indexOf('/');
    String prefix = slash < 0 ? "" : key.substring(0, slash);
    boolean wellFormed =
        NAME.matcher(key.substring(slash + 1)).matches()
            && prefix.length() <= LONGEST_PREFIX
            && (slash < 0 || PREFIX.matcher(prefix).matches());
    if (!wellFormed) {
      return Optional.of(
          "No object can have such a key: write a name of at most 63 letters, digits, '-', '_' and '.', with a domain in front of it if you like, such as example.com/team.");
    }
    if (key.equals(Labels.MANAGED_BY) || TemplateRules.isOperators(prefix)) {
      return Optional.of("The operator knows by it what is its own: write another key.");
    }
    if (prefix.endsWith("knative.dev")) {
      return Optional.of("Keys of this domain are Knative's own: write another key.");
    }
    return KUBERNETES.contains(prefix)
        ? Optional.of("Keys of this domain are Kubernetes' own: write another key.")
        : Optional.empty();
  }
}
