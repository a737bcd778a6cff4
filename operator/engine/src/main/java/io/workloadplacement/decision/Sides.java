package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Target;

/** Both sides of one load, sized and estimated. */
record Sides(Load load, Sizing sizing, Side deployment, Side knative) {

  static Sides of(Load load, Sizing sizing, CostModel cost) {
    Replicas pods = sizing.deployment();
    Side deployment =
        side(Target.DEPLOYMENT, load, pods, WarmShare.ALWAYS, cost.deployment(load, pods));
    Replicas scale = sizing.knative().replicas();
    WarmShare warmth = WarmShare.of(load, sizing.knative());
    Side knative =
        side(Target.KNATIVE, load, scale, warmth, cost.knative(load, sizing.knative(), warmth));
    return new Sides(load, sizing, deployment, knative);
  }

  Side on(Target target) {
    return target == Target.DEPLOYMENT ? deployment : knative;
  }

  private static Side side(
      Target target, Load load, Replicas replicas, WarmShare warmth, double monthlyCost) {
    return new Side(
        target,
        replicas,
        monthlyCost,
        LatencyModel.latency(target, load, replicas, warmth),
        LatencyModel.spreadLatency(target, load, replicas, warmth),
        warmth,
        load.profile().latencyTarget());
  }
}
