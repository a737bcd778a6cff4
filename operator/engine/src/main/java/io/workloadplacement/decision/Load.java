package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.TrafficPattern;

/**
 * The traffic of a profile, with what follows from it.
 *
 * @param profile the declared traffic and latency
 * @param active how much of all time its windows cover
 */
record Load(TrafficProfile profile, ActiveTime active) {

  static Load of(TrafficProfile profile) {
    boolean windowed =
        profile.pattern() == TrafficPattern.DIURNAL
            || profile.pattern() == TrafficPattern.SCHEDULED;
    return new Load(profile, windowed ? ActiveTime.of(profile.windows()) : ActiveTime.ALWAYS);
  }

  Load with(TrafficProfile changed) {
    return new Load(changed, active);
  }

  /** Share of all time in which requests come: the bursts', the windows', or all. */
  double busyShare() {
    return profile.pattern() == TrafficPattern.BURSTY
        ? WarmShare.seconds(profile.burstDuration()) / WarmShare.seconds(profile.burstInterval())
        : active.share();
  }

  /** Requests per second while requests come. */
  double busyRate() {
    return profile.averageRate() / busyShare();
  }

  /**
   * Requests per second at the peak. An average that bursts or windows squeeze into less time is
   * higher within it, whatever peak was declared or assumed.
   */
  double peakRate() {
    return Math.max(profile.peakRate(), busyRate());
  }

  /**
   * Replicas for a rate by Little's law: {@code max(1, ceil(r * S / (c * u)))}, with the service
   * time S, the concurrency c and the utilisation u that is aimed at.
   */
  int replicasFor(double rate) {
    double busy = rate * WarmShare.seconds(profile.serviceTime());
    return Math.max(1, wholeUp(busy / (profile.concurrency() * profile.utilization())));
  }

  /** The next whole number, forgiving the last digits of floating-point arithmetic. */
  static int wholeUp(double value) {
    return (int) Math.min(1_000_000, Math.ceil(value - 1e-9));
  }
}
