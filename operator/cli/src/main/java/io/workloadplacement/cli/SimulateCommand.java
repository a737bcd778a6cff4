package io.workloadplacement.cli;

import io.workloadplacement.app.Versions;
import io.workloadplacement.cli.trace.TraceException;
import io.workloadplacement.cli.trace.TraceFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
    footer = "%nExit status: 0 when it was simulated, 1 when a trace cannot be read, 2 for usage.")
final class SimulateCommand implements Callable<Integer> {

  @ArgGroup(multiplicity = "1")
  private Source source;

  static final class Source {
    @Option(
        names = "--trace",
        required = true,
        paramLabel = "FILE",
        description = "A trace, .csv or .csv.gz; see docs/simulation.md for the columns.")
    private Path trace;

    @Option(
        names = "--evaluate",
        required = true,
        paramLabel = "DIR",
        description =
            "Judges the decision on all traces of a folder: learned on the first part of each,"
                + " judged on the rest. The table of regret ends the output.")
    private Path folder;
  }

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description =
          "The WorkloadPlacement to simulate, with what belongs to it; - for standard input; required"
              + " with --trace.")
  private String placement;

  @Option(names = "--policy", paramLabel = "FILE", description = "A PlacementPolicy that applies.")
  private List<String> policies = List.of();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Also writes a page with plots; with --trace.")
  private Path report;

  @Mixin private TraceOptions options;

  @Spec private CommandSpec spec;

  private final InputStream standardInput;

  SimulateCommand(InputStream standardInput) {
    this.standardInput = standardInput;
  }

  @Override
  public Integer call() throws InterruptedException {
    CommandLine command = spec.commandLine();
    try {
      if (source.folder != null) {
        evaluate(command);
      } else {
        simulate(command);
      }
      return CommandLine.ExitCode.OK;
    } catch (TraceException e) {
      command.getErr().println(e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private void evaluate(CommandLine command) throws InterruptedException {
    if (placement != null || report != null || !policies.isEmpty()) {
      throw new ParameterException(
          command, "--evaluate learns the placements and takes no --file, --policy or --report");
    }
    if (!Files.isDirectory(source.folder)) {
      throw new ParameterException(command, "--evaluate: " + source.folder + " is no folder");
    }
    TraceFolder folder = TraceFolder.open(source.folder, options.binSeconds(), command.getErr());
    new Evaluator(folder, options.seed(), command.getOut(), command.getErr()).run();
  }

  private void simulate(CommandLine command) throws InterruptedException {
    if (placement == null) {
      throw new ParameterException(
          command,
          "--file is missing: name the WorkloadPlacement to simulate, such as -f checkout.yaml");
    }
    PlacementFile file = PlacementFile.read(placement, policies, standardInput, command);
    TraceFile trace = options.open(source.trace);
    SimulationResult simulation =
        new Simulator(trace, file, options.seed(), command.getErr()).run();
    SimulationText.print(simulation, command.getOut());
    if (report != null) {
      write(SimulationReport.page(simulation), command);
    }
  }

  private void write(String page, CommandLine command) {
    try {
      Files.writeString(report, page);
      command.getOut().println("Report: " + report);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + report, e);
    }
  }
}
