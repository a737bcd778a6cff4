package io.workloadplacement.simulation;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.ClusterFacts;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.DecisionInput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Placements told in the words of the API, rendered for a simulation. */
final class Placements {

  static final Duration COLD_START = Duration.ofSeconds(1);

  private Placements() {}

  static WorkloadPlacement placement(String traffic) {
    return Serialization.unmarshal(
        """
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: checkout, namespace: shop}
        spec:
          template:
            spec:
              containers:
                - name: app
                  image: app
                  resources: {requests: {cpu: 100m, memory: 128Mi}}
          traffic: %s
          latency: {target: 2s, coldStart: 1s}
        """
            .formatted(traffic),
        WorkloadPlacement.class);
  }

  static RenderedSides sides(String traffic) {
    return sides(placement(traffic));
  }

  /** Both sides as the operator would render them. */
  static RenderedSides sides(WorkloadPlacement placement) {
    Decider decider = new Decider();
    DecisionInput input =
        new DecisionInput(
            placement,
            placement.getSpec().template(),
            null,
            List.of(),
            List.of(),
            new ClusterFacts(true),
            Instant.EPOCH);
    return RenderedSides.of(
        placement, placement.getSpec().template(), decider.decide(input), decider.prices(input));
  }

  /** Replays with requests at these moments, or bins. */
  static Replay.Result replay(String traffic, double seconds, List<TraceBin> bins) {
    Replay replay = replay(traffic, seconds, ArrivalProcess.FLOW_RATE);
    bins.forEach(replay::accept);
    return replay.finish();
  }

  static Replay replay(String traffic, double seconds, double flowRate) {
    return new Replay(
        sides(traffic),
        new Replay.Span(0, 0, seconds),
        COLD_START,
        List.of(Duration.ofSeconds(2)),
        100,
        7,
        flowRate);
  }

  static TraceBin event(double at) {
    return new TraceBin(at, 0, 1, 1, Double.NaN);
  }

  static TraceBin bin(double start, double length, long count) {
    return new TraceBin(start, length, count, 1, Double.NaN);
  }
}
