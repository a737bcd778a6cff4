package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.Service;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.object.Ownership;
import io.workloadplacement.rendering.BackingPods;
import io.workloadplacement.rendering.ServicePortability;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The Services of others that select a workload's pods, beside the one at its address.
 *
 * @param all of them, by name
 * @param blockers what keeps their callers off Knative
 */
record FurtherServices(List<Service> all, List<Blocker> blockers) {

  /**
   * Finds them.
   *
   * @param pods of the workload's Deployment
   * @param address the Service at the address, where it is somebody else's
   * @param services of the namespace
   * @param router whether callers come to Knative through the router
   */
  static FurtherServices of(
      WorkloadPlacement placement,
      BackingPods pods,
      Optional<Service> address,
      List<Service> services,
      boolean router) {
    Ownership ownership = Ownership.of(placement);
    List<Service> found =
        pods.servicesBeside(
            placement, services.stream().filter(service -> !ownership.covers(service)).toList());
    return new FurtherServices(
        found,
        router
            ? ServicePortability.besidesThroughRouter(placement, pods, address, found)
            : ServicePortability.besides(placement, found));
  }

  /** Keys of the labels by which they select. */
  Set<String> selectorKeys() {
    return all.stream()
        .flatMap(service -> service.getSpec().getSelector().keySet().stream())
        .collect(Collectors.toSet());
  }
}
