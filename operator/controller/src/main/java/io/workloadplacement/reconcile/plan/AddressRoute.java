package io.workloadplacement.reconcile.plan;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.reconcile.migration.MigrationPhase;
import io.workloadplacement.reconcile.migration.ServingState;
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
 * The way from the address through Knative's gateway: the alias by which the gateway knows the
 * address, the slices that add the gateway's pods to it, and the Service by which the gateway
 * reaches the Deployment's pods.
 */
record AddressRoute(
    Observation observed, RenderInput input, ServingState serving, String clusterDomain) {

  /** What of it is wanted now, in the order in which it is made. */
  List<HasMetadata> to(Target side, Service stableService) {
    return side == Target.KNATIVE ? toKnative(stableService) : toPods(stableService);
  }

  /**
   * First the alias, once Knative can take the load, then, once the gateway knows the alias, the
   * gateway's pods. An alias that still leads to the Deployment's pods does so until then.
   */
  private List<HasMetadata> toKnative(Service stableService) {
    var owned = observed.inventory();
    boolean canServe = serving.step().compareTo(MigrationPhase.WARMING) > 0;
    boolean toPods = owned.route().filter(this::leadsToPods).isPresent();
    if (toPods && !canServe) {
      return toPods(stableService);
    }
    List<HasMetadata> route = new ArrayList<>();
    if (toPods) {
      route.add(StableAddress.podsService(input, observed.workload().podSelector()));
    }
    observed
        .knative()
        .ingress()
        .filter(source -> canServe || owned.route().isPresent())
        .ifPresent(
            source -> route.add(StableAddress.alias(input.placement(), source, clusterDomain)));
    boolean known =
        !toPods && owned.route().map(Readiness::of).filter(Readiness::ready).isPresent();
    if (!owned.gatewaySlices().isEmpty() || (known && canServe)) {
      route.addAll(slices(stableService));
    }
    return route;
  }

  /**
   * While callers hold connections to the gateway, it is led to the Deployment's pods as soon as
   * those can take the load; until then to Knative, as before.
   */
  private List<HasMetadata> toPods(Service stableService) {
    var owned = observed.inventory();
    boolean attached = !owned.gatewaySlices().isEmpty();
    boolean toPods = owned.route().filter(this::leadsToPods).isPresent();
    // One may have led to the pods before, and been turned to Knative for a move that was given up.
    if (!attached && owned.route().filter(this::led).isEmpty()) {
      return List.of();
    }
    List<HasMetadata> route = new ArrayList<>();
    route.add(StableAddress.podsService(input, observed.workload().podSelector()));
    if (toPods || serving.step().compareTo(MigrationPhase.PREPARING) > 0) {
      owned
          .route()
          .or(observed.knative()::ingress)
          .ifPresent(
              known ->
                  route.add(StableAddress.aliasToPods(input, known, gateway(), clusterDomain)));
    } else {
      observed
          .knative()
          .ingress()
          .ifPresent(
              source -> route.add(StableAddress.alias(input.placement(), source, clusterDomain)));
    }
    if (attached) {
      route.addAll(slices(stableService));
    }
    return route;
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
    boolean onlyThoseOfThatTime =
        owned.gatewaySlices().isEmpty() && owned.route().filter(this::leadsToPods).isPresent();
    if (!onlyThoseOfThatTime) {
      observed.knative().gateway().ifPresent(now -> addresses.addAll(now.addresses()));
    }
    return addresses;
  }

  /**
   * What of it nobody needs any more while the Deployment serves: the pods of the gateway to which
   * callers held connections are gone, or Knative is.
   */
  List<HasMetadata> obsolete() {
    var owned = observed.inventory();
    Optional<Ingress> alias = owned.route().filter(this::leadsToPods);
    if (alias.isEmpty()) {
      return owned.gatewaySlices().isEmpty()
          ? List.copyOf(owned.podsService().stream().toList())
          : List.of();
    }
    return gatewayIsReplaced(observed) ? List.of(alias.get()) : List.of();
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

  /**
   * Whether connections of callers are led to the pods by an alias, or were and are to be again.
   */
  boolean led(Ingress alias) {
    return leadsToPods(alias) || observed.inventory().podsService().isPresent();
  }

  private boolean leadsToPods(Ingress alias) {
    return StableAddress.leadsToPods(input.placement(), alias);
  }
}
