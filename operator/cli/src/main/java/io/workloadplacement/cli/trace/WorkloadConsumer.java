package io.workloadplacement.cli.trace;

import io.workloadplacement.simulation.TraceBin;

/** Takes one workload's bins by time. */
public interface WorkloadConsumer {

  /** The next bin. */
  void accept(TraceBin bin);

  /** There are no more. */
  void end();

  /** Opens a consumer for every workload of a trace. */
  interface Opener {
    WorkloadConsumer open(TraceWorkload workload);
  }
}
