package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.cli.trace.TraceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How traces are read, the same for every command that reads some. */
final class TraceOptions {

  @Option(
      names = "--bin",
      paramLabel = "DURATION",
      description = "Length of a bin, where the trace is not to be asked, such as 60s.")
  private String bin;

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

  TraceFile open(Path file) {
    CommandLine command = spec.commandLine();
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(command, "--trace: " + file + " is no file");
    }
    return TraceFile.open(
            file,
            binSeconds(),
            new ProgressBar(
                command.getErr(), "Checking " + file.getFileName(), Evaluator.size(file)))
        .orElseThrow(
            () ->
                new ParameterException(
                    command,
                    "--trace: "
                        + file
                        + " is no trace: its header has neither columns m1, m2, ... nor t_s nor a time column (t_s, bin, date) with count"));
  }
}
