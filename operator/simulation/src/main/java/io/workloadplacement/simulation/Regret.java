package io.workloadplacement.simulation;

import io.workloadplacement.api.v1alpha1.Target;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * How well a way to place workloads did, against hindsight; all weighted.
 *
 * @param asHindsight share of the workloads that were placed as hindsight would
 * @param cost over that of hindsight, 1 where they are the same; below 1 where money was saved by
 *     missing the target
 * @param overspend what was paid in excess of hindsight, over hindsight's cost: without what misses
 *     saved
 * @param misses share of the workloads whose target was missed
 */
public record Regret(double asHindsight, double cost, double overspend, double misses) {

  /** Where a way places a workload. */
  public interface Strategy extends Function<Judged, Target> {}

  /** Regret of a strategy. */
  public static Regret of(List<Judged> workloads, Strategy strategy) {
    double weights = 0;
    double same = 0;
    double paid = 0;
    double needed = 0;
    double excess = 0;
    double misses = 0;
    for (Judged judged : workloads) {
      Target side = strategy.apply(judged);
      Hindsight hindsight = judged.hindsight();
      double cost = hindsight.cost(side);
      double best = hindsight.cost(hindsight.best());
      double weight = judged.weight();
      weights += weight;
      same += side == hindsight.best() ? weight : 0;
      paid += weight * cost;
      needed += weight * best;
      excess += weight * Math.max(0, cost - best);
      misses += hindsight.meets(side) ? 0 : weight;
    }
    return new Regret(
        weights == 0 ? 1 : same / weights,
        needed == 0 ? 1 : paid / needed,
        needed == 0 ? 0 : excess / needed,
        weights == 0 ? 0 : misses / weights);
  }

  /** Placed as hindsight would: its misses are those that no side could avoid. */
  public static Regret ofHindsight(List<Judged> workloads) {
    return of(workloads, judged -> judged.hindsight().best());
  }

  /**
   * The threshold on the learned requests per minute, from which on a Deployment is chosen, that
   * places the most of these very workloads as hindsight would.
   */
  public static double bestThreshold(List<Judged> workloads) {
    List<Judged> byRate =
        workloads.stream().sorted(Comparator.comparingDouble(Judged::requestsPerMinute)).toList();
    double right =
        byRate.stream()
            .filter(judged -> judged.hindsight().best() == Target.DEPLOYMENT)
            .mapToDouble(Judged::weight)
            .sum();
    double most = right;
    double best = 0;
    for (int i = 0; i < byRate.size(); i++) {
      Judged judged = byRate.get(i);
      right += judged.hindsight().best() == Target.KNATIVE ? judged.weight() : -judged.weight();
      boolean sameRateFollows =
          i + 1 < byRate.size()
              && byRate.get(i + 1).requestsPerMinute() == judged.requestsPerMinute();
      if (right > most && !sameRateFollows) {
        most = right;
        best = Math.nextUp(judged.requestsPerMinute());
      }
    }
    return best;
  }

  /** Places by a threshold on the learned requests per minute. */
  public static Strategy threshold(double requestsPerMinute) {
    return judged ->
        judged.requestsPerMinute() >= requestsPerMinute ? Target.DEPLOYMENT : Target.KNATIVE;
  }
}
