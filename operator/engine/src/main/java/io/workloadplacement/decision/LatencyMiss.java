package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Protocol;
import java.util.Optional;

/** The note of a decision that the side on which a workload runs misses its latency target. */
public final class LatencyMiss {

  private static final String TARGET = "the latency target of ";
  private static final String CANNOT_BE_MET = " cannot be met: ";
  private static final String MISSES = " misses " + TARGET;

  private LatencyMiss() {}

  /** Whether a decision tells of one, whatever settled where the workload runs. */
  public static boolean isToldIn(DecisionStatus decision) {
    return decision.notes().stream()
        .anyMatch(note -> note.contains(CANNOT_BE_MET) || note.contains(MISSES));
  }

  /** Of connections nothing is declared that a target could be held against. */
  static Optional<String> of(Side side, TrafficProfile profile) {
    return side.meetsTarget() || profile.protocol() == Protocol.TCP
        ? Optional.empty()
        : Optional.of(note(side, profile));
  }

  private static String note(Side side, TrafficProfile profile) {
    String target = DurationText.format(profile.latencyTarget());
    if (profile.serviceTime().compareTo(profile.latencyTarget()) > 0) {
      return "The latency target of %s%sa request alone takes %s (spec.traffic.serviceTime). Raise spec.latency.target, or make requests faster."
          .formatted(target, CANNOT_BE_MET, DurationText.format(profile.serviceTime()));
    }
    return "%s%s%s: p%s would be %s%s. Raise spec.latency.target, or scaling.maxReplicas where requests wait for replicas."
        .formatted(
            NumberFormats.sideFirst(side.target()),
            MISSES,
            target,
            profile.percentile(),
            DurationText.format(side.latency()),
            side.reservation());
  }
}
