package io.workloadplacement.reconcile.plan;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.workloadplacement.reconcile.migration.MigrationPhase;
import io.workloadplacement.reconcile.migration.ServingState;
import io.workloadplacement.reconcile.migration.ThroughGateway;
import io.workloadplacement.reconcile.object.Readiness;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.rendering.RenderInput;
import io.workloadplacement.rendering.StableAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The objects of the way from the address through Knative's gateway: the Ingress by which the
 * gateway knows the address, the slices that add the gateway's pods to it, and the Service by which
 * the gateway reaches the Deployment's pods.
 */
record GatewayManifests(
    ThroughGateway route,
    Observation observed,
    RenderInput input,
    ServingState serving,
    String clusterDomain)
    implements RouteManifests {

  /**
   * First the Ingress, once Knative can take the load, then, once the gateway knows it, the
   * gateway's pods. One that still routes to the Deployment's pods does so until then.
   */
  @Override
  public List<HasMetadata> toKnative(Service stableService) {
    var owned = observed.inventory();
    boolean canServe = serving.step().compareTo(MigrationPhase.WARMING) > 0;
    boolean toPods = route.routeToPods().isPresent();
    if (toPods && !canServe) {
      return toPods(stableService);
    }
    List<HasMetadata> manifests = new ArrayList<>();
    if (toPods) {
      manifests.add(StableAddress.podsService(input, observed.workload().podSelector()));
    }
    observed
        .knative()
        .ingress()
        .filter(source -> canServe || owned.route().isPresent())
        .ifPresent(
            source -> manifests.add(StableAddress.route(input.placement(), source, clusterDomain)));
    boolean known =
        !toPods && owned.route().map(Readiness::of).filter(Readiness::ready).isPresent();
    if (route.attached() || (known && canServe)) {
      manifests.addAll(slices(stableService));
    }
    return manifests;
  }

  /**
   * While callers hold connections to the gateway, it is routed to the Deployment's pods as soon as
   * those can take the load; until then to Knative, as before.
   */
  @Override
  public List<HasMetadata> toPods(Service stableService) {
    var owned = observed.inventory();
    boolean attached = route.attached();
    boolean toPods = route.routeToPods().isPresent();
    // One may have routed to the pods before, and been turned to Knative for a migration that was
    // given up.
    if (!attached && owned.route().filter(this::isNeeded).isEmpty()) {
      return List.of();
    }
    List<HasMetadata> manifests = new ArrayList<>();
    manifests.add(StableAddress.podsService(input, observed.workload().podSelector()));
    if (toPods || serving.step().compareTo(MigrationPhase.PREPARING) > 0) {
      owned
          .route()
          .or(observed.knative()::ingress)
          .ifPresent(
              known ->
                  manifests.add(StableAddress.routeToPods(input, known, gateway(), clusterDomain)));
    } else {
      observed
          .knative()
          .ingress()
          .ifPresent(
              source ->
                  manifests.add(StableAddress.route(input.placement(), source, clusterDomain)));
    }
    if (attached) {
      manifests.addAll(slices(stableService));
    }
    return manifests;
  }

  private List<? extends HasMetadata> slices(Service stableService) {
    return observed
        .knative()
        .gateway()
        .map(
            gateway ->
                StableAddress.gatewaySlices(
                    input.placement(), stableService, gateway.addresses(), gateway.port()))
        .orElse(List.of());
  }

  private Set<String> gateway() {
    var owned = observed.inventory();
    Set<String> addresses =
        new TreeSet<>(owned.route().map(StableAddress::gatewayHeldBy).orElse(Set.of()));
    owned.gatewaySlices().stream()
        .flatMap(slice -> slice.getEndpoints().stream())
        .forEach(endpoint -> addresses.addAll(endpoint.getAddresses()));
    boolean onlyThoseOfThatTime = !route.attached() && route.routeToPods().isPresent();
    if (!onlyThoseOfThatTime) {
      observed.knative().gateway().ifPresent(now -> addresses.addAll(now.addresses()));
    }
    return addresses;
  }

  @Override
  public List<HasMetadata> stale(Service stableService) {
    return List.of();
  }

  @Override
  public List<HasMetadata> leavingWithKnative() {
    return List.of();
  }

  /**
   * What of it nobody needs any more while the Deployment serves: the pods of the gateway to which
   * callers held connections are gone, or Knative is.
   */
  @Override
  public List<HasMetadata> obsolete() {
    var owned = observed.inventory();
    Optional<Ingress> toPods = route.routeToPods();
    if (toPods.isEmpty()) {
      return !route.attached() ? List.copyOf(owned.podsService().stream().toList()) : List.of();
    }
    return gatewayIsReplaced(observed) ? List.of(toPods.get()) : List.of();
  }

  /** Whether the gateway's pods to which callers may hold connections are gone. */
  static boolean gatewayIsReplaced(Observation observed) {
    return observed
        .inventory()
        .route()
        .map(StableAddress::gatewayHeldBy)
        .filter(
            held ->
                observed
                    .knative()
                    .gateway()
                    .filter(now -> Collections.disjoint(now.addresses(), held))
                    .isPresent())
        .isPresent();
  }

  /** Whether connections of callers are routed to the pods by it, or were and are to be again. */
  @Override
  public boolean isNeeded(HasMetadata known) {
    return route.routeToPods().filter(known::equals).isPresent()
        || observed.inventory().podsService().isPresent();
  }
}
