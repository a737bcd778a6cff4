package io.workloadplacement.cli;

import io.workloadplacement.app.Versions;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows where a placement has been. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    description =
        "Shows the last ten placements of a workload with how long each lasted and why, and its"
            + " migrations, of which the cluster keeps the events for an hour or so. Nothing is"
            + " written.",
    footer =
        "%nExit status: 0 when it was read; 1 when it could not be; 2 when the command line is"
            + " wrong.")
final class HistoryCommand implements Callable<Integer> {

  private final InstantSource clock;

  @Mixin private PlacementOptions chosen;

  @Spec private CommandSpec spec;

  HistoryCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    return chosen.run(
        (placements, placement) -> {
          PlacementState state = new PlacementState(placement);
          PrintWriter out = spec.commandLine().getOut();
          new PlacementHistory(
                  state, MigrationEvents.of(placements.client(), state), clock.instant())
              .lines()
              .forEach(out::println);
          out.flush();
          return CommandLine.ExitCode.OK;
        });
  }
}
