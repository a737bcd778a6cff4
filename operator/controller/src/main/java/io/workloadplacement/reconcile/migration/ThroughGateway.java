package io.workloadplacement.reconcile.migration;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.workloadplacement.reconcile.object.Readiness;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.rendering.StableAddress;
import java.util.Optional;

/**
 * Through Knative's own gateway: all callers once it is attached, and before and after that those
 * who hold connections to it.
 */
public record ThroughGateway(Observation observed) implements Route {

  @Override
  public boolean attached() {
    return !observed.inventory().gatewaySlices().isEmpty();
  }

  /** It cannot ask them to go. */
  @Override
  public boolean keepsCallers() {
    return false;
  }

  /** Its pods may be gone for a moment, and callers hold connections to it. */
  @Override
  public boolean answers() {
    return true;
  }

  @Override
  public boolean sendsToPods() {
    return routeToPods().isPresent();
  }

  /** By what the gateway knows the address, where that routes to the Deployment's pods. */
  public Optional<Ingress> routeToPods() {
    return observed.inventory().route().filter(this::leadsToPods);
  }

  /** By what the gateway knows the address, where that routes to Knative. */
  private Optional<Ingress> routeToKnative() {
    return observed.inventory().route().filter(route -> !leadsToPods(route));
  }

  private boolean leadsToPods(Ingress route) {
    return StableAddress.routesToPods(observed.placement(), route);
  }

  @Override
  public Readiness toKnative() {
    Readiness known = routeToKnative().map(Readiness::of).orElse(BEING_ROUTED);
    if (!known.ready()) {
      return known;
    }
    // Pods that serve are not ended for a gateway that is not there any more.
    boolean answers = observed.knative().gateway().isPresent() || !observed.podsServe();
    return answers && attached()
        ? SERVES
        : Readiness.progressing("Waiting for a ready pod of Knative's gateway.");
  }

  /**
   * While the gateway is among the address's endpoints, its connections are routed to the
   * Deployment's pods before it is taken away: they may be kept alive for long. Those of an earlier
   * time on Knative are, before Knative is taken away.
   */
  @Override
  public Readiness toPods() {
    var owned = observed.inventory();
    boolean cannotBeRouted = owned.route().isEmpty() && observed.knative().ingress().isEmpty();
    boolean mayReachKnative =
        attached()
            || (owned.knativeService().isPresent()
                && owned.route().isPresent()
                && owned.podsService().isPresent());
    if (!mayReachKnative || cannotBeRouted) {
      return SERVES;
    }
    return routeToPods()
        .map(Readiness::of)
        .orElseGet(
            () ->
                Readiness.progressing(
                    "Knative's gateway is being routed to the Deployment's pods."));
  }
}
