package io.workloadplacement.cli;

import io.workloadplacement.app.Versions;
import io.workloadplacement.cli.trace.TraceException;
import io.workloadplacement.cli.trace.TraceFile;
import io.workloadplacement.cli.trace.TraceWorkload;
import io.workloadplacement.simulation.LearnedProfile;
import io.workloadplacement.simulation.Learner;
import io.workloadplacement.simulation.TraceBin;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Suggests a profile from a trace. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    description = "Suggests spec.traffic from a trace of requests.",
    footer = "%nExit status: 0 when there is a suggestion, 2 when an option or the trace is wrong.")
final class ProfileCommand implements Callable<Integer> {

  private static final String UNUSED =
      "; it seems out of use: with a generous spec.latency.target its cost decides";

  @Option(
      names = "--trace",
      required = true,
      paramLabel = "FILE",
      description = "A trace, .csv or .csv.gz; see docs/simulation.md for the columns.")
  private Path trace;

  @Option(names = "--workload", paramLabel = "ID", description = "Only this workload of the trace.")
  private @Nullable String only;

  @Mixin private TraceOptions options;

  @Spec private CommandSpec spec;

  private record Learned(TraceWorkload workload, LearnedProfile profile) {}

  @Override
  public Integer call() throws InterruptedException {
    CommandLine command = spec.commandLine();
    try {
      TraceFile file = options.openTrace(trace);
      TraceFile chosen = only == null ? file : options.only(only, file);
      print(learn(chosen, command), chosen, command);
      return CommandLine.ExitCode.OK;
    } catch (TraceException e) {
      throw new ParameterException(command, e.getMessage(), e);
    }
  }

  private List<Learned> learn(TraceFile file, CommandLine command) throws InterruptedException {
    try (WorkloadWorkers workers =
        new WorkloadWorkers(Runtime.getRuntime().availableProcessors())) {
      return workers.run(
          file,
          workload -> learning(workload, file),
          new ProgressBar(
              command.getErr(), "Reading " + trace.getFileName(), Evaluator.size(trace)));
    }
  }

  private WorkloadWorkers.Work<Learned> learning(TraceWorkload workload, TraceFile file) {
    Learner learner = new Learner(0, file.begin(), Evaluator.serviceTime(workload), options.seed());
    return new WorkloadWorkers.Work<>() {
      @Override
      public void accept(TraceBin part) {
        learner.accept(part);
      }

      @Override
      public Learned get() {
        return new Learned(workload, learner.learn(file.seconds()));
      }
    };
  }

  private void print(List<Learned> learned, TraceFile file, CommandLine command) {
    PrintWriter out = command.getOut();
    out.println("# " + TraceText.summary(file, learned.size()));
    TraceText.tooShort(file).ifPresent(warning -> out.println("# Warning: " + warning));
    for (Learned one : learned) {
      out.println("---");
      out.printf(
          Locale.ROOT,
          "# %s: %,d requests in %s; %s%s%n",
          one.workload().id(),
          one.profile().requests(),
          TraceText.length(one.profile().seconds()),
          one.profile().why(),
          one.profile().isUnused() ? UNUSED : "");
      out.print(TrafficYaml.of(one.profile().traffic()));
    }
    out.flush();
  }
}
