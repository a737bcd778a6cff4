package io.workloadplacement.reconcile.workload;

import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.object.NamespaceObjects;

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
   * The workload of a placement among the objects of its namespace.
   *
   * @throws PlacementProblem if it names a Deployment that cannot be run
   */
  public static Workload among(NamespaceObjects objects, WorkloadPlacement placement) {
    return isOfOthers(placement)
        ? Adopted.of(placement, AdoptionContext.of(placement, objects))
        : templated(placement);
  }
}
