package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.TrafficPattern;

/**
 * What a workload costs in a month of 730.5 hours: the requests of its pods times the time that
 * they run, and on Knative the requests that it serves.
 *
 * @param pod a pod of the Deployment
 * @param knativePod the same with Knative's queue-proxy
 */
record CostModel(PodRequests pod, PodRequests knativePod, PriceBook prices) {

  static final double HOURS = 730.5;

  /** Time for which a HorizontalPodAutoscaler holds its replicas after the load has gone. */
  private static final double HPA_STABILISATION_SECONDS = 300;

  static CostModel of(DecisionInput input, PriceBook prices) {
    return new CostModel(
        PodRequests.of(input.template()),
        PodRequests.of(
            input.template(), input.cluster().queueProxy().requestsBeside(input.template())),
        prices);
  }

  /** Price of one replica on the Deployment side. */
  double replica() {
    return HOURS * prices.hour(pod);
  }

  /** What running pods cost, for those who count pods instead of estimating them. */
  UnitPrices unitPrices() {
    return new UnitPrices(
        prices.currency(), prices.hour(pod), prices.hour(knativePod), prices.requestsMillion());
  }

  double deployment(Load load, Replicas replicas) {
    int busy = within(load.replicasFor(load.busyRate()), replicas);
    double share = Math.min(1, load.busyShare() + tail(load));
    return replica() * (share * busy + (1 - share) * replicas.min());
  }

  /** Knative's activation-scale is the least while there are any replicas at all. */
  double knative(Load load, KnativeScaling scaling, WarmShare warmth) {
    Replicas replicas = scaling.replicas();
    int wanted = Math.max(load.replicasFor(load.busyRate()), scaling.activationScale().orElse(1));
    int busy = within(wanted, replicas);
    double pods = Math.max(replicas.min(), busyOrIdle(load, replicas, warmth, busy));
    double requests = load.profile().averageRate() * 3600 * HOURS;
    return HOURS * prices.hour(knativePod) * pods + requests / 1e6 * prices.requestsMillion();
  }

  private static double busyOrIdle(Load load, Replicas replicas, WarmShare warmth, int busy) {
    if (replicas.min() == 0) {
      return warmth.warmShare() * busy;
    }
    double share = load.busyShare();
    return share * busy + (1 - share) * replicas.min();
  }

  /** Share of all time in which the autoscaler still holds the replicas of a burst or window. */
  private static double tail(Load load) {
    double startsPerSecond =
        load.profile().pattern() == TrafficPattern.BURSTY
            ? 1 / WarmShare.seconds(load.profile().burstInterval())
            : load.active().startsPerSecond();
    return HPA_STABILISATION_SECONDS * startsPerSecond;
  }

  private static int within(int replicas, Replicas bounds) {
    return Math.max(bounds.min(), Math.min(bounds.max(), replicas));
  }
}
