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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The objects of the way from the address through the router: the slices that add the router's pods
 * to it, and to every other Service of the workload's pods; and the Service by which they reach the
 * Deployment's pods.
 *
 * @param leaves whether the Deployment serves, so that the router is taken from all of them
 */
record RouterManifests(
    ThroughRouter route,
    Observation observed,
    RenderInput input,
    ServingState serving,
    boolean leaves)
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
    if (route.attached() && !leaves) {
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
        : routed(stableService)
            .flatMap(service -> slices(service, servers, port.getAsInt()))
            .toList();
  }

  private Stream<HasMetadata> slices(Service service, List<String> servers, int port) {
    return AddressSlices.router(
            input.placement(), observed.workload().backingPods(), service, servers, port)
        .stream()
        .map(HasMetadata.class::cast);
  }

  private Stream<Service> routed(Service stableService) {
    return Stream.concat(Stream.of(stableService), observed.workload().followers().stream());
  }

  /** Those of a Service that has gone, or leads elsewhere by now, and those of no address. */
  @Override
  public List<HasMetadata> stale(Service stableService) {
    Set<String> services = names(routed(stableService));
    Set<String> wanted = names(slices(stableService).stream());
    return observed.inventory().routerSlices().stream()
        .filter(
            slice ->
                !wanted.contains(slice.getMetadata().getName())
                    && (!wanted.isEmpty() || !services.contains(ThroughRouter.service(slice))))
        .map(HasMetadata.class::cast)
        .toList();
  }

  private static Set<String> names(Stream<? extends HasMetadata> objects) {
    return objects.map(object -> object.getMetadata().getName()).collect(Collectors.toSet());
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
