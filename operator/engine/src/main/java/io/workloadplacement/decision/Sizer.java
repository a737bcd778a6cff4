package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.api.v1alpha1.Scaling;
import io.workloadplacement.api.v1alpha1.TrafficPattern;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Sizes both sides from the traffic, within the bounds of the placement and of its policy. */
final class Sizer {

  private static final int MIN_REPLICAS_TCP = 2;
  private static final int KNATIVE_DEFAULT_BURST_CAPACITY = 211;
  private static final int KNATIVE_DEFAULT_PANIC_THRESHOLD = 200;

  /** Peak over average from which a burst counts as steep. */
  private static final double STEEP = 10;

  private final OptionalInt specMin;
  private final OptionalInt specMax;
  private final OptionalInt limit;
  private final KnativeAnnotations stated;

  /**
   * @param scaling bounds of the placement; null for none
   * @param limit of its policy
   * @param stated by the template, for Knative alone
   */
  Sizer(@Nullable Scaling scaling, OptionalInt limit, KnativeAnnotations stated) {
    this.stated = stated;
    this.specMin = bound(scaling == null ? null : scaling.minReplicas());
    this.specMax = bound(scaling == null ? null : scaling.maxReplicas());
    this.limit = limit;
  }

  Sizing size(Load load) {
    TrafficProfile profile = load.profile();
    int least = specMin.orElse(profile.protocol() == Protocol.TCP ? MIN_REPLICAS_TCP : 0);
    Replicas deployment = bounds(Math.max(least, load.replicasFor(profile.averageRate())), load, 1);
    int start =
        Math.max(deployment.min(), Math.min(deployment.max(), load.replicasFor(load.busyRate())));
    Replicas knative = onKnative(load);
    return new Sizing(deployment, start, knative(load, knative));
  }

  /** Raises Knative's min-scale to what the average load needs, so that no request is cold. */
  Sizing keptWarm(Sizing sizing, Load load) {
    Replicas replicas = sizing.knative().replicas();
    int min =
        Math.min(
            replicas.max(),
            Math.max(replicas.min(), load.replicasFor(load.profile().averageRate())));
    return new Sizing(
        sizing.deployment(),
        sizing.startReplicas(),
        knative(load, new Replicas(min, replicas.max())));
  }

  /** Replicas that the traffic would get without the policy's limit. */
  int wanted(Load load) {
    int least = Math.max(specMin.orElse(1), load.replicasFor(load.profile().averageRate()));
    return specMax.orElse(fromTraffic(least, load));
  }

  private Replicas onKnative(Load load) {
    int min = specMin.orElse(stated.minScale().orElse(0));
    OptionalInt max = specMax.isPresent() ? specMax : stated.maxScale();
    return bounds(min, max.orElse(fromTraffic(min, load)), 0);
  }

  private Replicas bounds(int wantedMin, Load load, int floor) {
    return bounds(wantedMin, specMax.orElse(fromTraffic(wantedMin, load)), floor);
  }

  private Replicas bounds(int wantedMin, int max, int floor) {
    int capped = Math.max(1, Math.min(max, limit.orElse(max)));
    return new Replicas(Math.max(floor, Math.min(wantedMin, capped)), capped);
  }

  private static int fromTraffic(int min, Load load) {
    return Math.max(min + 1, Load.wholeUp(1.5 * load.replicasFor(load.peakRate())));
  }

  private KnativeScaling knative(Load load, Replicas replicas) {
    TrafficProfile profile = load.profile();
    TrafficPattern pattern = profile.pattern();
    boolean bursty = pattern == TrafficPattern.BURSTY;
    int burst = Load.wholeUp(load.peakRate() * WarmShare.seconds(profile.serviceTime()));
    int burstReplicas = Load.wholeUp((double) burst / profile.concurrency());
    boolean needsSeveralAtOnce = burstReplicas >= 2 && burstReplicas <= replicas.max();
    boolean steep = load.peakRate() >= STEEP * profile.averageRate();
    return new KnativeScaling(
        replicas,
        stated.target().orElse(profile.concurrency()),
        stated.utilization().orElse((int) Math.round(100 * profile.utilization())),
        stated.window().orElse(Duration.ofSeconds(bursty ? 30 : 60)),
        stated.retention().orElse(Duration.ZERO),
        bursty ? (steep ? 120 : 150) : KNATIVE_DEFAULT_PANIC_THRESHOLD,
        switch (pattern) {
          case BURSTY -> burst;
          case STEADY -> 0;
          default -> KNATIVE_DEFAULT_BURST_CAPACITY;
        },
        needsSeveralAtOnce ? OptionalInt.of(burstReplicas) : OptionalInt.empty(),
        stated.initialScale());
  }

  private static OptionalInt bound(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
