package io.workloadplacement.app;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the operator, in or out of a cluster, until it is asked to end. */
@Command(
    name = RunCommand.NAME,
    abbreviateSynopsis = true,
    description = "Runs the operator, in or out of a cluster, until it is asked to end.",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer =
        "%nAn option overrides its variable of the environment; an empty variable counts as not"
            + " set.")
public final class RunCommand implements Callable<Integer> {

  public static final String NAME = "run";

  private final OperatorFactory operator;

  @Spec private CommandSpec spec;

  private RunCommand(OperatorFactory operator) {
    this.operator = operator;
  }

  public static CommandLine commandLine(OperatorFactory operator) {
    CommandLine command = new CommandLine(new RunCommand(operator));
    SettingOptions.addTo(command.getCommandSpec());
    return command;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Application application = start()) {
      Shutdown.closeAtExit(application);
      return application.awaitEnd() == Application.End.CLOSED
          ? CommandLine.ExitCode.OK
          : CommandLine.ExitCode.SOFTWARE;
    }
  }

  private Application start() {
    try {
      Configuration configuration =
          Configuration.ofProcess(SettingOptions.of(spec.commandLine().getParseResult()));
      LogSetup.apply(configuration.logging());
      return Application.start(configuration, operator);
    } catch (ConfigurationException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
