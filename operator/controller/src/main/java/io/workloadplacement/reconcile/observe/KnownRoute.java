package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.javaoperatorsdk.operator.processing.event.EventSourceRetriever;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.router.RouterAddress;
import io.workloadplacement.router.RouterAddress.Upstream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the router does for a placement that runs on Knative, as the cluster alone says: an operator
 * that begins to lead goes on with it, whatever else is wrong with the placement.
 *
 * @param attached whether the router is an endpoint of the placement's address
 * @param served what it serves there; empty where it is no endpoint, or it is not known where the
 *     address leads to
 */
public record KnownRoute(boolean attached, Optional<RouterAddress> served) {

  static KnownRoute of(
      WorkloadPlacement placement,
      Watches watches,
      EventSourceRetriever<WorkloadPlacement> sources) {
    String namespace = placement.getMetadata().getNamespace();
    List<EndpointSlice> slices = watches.routerSlices(placement);
    OptionalInt port =
        watches.router.map(router -> router.held(placement, slices)).orElse(OptionalInt.empty());
    List<Upstream> upstreams =
        watches
            .knative
            .follow(sources)
            .map(caches -> KnativeUpstreams.of(placement, caches))
            .orElse(List.of());
    Optional<RouterAddress> served =
        port.isEmpty() || upstreams.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new RouterAddress(
                    namespace,
                    placement.getMetadata().getName(),
                    port.getAsInt(),
                    true,
                    upstreams));
    return new KnownRoute(!slices.isEmpty(), served);
  }
}
