package io.workloadplacement.cli;

import io.workloadplacement.app.OperatorFactory;
import io.workloadplacement.app.OperatorRuntime;
import io.workloadplacement.app.SystemTime;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Entry point of the program. Exit status: 0 when all went well, 1 when the work failed, 2 when the
 * command line or a setting is wrong; but for {@code plan}, which keeps 2 for a move.
 */
@Command(
    name = "placement",
    description = "Runs each workload where it runs best: on a Deployment or on Knative.",
    footer = "%nWithout a command, run is meant.",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {

  private static final Set<String> OPTIONS_OF_ITS_OWN = Set.of("-h", "--help", "-V", "--version");

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine(OperatorRuntime::create).execute(withDefaultCommand(args)));
  }

  /**
   * The commands.
   *
   * @param operator the operator that {@code run} runs
   */
  static CommandLine commandLine(OperatorFactory operator) {
    return commandLine(operator, SystemTime.source(), System.in);
  }

  static CommandLine commandLine(
      OperatorFactory operator, InstantSource clock, InputStream standardInput) {
    CommandLine main =
        new CommandLine(new Main())
            .addSubcommand(RunCommand.commandLine(operator))
            .addSubcommand(LocalCommand.commandLine(operator))
            .addSubcommand(PlanCommand.commandLine(clock, standardInput))
            .addSubcommand(new SimulateCommand(standardInput))
            .addSubcommand(new ProfileCommand())
            .addSubcommand(new MigrateCommand())
            .addSubcommand(new VersionCommand());
    return main.setParameterExceptionHandler(usageErrors()).setUsageHelpAutoWidth(true);
  }

  /** Puts {@code run} in front of arguments that name no command. */
  static String[] withDefaultCommand(String... args) {
    boolean named =
        args.length > 0 && (!args[0].startsWith("-") || OPTIONS_OF_ITS_OWN.contains(args[0]));
    return named
        ? args
        : Stream.concat(Stream.of(RunCommand.NAME), Arrays.stream(args)).toArray(String[]::new);
  }

  private static IParameterExceptionHandler usageErrors() {
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
