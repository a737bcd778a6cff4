package io.workloadplacement.simulation;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.UnitPrices;
import java.time.Duration;

/**
 * Which side would have been right: the cheaper of those that met the target; where neither did,
 * the cheaper, which then is a miss of hindsight's too.
 *
 * @param best the side that would have been right; a Deployment where both cost the same
 * @param deploymentMeets whether the Deployment met the target
 * @param knativeMeets whether Knative did
 * @param deploymentCost of a month like the replayed time
 * @param knativeCost likewise
 */
public record Hindsight(
    Target best,
    boolean deploymentMeets,
    boolean knativeMeets,
    double deploymentCost,
    double knativeCost) {

  /** Judges a replay. */
  public static Hindsight of(Replay.Result result, Duration target, int percentile) {
    boolean deployment = result.deployment().meets(target, percentile);
    boolean knative = result.knative().meets(target, percentile);
    double months = result.seconds() / 3600 / UnitPrices.HOURS_A_MONTH;
    double costOfDeployment = result.deployment().cost() / months;
    double costOfKnative = result.knative().cost() / months;
    Target best =
        deployment == knative
            ? costOfKnative < costOfDeployment ? Target.KNATIVE : Target.DEPLOYMENT
            : deployment ? Target.DEPLOYMENT : Target.KNATIVE;
    return new Hindsight(best, deployment, knative, costOfDeployment, costOfKnative);
  }

  /** Whether a side met the target. */
  public boolean meets(Target side) {
    return side == Target.DEPLOYMENT ? deploymentMeets : knativeMeets;
  }

  /** What a side cost. */
  public double cost(Target side) {
    return side == Target.DEPLOYMENT ? deploymentCost : knativeCost;
  }
}
