package io.workloadplacement.decision;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How Knative's autoscaler is set for a workload, by the mapping in {@code docs/} ("Autoscaling
 * annotations"). The decision estimates with these values and the rendering writes them, so that
 * what is judged is what runs.
 *
 * @param replicas min-scale and max-scale as rendered
 * @param targetConcurrency requests at once that one replica is sized for
 * @param targetUtilizationPercentage share of it that is aimed at, 1..100
 * @param stableWindow time over which concurrency is averaged, 6s..1h
 * @param podRetention time for which the last pod is kept, 0..1h
 * @param panicThresholdPercentage 110..1000
 * @param targetBurstCapacity requests that must fit without the activator; 0 takes it out of the
 *     path, -1 keeps it in
 * @param activationScale replicas when scaling from zero; at least 2 where present
 * @param initialScale replicas with which a new version starts, where the template states it
 */
public record KnativeScaling(
    Replicas replicas,
    int targetConcurrency,
    int targetUtilizationPercentage,
    Duration stableWindow,
    Duration podRetention,
    int panicThresholdPercentage,
    int targetBurstCapacity,
    OptionalInt activationScale,
    OptionalInt initialScale) {

  /** A scaling whose template states no start. */
  public KnativeScaling(
      Replicas replicas,
      int targetConcurrency,
      int targetUtilizationPercentage,
      Duration stableWindow,
      Duration podRetention,
      int panicThresholdPercentage,
      int targetBurstCapacity,
      OptionalInt activationScale) {
    this(
        replicas,
        targetConcurrency,
        targetUtilizationPercentage,
        stableWindow,
        podRetention,
        panicThresholdPercentage,
        targetBurstCapacity,
        activationScale,
        OptionalInt.empty());
  }
}
