package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.Versions;
import io.workloadplacement.decision.Pin;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Takes the annotation away that pins a placement. */
@Command(
    name = "unpin",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    description =
        "Takes the annotation away that pins a placement, from the placement and from the Service"
            + " that it is generated from. A pin of the spec stays.",
    footer =
        "%nExit status: 0 when no annotation pins it any more; 1 when that failed, or its spec pins"
            + " it; 2 when the command line is wrong.")
final class UnpinCommand implements Callable<Integer> {

  @Mixin private PlacementOptions chosen;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    return chosen.run(this::unpin);
  }

  private int unpin(PlacementReader placements, WorkloadPlacement placement)
      throws PinChange.RejectedException {
    PlacementState state = new PlacementState(placement);
    Optional<String> where = new PinAnnotation(placements.client(), placement).remove();
    String done =
        where
            .map(on -> "%s: %s is gone from %s.".formatted(state.key(), Pin.ANNOTATION, on))
            .orElseGet(() -> state.key() + " has no annotation that pins it.");
    if (state.mode() == PlacementMode.PINNED) {
      return new CommandMessages(spec.commandLine())
          .failed(
              "%s Its spec pins it still: %s migrate %s -n %s --unpin"
                  .formatted(done, spec.root().name(), state.name(), state.namespace()));
    }
    spec.commandLine()
        .getOut()
        .println(where.isPresent() ? done + " The operator decides again." : done);
    spec.commandLine().getOut().flush();
    return CommandLine.ExitCode.OK;
  }
}
