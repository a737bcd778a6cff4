package io.workloadplacement.app;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Entry point of the image: {@code run}, which is also meant where no command is named, and {@code
 * version}. Exit status: 0 when it was asked to end, 1 when it failed, 2 when a setting is wrong.
 */
@Command(
    name = "placement",
    description = "Runs each workload where it runs best: on a Deployment or on Knative.",
    footer = "%nWithout a command, run is meant.",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    synopsisSubcommandLabel = "COMMAND")
public final class OperatorMain {

  private static final Set<String> OPTIONS_OF_ITS_OWN = Set.of("-h", "--help", "-V", "--version");

  private OperatorMain() {}

  public static void main(String[] args) {
    System.exit(
        commandLine(OperatorRuntime::create)
            .setParameterExceptionHandler(usageErrors())
            .setUsageHelpAutoWidth(true)
            .execute(withDefaultCommand(args)));
  }

  /**
   * The commands of the operator, to which others may be added.
   *
   * @param operator the operator that {@code run} runs
   */
  public static CommandLine commandLine(OperatorFactory operator) {
    return new CommandLine(new OperatorMain())
        .addSubcommand(RunCommand.commandLine(operator))
        .addSubcommand(new VersionCommand());
  }

  /** Puts {@code run} in front of arguments that name no command. */
  public static String[] withDefaultCommand(String... args) {
    boolean named =
        args.length > 0 && (!args[0].startsWith("-") || OPTIONS_OF_ITS_OWN.contains(args[0]));
    return named
        ? args
        : Stream.concat(Stream.of(RunCommand.NAME), Arrays.stream(args)).toArray(String[]::new);
  }

  /** Says what is wrong, what may have been meant, and where to read on. */
  public static IParameterExceptionHandler usageErrors() {
    return (error, args) -> {
      CommandLine command = error.getCommandLine();
      PrintWriter out = command.getErr();
      out.println(error.getMessage());
      UnmatchedArgumentException.printSuggestions(error, out);
      out.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
      return command.getCommandSpec().exitCodeOnInvalidInput();
    };
  }
}
