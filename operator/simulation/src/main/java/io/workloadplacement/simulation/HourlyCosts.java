package io.workloadplacement.simulation;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.UnitPrices;

/** What both sides of a replay cost over time. */
record HourlyCosts(Replay.Result result, UnitPrices prices) {

  /** What a side saved against the other one within a time; 0 outside of what was replayed. */
  double savedBy(Target side, double from, double to) {
    TimeSeries deployment = result.deployment().series();
    TimeSeries knative = result.knative().series();
    double more = 0;
    for (int i = 0; i < deployment.size(); i++) {
      if (deployment.start(i) >= from && deployment.start(i) < to) {
        more +=
            prices.deployment(deployment.replicaSeconds(i))
                - prices.knative(knative.replicaSeconds(i), knative.requests(i));
      }
    }
    return side == Target.KNATIVE ? more : -more;
  }
}
