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

/** Says of a placement why it is where it is. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    description =
        "Says where a placement runs and why: the scores of both sides, their cost and latency, what"
            + " keeps it off a side, what would tip the decision, what holds it, what happens next,"
            + " and under which policy. Nothing is written.",
    footer =
        "%nExit status: 0 when it was read; 1 when it could not be; 2 when the command line is"
            + " wrong.")
final class ExplainCommand implements Callable<Integer> {

  private final InstantSource clock;

  @Mixin private PlacementOptions chosen;

  @Spec private CommandSpec spec;

  ExplainCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    return chosen.run(
        (placements, placement) -> {
          PrintWriter out = spec.commandLine().getOut();
          new Explanation(new PlacementState(placement), clock.instant())
              .lines()
              .forEach(out::println);
          out.flush();
          return CommandLine.ExitCode.OK;
        });
  }
}
