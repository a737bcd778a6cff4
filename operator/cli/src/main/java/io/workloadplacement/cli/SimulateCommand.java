package io.workloadplacement.cli;

import io.workloadplacement.app.Versions;
import io.workloadplacement.cli.trace.TraceException;
import io.workloadplacement.cli.trace.TraceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Replays traffic against both sides. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    description =
        "Replays a trace of requests against both sides, as they would be rendered, and shows costs,"
            + " cold starts and latencies, the decision, and what hindsight says.",
    footer =
        "%nExit status: 0 when it was simulated, 1 when the report cannot be written, 2 when an"
            + " option, a manifest or a trace is wrong.")
final class SimulateCommand implements Callable<Integer> {

  @ArgGroup(multiplicity = "1")
  private Source source;

  static final class Source {
    @Option(
        names = "--trace",
        required = true,
        paramLabel = "FILE",
        description = "A trace, .csv or .csv.gz; see docs/simulation.md for the columns.")
    private @Nullable Path trace;

    @Option(
        names = "--evaluate",
        required = true,
        paramLabel = "DIR",
        description =
            "Judges the decision on all traces of a folder: learned on the first part of each,"
                + " judged on the rest. The table of regret ends the output.")
    private @Nullable Path folder;
  }

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description =
          "The WorkloadPlacement to simulate, with what belongs to it; - for standard input; required"
              + " with --trace.")
  private @Nullable String placement;

  @ArgGroup private Choice choice = new Choice();

  static final class Choice {
    @Option(
        names = "--workload",
        required = true,
        paramLabel = "ID",
        description = "The workload of the trace to replay; with --trace.")
    private @Nullable String workload;

    @Option(
        names = "--sum",
        required = true,
        description =
            "Replays each workload of the trace by itself against the placement, and adds them up;"
                + " with --trace.")
    private boolean sum;
  }

  @Option(names = "--policy", paramLabel = "FILE", description = "A PlacementPolicy that applies.")
  private List<String> policies = List.of();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Also writes a page with plots; with --trace.")
  private @Nullable Path report;

  @Mixin private TraceOptions options;

  @Spec private CommandSpec spec;

  private final InstantSource clock;
  private final InputStream standardInput;

  SimulateCommand(InstantSource clock, InputStream standardInput) {
    this.clock = clock;
    this.standardInput = standardInput;
  }

  @Override
  public Integer call() throws InterruptedException {
    CommandLine command = spec.commandLine();
    try {
      return source.folder != null ? evaluate(command) : simulate(command);
    } catch (TraceException e) {
      throw new ParameterException(command, e.getMessage(), e);
    }
  }

  private int evaluate(CommandLine command) throws InterruptedException {
    if (placement != null
        || report != null
        || !policies.isEmpty()
        || choice.sum
        || choice.workload != null) {
      throw new ParameterException(
          command,
          "--evaluate learns the placements of all workloads and takes no --file, --policy, --report, --workload or --sum");
    }
    TraceFolder folder = options.openFolder(Objects.requireNonNull(source.folder, "--evaluate"));
    new Evaluator(folder, options.seed(), command.getOut(), command.getErr()).run();
    return CommandLine.ExitCode.OK;
  }

  private int simulate(CommandLine command) throws InterruptedException {
    if (placement == null) {
      throw new ParameterException(
          command,
          "--file is missing: name the WorkloadPlacement to simulate, such as -f checkout.yaml");
    }
    checkReport(command);
    PlacementFile file = PlacementFile.read(placement, policies, standardInput, clock, command);
    TraceFile trace =
        chosen(options.openTrace(Objects.requireNonNull(source.trace, "--trace")), command);
    SimulationResult simulation =
        new Simulator(trace, file, options.seed(), command.getErr()).run();
    SimulationText.print(simulation, command.getOut());
    return report == null
        ? CommandLine.ExitCode.OK
        : write(SimulationReport.page(simulation), command);
  }

  /** One placement is one workload; whoever adds up others says so. */
  private TraceFile chosen(TraceFile trace, CommandLine command) {
    if (choice.workload != null) {
      return options.only(choice.workload, trace);
    }
    if (trace.workloads().size() > 1 && !choice.sum) {
      throw new ParameterException(
          command,
          """
          --trace: %s holds %d workloads, and %s is one:
          %s
          Choose one with --workload, such as --workload '%s', or replay each by itself against the placement and add them up with --sum"""
              .formatted(
                  trace.path(),
                  trace.workloads().size(),
                  placement,
                  TraceText.list(trace.workloads()),
                  trace.workloads().keySet().iterator().next()));
    }
    return trace;
  }

  /** Found before the work is done, and not after it. */
  private void checkReport(CommandLine command) {
    if (report == null) {
      return;
    }
    Path folder = report.toAbsolutePath().getParent();
    if (Files.isDirectory(report)) {
      throw wrongReport("is a folder: name a file in it, such as report.html", command);
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw wrongReport(
          "cannot be written, for there is no folder " + folder + ": make it, or name another",
          command);
    }
    if (!Files.isWritable(Files.exists(report) ? report : folder)) {
      throw wrongReport("may not be written: name a file that may", command);
    }
  }

  private ParameterException wrongReport(String problem, CommandLine command) {
    return new ParameterException(command, "--report: " + report + " " + problem);
  }

  private int write(String page, CommandLine command) {
    try {
      Files.writeString(report, page);
    } catch (IOException e) {
      command.getErr().println("--report: " + report + " cannot be written: " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    command.getOut().println("Report: " + report);
    return CommandLine.ExitCode.OK;
  }
}
