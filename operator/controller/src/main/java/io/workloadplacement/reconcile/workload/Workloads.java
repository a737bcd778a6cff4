package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.object.NamespaceObjects;
import java.util.List;

/** Says which {@link Workload} a placement has. */
public final class Workloads {

  private Workloads() {}

  /** Whether a placement runs a Deployment of others. */
  public static boolean isOfOthers(WorkloadPlacement placement) {
    return placement.getSpec().workloadRef() != null;
  }

  /**
   * The workload that a placement states itself.
   *
   * @param autoscalers of its namespace, whoever owns them
   * @param siblings the placements of its namespace
   * @param services of its namespace, whoever owns them
   * @param router whether callers come to Knative through the router
   */
  public static Workload templated(
      WorkloadPlacement placement,
      List<HorizontalPodAutoscaler> autoscalers,
      List<WorkloadPlacement> siblings,
      List<Service> services,
      boolean router) {
    return Templated.of(placement, autoscalers, siblings, services, router);
  }

  /**
   * The workload of a placement among the objects of its namespace.
   *
   * @throws PlacementProblem if it names a Deployment that cannot be run
   */
  public static Workload among(NamespaceObjects objects, WorkloadPlacement placement) {
    return isOfOthers(placement)
        ? Adopted.of(placement, AdoptionContext.of(placement, objects))
        : templated(
            placement,
            objects.all(HorizontalPodAutoscaler.class),
            objects.all(WorkloadPlacement.class),
            objects.all(Service.class),
            true);
  }
}
