package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Protocol;
import java.util.Optional;

/** That the side on which a workload runs misses its latency target, and the note that says so. */
final class LatencyMiss {

  private LatencyMiss() {}

  /** Of connections nothing is declared that a target could be held against. */
  static boolean isIn(Side side, TrafficProfile profile) {
    return !side.meetsTarget() && profile.protocol() != Protocol.TCP;
  }

  static Optional<String> of(Side side, TrafficProfile profile) {
    return isIn(side, profile) ? Optional.of(note(side, profile)) : Optional.empty();
  }

  private static String note(Side side, TrafficProfile profile) {
    String target = DurationText.format(profile.latencyTarget());
    if (profile.serviceTime().compareTo(profile.latencyTarget()) > 0) {
      return "The latency target of %s cannot be met: a request alone takes %s (spec.traffic.serviceTime). Raise spec.latency.target, or make requests faster."
          .formatted(target, DurationText.format(profile.serviceTime()));
    }
    return "%s misses the latency target of %s: p%s would be %s%s. Raise spec.latency.target, or scaling.maxReplicas where requests wait for replicas."
        .formatted(
            NumberFormats.sideFirst(side.target()),
            target,
            profile.percentile(),
            DurationText.format(side.latency()),
            side.reservation());
  }
}
