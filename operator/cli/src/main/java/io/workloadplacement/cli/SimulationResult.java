package io.workloadplacement.cli;

import io.workloadplacement.cli.trace.TraceFile;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.UnitPrices;
import io.workloadplacement.simulation.Hindsight;
import io.workloadplacement.simulation.Replay;
import java.util.List;

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
    Decision decision,
    UnitPrices prices,
    List<Workload> workloads,
    Replay.Result total,
    Hindsight hindsight) {

  /** One workload's outcome. */
  record Workload(String id, Hindsight hindsight) {}
}
