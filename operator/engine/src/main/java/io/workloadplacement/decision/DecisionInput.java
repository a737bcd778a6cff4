package io.workloadplacement.decision;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a decision depends on.
 *
 * @param placement the placement, with the status of its last decision
 * @param template the pod template that runs: the placement's own, or the adopted Deployment's
 * @param namespace the placement's namespace, for selectors and rules; null where it is not known
 * @param policies all policies of the cluster; the decision selects the one that applies
 * @param blockers what the template or its surroundings forbid on one side, found by the rendering
 *     layer
 * @param cluster what is installed
 * @param now the present
 */
public record DecisionInput(
    WorkloadPlacement placement,
    PodTemplateSpec template,
    @Nullable Namespace namespace,
    List<PlacementPolicy> policies,
    List<Blocker> blockers,
    ClusterFacts cluster,
    Instant now) {

  /** Lists are copied. */
  public DecisionInput {
    policies = List.copyOf(policies);
    blockers = List.copyOf(blockers);
  }

  /**
   * A short name for everything that the decision depends on but the time: the declaration and its
   * labels, the template, the namespace, the policy that applies, the blockers, the facts of the
   * cluster, and where the workload stands. Equal inputs have equal names.
   *
   * @return sixteen hexadecimal digits
   */
  public String hash() {
    return InputHash.of(this);
  }
}
