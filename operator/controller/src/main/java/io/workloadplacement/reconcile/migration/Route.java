package io.workloadplacement.reconcile.migration;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.workloadplacement.reconcile.observe.Inventory;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.rendering.StableAddress;
import java.util.Optional;

/** How a caller of the address reaches the workload, as it is now. */
public sealed interface Route {

  /** Reads it from what exists. */
  static Route of(Observation observed) {
    Inventory inventory = observed.inventory();
    boolean attached = !inventory.gatewaySlices().isEmpty();
    if (!attached && inventory.route().isEmpty()) {
      return new Direct();
    }
    Optional<Ingress> toPods =
        inventory
            .route()
            .filter(ingress -> StableAddress.routesToPods(observed.placement(), ingress));
    return new ThroughGateway(attached, toPods, inventory.route().filter(any -> toPods.isEmpty()));
  }

  /** Whether the gateway's pods are among the endpoints of the address. */
  boolean attached();

  /** By what the gateway knows the address, where that routes to the Deployment's pods. */
  Optional<Ingress> toPods();

  /** By what the gateway knows the address, where that routes to Knative. */
  Optional<Ingress> toKnative();

  /** To the Deployment's pods, past every gateway. */
  record Direct() implements Route {
    @Override
    public boolean attached() {
      return false;
    }

    @Override
    public Optional<Ingress> toPods() {
      return Optional.empty();
    }

    @Override
    public Optional<Ingress> toKnative() {
      return Optional.empty();
    }
  }

  /**
   * Through Knative's gateway: all callers once it is attached, and before and after that those who
   * hold connections to it.
   */
  record ThroughGateway(boolean attached, Optional<Ingress> toPods, Optional<Ingress> toKnative)
      implements Route {}
}
