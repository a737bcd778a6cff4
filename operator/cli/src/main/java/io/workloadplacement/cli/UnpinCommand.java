package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.Versions;
import io.workloadplacement.decision.Pin;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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

  @Parameters(paramLabel = "NAME", description = "Name of the WorkloadPlacement.")
  private String name;

  @Option(
      names = {"-n", "--namespace"},
      description = "Its namespace. Default: that of the kubeconfig's context.")
  private @Nullable String namespace;

  @Mixin private ClusterOptions cluster;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandMessages messages = new CommandMessages(spec.commandLine());
    PlacementReader.requireNames(messages, name, namespace);
    return PlacementReader.run(cluster, messages, placements -> unpin(placements, messages));
  }

  private int unpin(PlacementReader placements, CommandMessages messages)
      throws PinChange.RejectedException {
    WorkloadPlacement placement =
        placements.find(ClusterOptions.namespace(placements.client(), namespace), name);
    PlacementState state = new PlacementState(placement);
    Optional<String> where = new PinAnnotation(placements.client(), placement).remove();
    String done =
        where
            .map(on -> "%s: %s is gone from %s.".formatted(state.key(), Pin.ANNOTATION, on))
            .orElseGet(() -> state.key() + " has no annotation that pins it.");
    if (state.mode() == PlacementMode.PINNED) {
      return messages.failed(
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
