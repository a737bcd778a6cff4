package io.workloadplacement.reconcile.migration;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Replicas;
import io.workloadplacement.reconcile.object.PodCount;
import io.workloadplacement.reconcile.object.Readiness;
import io.workloadplacement.reconcile.observe.Observation;

/**
 * The pods that a side needs before callers are sent to it alone: as many as carry the load on the
 * other side, within what this side may have. A pod is sized alike on both.
 *
 * @param wanted pods that it needs
 * @param present pods that it has, ready
 */
public record Capacity(int wanted, int present) {

  boolean suffices() {
    return present >= wanted;
  }

  Readiness of(Target side) {
    return suffices()
        ? new Readiness(
            Readiness.State.READY, "CapacityReady", "Enough pods are ready for the current load.")
        : Readiness.progressing(
            "%s has %d of the %d pods that the load needs.".formatted(side, present, wanted));
  }

  public static Capacity on(Target side, Observation observed, Decision decision) {
    return side == Target.KNATIVE
        ? ofKnative(observed, decision)
        : ofDeployment(observed, decision);
  }

  private static Capacity ofKnative(Observation observed, Decision decision) {
    int load = observed.inventory().deployment().map(PodCount::staying).orElse(0);
    Replicas bounds = decision.sizing().knative().replicas();
    int wanted = load == 0 ? 0 : Math.max(1, within(bounds, load));
    return new Capacity(wanted, observed.knative().revision().map(PodCount::of).orElse(0));
  }

  private static Capacity ofDeployment(Observation observed, Decision decision) {
    boolean knativeServes = Route.of(observed).attached();
    int load = knativeServes ? observed.knative().revision().map(PodCount::of).orElse(0) : 0;
    int wanted =
        knativeServes
            ? Math.max(
                decision.sizing().startReplicas(), within(decision.sizing().deployment(), load))
            : 0;
    return new Capacity(wanted, observed.inventory().deployment().map(PodCount::staying).orElse(0));
  }

  private static int within(Replicas bounds, int replicas) {
    return Math.min(bounds.max(), Math.max(bounds.min(), replicas));
  }
}
