package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.Optional;

/** Says which {@link Workload} a placement has. */
public final class Workloads {

  private Workloads() {}

  /** Whether a placement runs a Deployment of others. */
  public static boolean isOfOthers(WorkloadPlacement placement) {
    return placement.getSpec().workloadRef() != null;
  }

  /** The workload that a placement states itself. */
  public static Workload templated(WorkloadPlacement placement) {
    return Templated.of(placement);
  }

  /**
   * The workload of a placement around which nothing else is known.
   *
   * @param deployment the one of others that it names
   * @throws PlacementProblem if that cannot be run
   */
  public static Workload alone(WorkloadPlacement placement, Optional<Deployment> deployment) {
    return isOfOthers(placement)
        ? Adopted.of(placement, AdoptionContext.of(deployment))
        : templated(placement);
  }
}
