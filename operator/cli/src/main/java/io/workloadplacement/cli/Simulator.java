package io.workloadplacement.cli;

import io.workloadplacement.cli.trace.TraceFile;
import io.workloadplacement.cli.trace.TraceWorkload;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.simulation.Hindsight;
import io.workloadplacement.simulation.RenderedSides;
import io.workloadplacement.simulation.Replay;
import io.workloadplacement.simulation.TraceBin;
import java.io.PrintWriter;
import java.util.List;

/** Replays every workload of a trace against one placement. */
record Simulator(TraceFile trace, PlacementFile file, long seed, PrintWriter err) {

  /** Points of a plot. */
  private static final int POINTS = 480;

  private record Replayed(String id, Replay.Result result) {}

  SimulationResult run() throws InterruptedException {
    RenderedSides sides =
        RenderedSides.of(file.placement(), file.template(), file.decision(), file.prices());
    TrafficProfile profile = file.decision().profile();
    List<Replayed> replayed;
    try (WorkloadWorkers workers =
        new WorkloadWorkers(Runtime.getRuntime().availableProcessors())) {
      replayed =
          workers.run(
              trace,
              workload -> replay(workload, sides, profile),
              new ProgressBar(
                  err, "Replaying " + trace.path().getFileName(), Evaluator.size(trace.path())));
    }
    List<SimulationResult.Workload> workloads =
        replayed.stream()
            .map(
                one ->
                    new SimulationResult.Workload(
                        one.id(),
                        one.result().deployment().requests(),
                        hindsight(one.result(), profile)))
            .toList();
    Replay.Result total = Replay.Result.sum(replayed.stream().map(Replayed::result).toList());
    return new SimulationResult(trace, file, workloads, total, hindsight(total, profile));
  }

  private WorkloadWorkers.Work<Replayed> replay(
      TraceWorkload workload, RenderedSides sides, TrafficProfile profile) {
    Replay replay =
        new Replay(
            sides,
            new Replay.Span(0, 0, trace.seconds()),
            profile.coldStart(),
            List.of(profile.latencyTarget()),
            POINTS,
            31 * seed + workload.id().hashCode());
    return new WorkloadWorkers.Work<>() {
      @Override
      public void accept(TraceBin bin) {
        replay.accept(bin);
      }

      @Override
      public Replayed get() {
        return new Replayed(workload.id(), replay.finish());
      }
    };
  }

  private static Hindsight hindsight(Replay.Result result, TrafficProfile profile) {
    return Hindsight.of(result, profile.latencyTarget(), profile.percentile());
  }
}
