package io.workloadplacement.reconcile.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.workloadplacement.reconcile.migration.MigrationPhase;
import io.workloadplacement.reconcile.migration.ServingState;
import io.workloadplacement.reconcile.migration.ThroughRouter;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.rendering.AddressSlices;
import io.workloadplacement.rendering.RenderInput;
import io.workloadplacement.rendering.StableAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The objects of the way from the address through the router: the slices that add the router's pods
 * to it, and the Service by which they reach the Deployment's pods.
 */
record RouterManifests(
    ThroughRouter route, Observation observed, RenderInput input, ServingState serving)
    implements RouteManifests {

  /** The router's pods, once they serve the address; each is added as soon as it does. */
  @Override
  public List<HasMetadata> toKnative(Service stableService) {
    boolean canServe = serving.step().compareTo(MigrationPhase.WARMING) > 0;
    return route.attached() || canServe ? slices(stableService) : List.of();
  }

  /** The router's pods, for as long as they are endpoints, and what they are to send to then. */
  @Override
  public List<HasMetadata> toPods(Service stableService) {
    List<HasMetadata> manifests = new ArrayList<>();
    if (route.attached() || observed.inventory().podsService().isPresent()) {
      manifests.add(StableAddress.podsService(input, observed.workload().podSelector()));
    }
    if (route.attached()) {
      manifests.addAll(slices(stableService));
    }
    return manifests;
  }

  /** As they are while no pod of the router is there to take their place. */
  private List<HasMetadata> slices(Service stableService) {
    OptionalInt port = observed.router().port();
    List<String> servers = observed.router().servers(route.addresses());
    return port.isEmpty() || servers.isEmpty()
        ? List.of()
        : List.copyOf(
            AddressSlices.router(input.placement(), stableService, servers, port.getAsInt()));
  }

  @Override
  public List<HasMetadata> leavingWithKnative() {
    return List.copyOf(observed.inventory().podsService().stream().toList());
  }

  @Override
  public List<HasMetadata> obsolete() {
    return route.attached() ? List.of() : leavingWithKnative();
  }

  /** Nobody comes by it any more once it was asked to go, and Knative has drained. */
  @Override
  public boolean isNeeded(HasMetadata left) {
    return false;
  }
}
