package io.workloadplacement.cli;

import io.workloadplacement.app.OperatorFactory;
import io.workloadplacement.app.OperatorMain;
import io.workloadplacement.app.OperatorRuntime;
import io.workloadplacement.app.SystemTime;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;

/**
 * Entry point of the runnable jar: the operator's own commands, and those for a terminal. Exit
 * status: 0 when all went well, 1 when the work failed, 2 when the command line or a setting is
 * wrong; but for {@code plan}, which keeps 2 for a migration.
 */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(
        commandLine(OperatorRuntime::create).execute(OperatorMain.withDefaultCommand(args)));
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
    return OperatorMain.commandLine(operator)
        .addSubcommand(LocalCommand.commandLine(operator, standardInput))
        .addSubcommand(PlanCommand.commandLine(clock, standardInput))
        .addSubcommand(new SimulateCommand(clock, standardInput))
        .addSubcommand(new ProfileCommand())
        .addSubcommand(new ListCommand())
        .addSubcommand(new ExplainCommand(clock))
        .addSubcommand(new HistoryCommand(clock))
        .addSubcommand(new PinCommand(clock))
        .addSubcommand(new UnpinCommand())
        .addSubcommand(new MigrateCommand(clock))
        .addSubcommand(new DoctorCommand(clock))
        .addSubcommand(new AdoptCommand(clock, standardInput))
        .addSubcommand(new ConvertCommand(clock, standardInput))
        .setParameterExceptionHandler(OperatorMain.usageErrors())
        .setExecutionExceptionHandler(faultsOfTheProgram())
        .setUsageHelpAutoWidth(true);
  }

  /** Whatever was not foreseen: said in one line, for a report, instead of a page of Java. */
  private static IExecutionExceptionHandler faultsOfTheProgram() {
    return (fault, command, parsed) -> {
      String place =
          Arrays.stream(fault.getStackTrace())
              .filter(
                  frame ->
                      frame
                          .getClassName()
                          .startsWith(Main.class.getPackageName().replaceAll("[.]cli$", "")))
              .findFirst()
              .map(frame -> " at " + frame.getClassName() + ":" + frame.getLineNumber())
              .orElse("");
      command
          .getErr()
          .println(
              "This should not happen, and is a fault of the program: %s%s. Please report it, with what was typed."
                  .formatted(fault, place));
      return command.getCommandSpec().exitCodeOnExecutionException();
    };
  }
}
