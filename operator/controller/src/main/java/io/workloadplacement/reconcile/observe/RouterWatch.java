package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.object.Ownership;
import io.workloadplacement.reconcile.observe.RouterFacts.Serving;
import io.workloadplacement.rendering.Names;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Follows the pods of the router, and what each of them has accepted. */
final class RouterWatch {

  private final RouterConnection router;
  private final Supplier<Stream<EndpointSlice>> slices;
  private final InstantSource clock;
  private final InformerEventSource<EndpointSlice, WorkloadPlacement> pods;
  private final SimpleInboundEventSource<WorkloadPlacement> accepted =
      new SimpleInboundEventSource<>("router-accepted");

  /**
   * A watch that has not begun.
   *
   * @param slices those that the operator has made, of all placements
   */
  RouterWatch(
      RouterConnection router,
      EventSourceContext<WorkloadPlacement> context,
      Supplier<Stream<EndpointSlice>> slices,
      InstantSource clock) {
    this.router = router;
    this.slices = slices;
    this.clock = clock;
    router
        .table()
        .onAccepted((namespace, name) -> accepted.propagateEvent(new ResourceID(name, namespace)));
    pods =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(EndpointSlice.class, WorkloadPlacement.class)
                .withName("router-pods")
                .withNamespaces(router.namespace())
                .withLabelSelector("kubernetes.io/service-name=" + router.service())
                .withSecondaryToPrimaryMapper(slice -> placementsOnIt(context))
                .build(),
            context);
  }

  Stream<EventSource<?, WorkloadPlacement>> sources() {
    return Stream.of(pods, accepted);
  }

  private Set<ResourceID> placementsOnIt(EventSourceContext<WorkloadPlacement> context) {
    return context
        .getPrimaryCache()
        .list(
            placement ->
                isDoneWithout(placement)
                    || router
                        .table()
                        .wanted(
                            placement.getMetadata().getNamespace(),
                            placement.getMetadata().getName())
                        .isPresent())
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private static boolean isDoneWithout(WorkloadPlacement placement) {
    return placement.getStatus() != null
        && (placement.getStatus().outage() != null || placement.getStatus().hasFallenBack());
  }

  /** What the router is to a placement that has these objects. */
  RouterFacts facts(WorkloadPlacement placement, Inventory inventory) {
    Map<String, Serving> serving = new TreeMap<>();
    readyPods().forEach(pod -> serving.put(pod, serving(pod, placement, inventory)));
    return new RouterFacts(
        true,
        serving,
        serving.keySet().stream()
            .anyMatch(
                pod ->
                    router
                        .table()
                        .isRejectedBy(
                            pod,
                            placement.getMetadata().getNamespace(),
                            placement.getMetadata().getName())),
        port(placement, inventory),
        router.drain());
  }

  private Stream<String> readyPods() {
    return pods.list(any -> true)
        .flatMap(slice -> slice.getEndpoints().stream())
        .filter(
            endpoint ->
                endpoint.getConditions() == null
                    || !Boolean.FALSE.equals(endpoint.getConditions().getReady()))
        .flatMap(endpoint -> endpoint.getAddresses().stream());
  }

  private Serving serving(String pod, WorkloadPlacement placement, Inventory inventory) {
    if (!router.table().knows(pod)) {
      return Serving.UNKNOWN;
    }
    return Serving.of(
        router
            .table()
            .acceptedBy(
                pod, placement.getMetadata().getNamespace(), placement.getMetadata().getName()),
        inventory.podsService().map(Service::getSpec).map(spec -> spec.getClusterIP()));
  }

  /**
   * The one that callers know already, or one of its own from the time on when it may be needed.
   */
  private OptionalInt port(WorkloadPlacement placement, Inventory inventory) {
    OptionalInt known = held(placement, inventory.routerSlices());
    if (known.isPresent()) {
      return known;
    }
    String uid = placement.getMetadata().getUid();
    if (inventory.knativeService().isEmpty()) {
      router.ports().release(uid, clock.instant());
      return OptionalInt.empty();
    }
    slices.get().forEach(this::remember);
    return router.ports().assign(uid, clock.instant());
  }

  /**
   * The port at which the router is an endpoint of a placement's address; another one where
   * somebody else has that very port, as after a backup was restored beside its original.
   */
  OptionalInt held(WorkloadPlacement placement, List<EndpointSlice> itsSlices) {
    OptionalInt known = known(itsSlices);
    if (known.isEmpty()) {
      return known;
    }
    String uid = placement.getMetadata().getUid();
    router.ports().taken(uid, known.getAsInt());
    return router.ports().assign(uid, clock.instant());
  }

  private void remember(EndpointSlice slice) {
    if (Names.isRouterSlice(slice)) {
      known(List.of(slice))
          .ifPresent(
              port -> Ownership.uid(slice).ifPresent(uid -> router.ports().taken(uid, port)));
    }
  }

  static OptionalInt known(List<EndpointSlice> slices) {
    return slices.stream()
        .flatMap(slice -> slice.getPorts().stream())
        .mapToInt(port -> port.getPort())
        .findFirst();
  }
}
