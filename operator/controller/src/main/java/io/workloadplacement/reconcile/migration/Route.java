package io.workloadplacement.reconcile.migration;

import io.workloadplacement.reconcile.object.Readiness;
import io.workloadplacement.reconcile.observe.Observation;

/** How callers of the address reach Knative, and those who still come that way the pods. */
public sealed interface Route permits ThroughGateway, ThroughRouter {

  /** What is said while nothing leads to Knative yet. */
  Readiness BEING_ROUTED = Readiness.progressing("The address is being routed to Knative.");

  /** What is said once callers reach Knative. */
  Readiness SERVES =
      new Readiness(Readiness.State.READY, "KnativeReady", "The Knative Service serves.");

  /** Reads it from what exists. */
  static Route of(Observation observed) {
    return observed.throughRouter() ? new ThroughRouter(observed) : new ThroughGateway(observed);
  }

  /** Whether what leads to Knative is among the endpoints of the address. */
  boolean attached();

  /**
   * Whether callers who came by it, and whom nothing has asked to go yet, may still come by it
   * although it is no endpoint any more.
   */
  boolean keepsCallers();

  /** Whether something is there that leads to Knative, as far as that can be seen. */
  boolean answers();

  /** Whether that sends to the Deployment's pods. */
  boolean sendsToPods();

  /** How far callers are on their way to Knative. */
  Readiness toKnative();

  /**
   * How far those who come by this way are on theirs to the Deployment's pods; ready where nobody
   * does, or nothing can be done about it.
   */
  Readiness toPods();
}
