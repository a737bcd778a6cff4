package io.workloadplacement.decision;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the policy that applies to a placement. */
public final class PolicySelection {

  private static final Comparator<PlacementPolicy> HIGHEST_FIRST =
      Comparator.comparingInt(PolicySelection::priority)
          .reversed()
          .thenComparing(policy -> policy.getMetadata().getName());

  private PolicySelection() {}

  /**
   * The policy of the highest priority whose selectors take both the namespace and the placement;
   * ties go by name.
   *
   * @param namespace the placement's namespace; without labels where it is null
   * @return empty where none applies: the built-in defaults do
   */
  public static Optional<PlacementPolicy> select(
      List<PlacementPolicy> policies, WorkloadPlacement placement, @Nullable Namespace namespace) {
    return policies.stream()
        .filter(policy -> applies(policy, placement, namespace))
        .min(HIGHEST_FIRST);
  }

  private static boolean applies(
      PlacementPolicy policy, WorkloadPlacement placement, @Nullable Namespace namespace) {
    return policy.getSpec() == null
        || (Selectors.matches(policy.getSpec().namespaceSelector(), labels(namespace))
            && Selectors.matches(policy.getSpec().workloadSelector(), labels(placement)));
  }

  private static Map<String, String> labels(@Nullable HasMetadata object) {
    return Optional.ofNullable(object)
        .map(HasMetadata::getMetadata)
        .map(ObjectMeta::getLabels)
        .orElse(Map.of());
  }

  private static int priority(PlacementPolicy policy) {
    return policy.getSpec() == null || policy.getSpec().priority() == null
        ? 0
        : policy.getSpec().priority();
  }
}
