package io.workloadplacement.cli;

import java.io.PrintWriter;

/** How planned placements are shown. */
interface PlanReport {

  /**
   * How much is shown.
   *
   * @param details every figure of several placements, too; of one they are shown anyway
   * @param manifests the manifests that would be applied first
   */
  record Detail(boolean details, boolean manifests) {}

  /** Writes the report. */
  void write(Planned planned, Detail detail, PrintWriter out);
}
