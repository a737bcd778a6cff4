package io.workloadplacement.cli;

import io.workloadplacement.cli.trace.TraceFile;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.UnitPrices;
import io.workloadplacement.simulation.Hindsight;
import io.workloadplacement.simulation.Replay;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a simulation gave.
 *
 * @param workloads of the trace, each replayed against the placement by itself
 * @param total of all workloads
 * @param hindsight of the total: costs are added, and a side meets the target where all requests
 *     together do
 */
record SimulationResult(
    TraceFile trace,
    PlacementFile file,
    List<Workload> workloads,
    Replay.Result total,
    Hindsight hindsight) {

  /** One workload's outcome. */
  record Workload(String id, double requests, Hindsight hindsight) {}

  Decision decision() {
    return file.decision();
  }

  /** What else a reader should know of the decision, and of what would be rendered. */
  List<String> notes() {
    return Stream.concat(decision().status().notes().stream(), file.preview().notes().stream())
        .distinct()
        .toList();
  }

  UnitPrices prices() {
    return file.prices();
  }
}
