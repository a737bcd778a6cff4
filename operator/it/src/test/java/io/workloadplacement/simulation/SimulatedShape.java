package io.workloadplacement.simulation;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A load shape as the simulator replays it: several times, for nobody knows where within its
 * fifteen seconds an autoscaler was when the load began, nor which pod a request finds.
 */
final class SimulatedShape {

  private static final int RUNS = 20;

  private final List<Replay.Result> runs;

  private SimulatedShape(List<Replay.Result> runs) {
    this.runs = runs;
  }

  /** As {@code simulate} does: a pod serves as many requests at once as it is sized for. */
  static SimulatedShape of(LoadShape shape, Measurement like) {
    RenderedSides sides = sides(shape);
    return of(shape, like, sides, sides.profile().concurrency());
  }

  /** With pods that serve whatever comes, as the workload of the laboratory does. */
  static SimulatedShape withoutLimit(LoadShape shape, Measurement like) {
    return of(shape, like, sides(shape), Replay.MOST_SLOTS);
  }

  private static SimulatedShape of(
      LoadShape shape, Measurement like, RenderedSides sides, int slots) {
    List<Replay.Result> runs = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      double start = like.rest() + (double) HpaSettings.SYNC_SECONDS * run / RUNS;
      Replay replay =
          new Replay(
              sides,
              new Replay.Span(0, start, start + LoadShape.SECONDS),
              like.coldStart(),
              List.of(),
              LoadShape.SECONDS,
              run,
              ArrivalProcess.FLOW_RATE,
              slots);
      for (double at : shape.times()) {
        replay.accept(new TraceBin(start + at, 0, 1, 1, Double.NaN));
      }
      runs.add(replay.finish());
    }
    return new SimulatedShape(List.copyOf(runs));
  }

  Side side(Target target) {
    return new Side(
        runs.stream()
            .map(run -> target == Target.KNATIVE ? run.knative() : run.deployment())
            .toList());
  }

  private static RenderedSides sides(LoadShape shape) {
    return Placements.sides(
        Serialization.unmarshal(shape.manifest(Target.KNATIVE, "any"), WorkloadPlacement.class));
  }

  /** One side in all runs. */
  record Side(List<SideResult> runs) {

    double replicaSeconds() {
      return runs.stream().mapToDouble(SideResult::replicaSeconds).average().orElseThrow();
    }

    double mostReplicas() {
      return runs.stream().mapToDouble(SideResult::mostReplicas).average().orElseThrow();
    }

    double coldStarts() {
      return runs.stream().mapToDouble(SideResult::coldStarts).average().orElseThrow();
    }

    /** Milliseconds within which a share of the requests of a run was answered, on average. */
    double latency(double share) {
      return 1000
          * runs.stream()
              .mapToDouble(run -> run.latencies().quantile(share))
              .average()
              .orElseThrow();
    }

    /** Replicas in each second, on average. */
    double[] replicas() {
      return IntStream.range(0, LoadShape.SECONDS)
          .mapToDouble(
              second ->
                  runs.stream()
                      .mapToDouble(run -> run.series().replicas(second))
                      .average()
                      .orElseThrow())
          .toArray();
    }

    /** By how many replicas a run is off, on average over time and all runs. */
    double distance(double[] real) {
      return runs.stream().mapToDouble(run -> distance(run, real)).average().orElseThrow();
    }

    private static double distance(SideResult run, double[] replicas) {
      return IntStream.range(0, replicas.length)
          .mapToDouble(second -> Math.abs(run.series().replicas(second) - replicas[second]))
          .average()
          .orElseThrow();
    }
  }
}
