package io.workloadplacement.cli;

import io.workloadplacement.cli.trace.TraceException;
import io.workloadplacement.cli.trace.TraceFile;
import io.workloadplacement.cli.trace.TraceWorkload;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.simulation.TraceBin;
import io.workloadplacement.simulation.WorkloadEvaluation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Judges the decision on all traces of a folder. */
record Evaluator(TraceFolder folder, long seed, PrintWriter out, PrintWriter err) {

  private static final Duration SERVICE_TIME = Duration.ofMillis(100);

  void run() throws InterruptedException {
    folder.skipped().forEach(file -> out.println("Skipped, no trace: " + file.getFileName()));
    Decider decider = new Decider();
    RegretTable table = new RegretTable();
    try (WorkloadWorkers workers =
        new WorkloadWorkers(Runtime.getRuntime().availableProcessors())) {
      for (TraceFile trace : folder.traces()) {
        String name = name(trace.path());
        List<WorkloadEvaluation.Outcome> outcomes =
            workers.run(
                trace,
                workload -> evaluation(trace, workload, decider),
                new ProgressBar(err, "Replaying " + name, size(trace.path())));
        table.add(name, outcomes);
        out.println(TraceText.summary(trace, outcomes.size()));
        TraceText.tooShort(trace).ifPresent(warning -> out.println("Warning: " + warning));
        out.flush();
      }
    }
    out.println();
    table.print(out);
    out.flush();
  }

  private WorkloadWorkers.Work<WorkloadEvaluation.Outcome> evaluation(
      TraceFile trace, TraceWorkload workload, Decider decider) {
    WorkloadEvaluation evaluation =
        new WorkloadEvaluation(
            workload.id(),
            workload.weight(),
            serviceTime(workload),
            workload.memoryBytes(),
            trace.seconds(),
            decider,
            seed);
    return new WorkloadWorkers.Work<>() {
      @Override
      public void accept(TraceBin bin) {
        evaluation.accept(bin);
      }

      @Override
      public WorkloadEvaluation.Outcome get() {
        return evaluation.finish();
      }
    };
  }

  static Duration serviceTime(TraceWorkload workload) {
    return Double.isNaN(workload.serviceSeconds())
        ? SERVICE_TIME
        : Duration.ofNanos(Math.round(workload.serviceSeconds() * 1e9));
  }

  static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new TraceException(file, "cannot be read: " + e.getMessage());
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceFirst("(?i)\\.csv(\\.gz)?$", "");
  }
}
