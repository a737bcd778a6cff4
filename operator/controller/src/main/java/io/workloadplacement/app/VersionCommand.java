package io.workloadplacement.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the versions of the program and of what it is made of. */
@Command(
    name = "version",
    description = "Shows the versions of the program and its parts.",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class)
final class VersionCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().printVersionHelp(spec.commandLine().getOut());
  }
}
