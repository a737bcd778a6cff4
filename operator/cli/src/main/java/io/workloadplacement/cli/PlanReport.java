package io.workloadplacement.cli;

import java.io.PrintWriter;
import java.util.List;

/** How planned placements are shown. */
interface PlanReport {

  /**
   * Writes the report.
   *
   * @param manifests whether the manifests are shown too
   */
  void write(List<PlannedPlacement> placements, boolean manifests, PrintWriter out);
}
