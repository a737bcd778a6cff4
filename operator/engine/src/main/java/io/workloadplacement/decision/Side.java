package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.SideEstimate;
import io.workloadplacement.api.v1alpha1.Target;
import java.time.Duration;

/**
 * What one side would cost and how fast it would be.
 *
 * @param replicas bounds of its autoscaler
 * @param monthlyCost in the currency of the policy
 * @param latency at the declared percentile
 * @param spreadLatency likewise, with cold starts that spread around their median
 * @param warmth how often it has a pod running
 * @param latencyTarget what is declared
 */
record Side(
    Target target,
    Replicas replicas,
    double monthlyCost,
    Duration latency,
    Duration spreadLatency,
    WarmShare warmth,
    Duration latencyTarget) {

  boolean meetsTarget() {
    return spreadLatency.compareTo(latencyTarget) <= 0;
  }

  /** Why a latency that looks good enough is not; empty where it does not. */
  String reservation() {
    return meetsTarget() || latency.compareTo(latencyTarget) > 0
        ? ""
        : ", and " + DurationText.format(spreadLatency) + " as cold starts spread";
  }

  SideEstimate estimate() {
    return new SideEstimate(
        NumberFormats.money(monthlyCost),
        DurationText.format(latency),
        NumberFormats.share(warmth.coldShare()),
        replicas.min(),
        replicas.max());
  }
}
