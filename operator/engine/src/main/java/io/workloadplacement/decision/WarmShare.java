package io.workloadplacement.decision;

import java.time.Duration;

/**
 * How often Knative has a pod running for a workload that may scale to zero. The formulas are those
 * of {@code docs/} ("The decision", Quantities): requests arrive by a Poisson process, within
 * bursts or windows where these are declared.
 *
 * @param warmShare of all time that a pod runs, 0..1
 * @param coldShare of the requests that meet a cold start, 0..1
 */
record WarmShare(double warmShare, double coldShare) {

  /** A pod is always there. */
  static final WarmShare ALWAYS = new WarmShare(1, 0);

  /** Knative's default scale-to-zero grace period. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  static WarmShare of(Load load, KnativeScaling scaling) {
    if (scaling.replicas().min() > 0) {
      return ALWAYS;
    }
    TrafficProfile profile = load.profile();
    double idle = seconds(idleWindow(scaling));
    return switch (profile.pattern()) {
      case STEADY, SPORADIC -> poisson(profile.averageRate(), idle);
      case BURSTY -> bursts(profile, idle);
      case DIURNAL, SCHEDULED -> windows(profile, load.active(), idle);
    };
  }

  /**
   * Time from the last request until Knative removes the last pod. The grace period counts only
   * where the activator has left the request path, which it does as soon as one pod that serves
   * nobody has room for target-burst-capacity; else it is there already, and nothing has to be
   * waited for.
   */
  static Duration idleWindow(KnativeScaling scaling) {
    boolean activatorLeaves =
        scaling.targetBurstCapacity() >= 0
            && scaling.targetBurstCapacity() <= scaling.targetConcurrency();
    Duration grace = activatorLeaves ? GRACE : Duration.ZERO;
    Duration retention = scaling.podRetention();
    return scaling.stableWindow().plus(retention.compareTo(grace) > 0 ? retention : grace);
  }

  private static WarmShare poisson(double rate, double idle) {
    double cold = Math.exp(-rate * idle);
    return new WarmShare(1 - cold, cold);
  }

  private static WarmShare bursts(TrafficProfile profile, double idle) {
    double burst = seconds(profile.burstDuration());
    double interval = seconds(profile.burstInterval());
    double gap = interval - burst;
    double warm = Math.min(1, (burst + Math.min(idle, gap)) / interval);
    if (gap <= idle) {
      return new WarmShare(warm, 0);
    }
    double inPeriod = profile.averageRate() * interval;
    double met = Math.max(1, inPeriod / burst * seconds(profile.coldStart()));
    return new WarmShare(warm, inPeriod == 0 ? 1 : Math.min(1, met / inPeriod));
  }

  private static WarmShare windows(TrafficProfile profile, ActiveTime active, double idle) {
    double rateWithin = profile.averageRate() / active.share();
    WarmShare within = poisson(rateWithin, idle);
    double warm = active.share() * within.warmShare();
    if (active.startsPerSecond() == 0) {
      return new WarmShare(warm, within.coldShare());
    }
    double inWindow = profile.averageRate() / active.startsPerSecond();
    double met = Math.min(inWindow, Math.max(1, rateWithin * seconds(profile.coldStart())));
    double cold = inWindow == 0 ? 1 : (met + (inWindow - met) * within.coldShare()) / inWindow;
    return new WarmShare(warm, cold);
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
