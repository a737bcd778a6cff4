package io.workloadplacement.reconcile.apply;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.observe.KnownRoute;
import io.workloadplacement.reconcile.observe.RouterConnection;
import io.workloadplacement.reconcile.plan.RouterOrder;
import io.workloadplacement.router.RouterAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Tells the router what to serve. */
public final class RouterOrders {

  /**
   * How long one placement of which it cannot be said where it leads to may keep the router from
   * being told of the others.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final RouterConnection router;
  private final InstantSource clock;
  private final Set<ResourceID> known = ConcurrentHashMap.newKeySet();
  private final Set<ResourceID> attached = ConcurrentHashMap.newKeySet();
  private volatile Instant waitsUntil = Instant.MAX;

  public RouterOrders(RouterConnection router, InstantSource clock) {
    this.router = router;
    this.clock = clock;
  }

  /**
   * Goes on where an operator before this one has left off, whatever becomes of the placement in
   * this reconcile.
   *
   * @param inCluster asked for until it is known what the placement's address leads to
   */
  public void restore(WorkloadPlacement placement, Supplier<KnownRoute> inCluster) {
    ResourceID id = ResourceID.fromResource(placement);
    if (known.contains(id)) {
      return;
    }
    KnownRoute route = inCluster.get();
    if (wanted(placement).isEmpty()) {
      route.served().ifPresent(router.table()::restore);
    }
    if (route.attached()) {
      attached.add(id);
    } else {
      attached.remove(id);
    }
  }

  /**
   * A reconcile of the placement is over, however it ended. Callers who were asked to go may still
   * be served where the router is no endpoint any more, so nothing is known before that.
   */
  public void looked(WorkloadPlacement placement) {
    ResourceID id = ResourceID.fromResource(placement);
    if (!attached.contains(id) || wanted(placement).isPresent()) {
      known.add(id);
    }
  }

  /** What is to become of a placement's address. */
  public void carryOut(WorkloadPlacement placement, RouterOrder order) {
    if (order instanceof RouterOrder.Serve serve) {
      router.table().set(serve.address());
    } else if (order instanceof RouterOrder.Stop) {
      stop(placement);
    }
  }

  /** The placement is gone. */
  public void forget(WorkloadPlacement placement) {
    stop(placement);
    router.ports().release(placement.getMetadata().getUid(), clock.instant());
    known.remove(ResourceID.fromResource(placement));
    attached.remove(ResourceID.fromResource(placement));
  }

  /**
   * Whether the table is whole, so that a router may follow it. Until then it goes on with what an
   * operator before has told it.
   *
   * @param placements all that there are; asked for once the operator leads
   */
  public boolean complete(Supplier<Stream<WorkloadPlacement>> placements) {
    if (!router.leads().getAsBoolean()) {
      return false;
    }
    Instant now = clock.instant();
    if (waitsUntil.equals(Instant.MAX)) {
      waitsUntil = now.plus(PATIENCE);
    }
    return !now.isBefore(waitsUntil)
        || placements.get().map(ResourceID::fromResource).allMatch(known::contains);
  }

  private Optional<RouterAddress> wanted(WorkloadPlacement placement) {
    return router
        .table()
        .wanted(placement.getMetadata().getNamespace(), placement.getMetadata().getName());
  }

  private void stop(WorkloadPlacement placement) {
    router
        .table()
        .remove(placement.getMetadata().getNamespace(), placement.getMetadata().getName());
  }
}
