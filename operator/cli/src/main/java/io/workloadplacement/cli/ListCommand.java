package io.workloadplacement.cli;

import io.workloadplacement.app.Versions;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows placements with where they run and what they cost. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    description =
        "Shows placements: where each runs, which side is wanted where that is another, how it is,"
            + " what it costs in a month there and on the other side, and what it saves. Nothing is"
            + " written.",
    footer =
        "%nExit status: 0 when they were read; 1 when they could not be; 2 when the command line is"
            + " wrong.")
final class ListCommand implements Callable<Integer> {

  /** What is printed. */
  enum Format {
    table,
    wide,
    json
  }

  @Option(
      names = {"-n", "--namespace"},
      description = "Namespace to look at. Default: that of the kubeconfig's context.")
  private @Nullable String namespace;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Look at every namespace.")
  private boolean everywhere;

  @Option(
      names = "--sort",
      defaultValue = "name",
      description = {
        "${COMPLETION-CANDIDATES}: the dearest first, what saves most first, what needs somebody"
            + " first, or by namespace and name.",
        "Default: ${DEFAULT-VALUE}."
      })
  private PlacementList.Order order;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "table",
      description = {
        "${COMPLETION-CANDIDATES}: wide has mode, latency, the reason of the decision and the"
            + " message of Ready as well.",
        "Default: ${DEFAULT-VALUE}."
      })
  private Format format;

  @Mixin private ClusterOptions cluster;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandMessages messages = new CommandMessages(spec.commandLine());
    if (everywhere && namespace != null) {
      throw messages.wrong("-n and -A exclude each other");
    }
    PlacementReader.requireNames(messages, namespace);
    return PlacementReader.run(cluster, messages, placements -> list(placements, messages));
  }

  private int list(PlacementReader placements, CommandMessages messages)
      throws PinChange.RejectedException {
    Optional<String> in =
        everywhere
            ? Optional.empty()
            : Optional.of(ClusterOptions.namespace(placements.client(), namespace));
    List<PlacementState> found =
        placements.list(in).stream().map(PlacementState::new).sorted(order.comparator()).toList();
    PlacementList list = new PlacementList(found);
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.json) {
      out.println(list.json());
    } else if (found.isEmpty()) {
      messages.tell(
          List.of(
              in.map(
                      "There are no placements in the namespace '%s': -A looks everywhere."
                          ::formatted)
                  .orElse("There are no placements.")));
    } else {
      list.lines(format == Format.wide).forEach(out::println);
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
