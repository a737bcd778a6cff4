package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.cli.trace.TraceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How traces are read, the same for every command that reads some. */
final class TraceOptions {

  private static final String NO_HEADER =
      "its header has neither columns m1, m2, ... nor t_s nor a time column (t_s, bin, date) with count; docs/simulation.md has the columns";

  private static final int MOST_NAMES = 10;

  @Option(
      names = "--bin",
      paramLabel = "DURATION",
      description = "Length of a bin, where the trace is not to be asked, such as 60s.")
  private @Nullable String bin;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "Seed of all that is left to chance (${DEFAULT-VALUE}).")
  private long seed;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  long seed() {
    return seed;
  }

  /** Length of a bin in seconds, where it is given. */
  OptionalDouble binSeconds() {
    CommandLine command = spec.commandLine();
    if (bin == null) {
      return OptionalDouble.empty();
    }
    try {
      double seconds = DurationText.parse(bin).toNanos() / 1e9;
      if (seconds > 0) {
        return OptionalDouble.of(seconds);
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, "--bin: " + e.getMessage(), e);
    }
    throw new ParameterException(command, "--bin: '" + bin + "' is not above 0: write such as 60s");
  }

  /**
   * Opens a trace.
   *
   * @throws ParameterException naming the file and what is wrong with it
   */
  TraceFile openTrace(Path file) {
    CommandLine command = spec.commandLine();
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(
          command,
          "--trace: "
              + file
              + (Files.isDirectory(file)
                  ? " is a folder: name one file of it, or judge all with simulate --evaluate"
                  : Files.exists(file)
                      ? " is no file: name a .csv or .csv.gz file"
                      : ": there is no such file"));
    }
    return TraceFile.open(
            file,
            binSeconds(),
            new ProgressBar(
                command.getErr(), "Checking " + file.getFileName(), Evaluator.size(file)))
        .orElseThrow(
            () ->
                new ParameterException(command, "--trace: " + file + " is no trace: " + NO_HEADER));
  }

  /** One workload of a trace. */
  TraceFile only(String workload, TraceFile trace) {
    return trace
        .only(workload)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "--workload: %s has no workload '%s'; it has:%n%s"
                        .formatted(trace.path(), workload, TraceText.list(trace.workloads()))));
  }

  /**
   * Opens the traces of a folder.
   *
   * @throws ParameterException naming the folder, and the files that are no traces, if it holds
   *     none
   */
  TraceFolder openFolder(Path folder) {
    CommandLine command = spec.commandLine();
    if (!Files.isDirectory(folder)) {
      throw new ParameterException(
          command,
          "--evaluate: %s %s"
              .formatted(
                  folder,
                  Files.exists(folder)
                      ? "is no folder: name the folder that the trace lies in"
                      : "does not exist: name a folder with traces"));
    }
    TraceFolder traces = TraceFolder.open(folder, binSeconds(), command.getErr());
    if (traces.traces().isEmpty()) {
      String others =
          traces.skipped().stream()
              .limit(MOST_NAMES)
              .map(file -> file.getFileName().toString())
              .collect(Collectors.joining(", "));
      throw new ParameterException(
          command,
          "--evaluate: %s holds no trace%s: put .csv or .csv.gz files into it; docs/simulation.md has the columns"
              .formatted(folder, others.isEmpty() ? "" : " (" + others + ")"));
    }
    return traces;
  }
}
