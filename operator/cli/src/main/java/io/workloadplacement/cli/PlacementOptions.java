package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which placement of which cluster a command is about. */
final class PlacementOptions {

  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the WorkloadPlacement.")
  private String name;

  @Option(
      names = {"-n", "--namespace"},
      description = "Its namespace. Default: that of the kubeconfig's context.")
  private @Nullable String namespace;

  @Mixin private ClusterOptions cluster;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  /** Something that is done with the placement; gives an exit status. */
  interface Task {
    int with(PlacementReader placements, WorkloadPlacement placement)
        throws PinChange.RejectedException;
  }

  /**
   * Finds it and does it; whatever keeps it from being done is one sentence, and status 1.
   *
   * @throws picocli.CommandLine.ParameterException if what is given can be no name
   */
  int run(Task task) {
    CommandMessages messages = new CommandMessages(spec.commandLine());
    PlacementReader.requireNames(messages, name, namespace);
    return PlacementReader.run(
        cluster,
        messages,
        placements ->
            task.with(
                placements,
                placements.find(ClusterOptions.namespace(placements.client(), namespace), name)));
  }
}
