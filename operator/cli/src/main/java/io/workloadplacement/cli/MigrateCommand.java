package io.workloadplacement.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.Cluster;
import io.workloadplacement.app.Configuration;
import io.workloadplacement.app.ConfigurationException;
import io.workloadplacement.app.Setting;
import io.workloadplacement.app.Versions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Pins a placement to a side or gives the choice back, and follows the migration. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    description =
        "Pins a placement to a side, or gives the choice back to the operator, and shows how the"
            + " workload migrates. Without --to and --unpin it only shows.",
    footer =
        "%nExit status: 0 when it was done, with --watch when the workload runs where it should; 1"
            + " when it was refused, rolled back, stalled or not in time.")
final class MigrateCommand implements Callable<Integer> {

  private static final Duration LONGEST = Duration.ofHours(24);

  private final InstantSource clock;

  @Parameters(paramLabel = "NAME", description = "Name of the WorkloadPlacement.")
  private String name;

  @Option(
      names = {"-n", "--namespace"},
      description = "Its namespace. Default: that of the kubeconfig's context.")
  private @Nullable String namespace;

  @ArgGroup private @Nullable Change change;

  @Option(names = "--watch", description = "Follow the phases until the migration has ended.")
  private boolean watch;

  @Option(
      names = "--timeout",
      defaultValue = "30m",
      description = "Time after which --watch gives up. Default: ${DEFAULT-VALUE}.")
  private String timeout;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Kubeconfig. Default: as kubectl finds it.")
  private @Nullable Path kubeconfig;

  @Spec private CommandSpec spec;

  /** What is to be changed: one or the other. */
  private static final class Change {
    @Option(
        names = "--to",
        paramLabel = "Deployment|Knative",
        converter = Side.class,
        description = "Pin to this side, and so migrate there.")
    private @Nullable Target to;

    @Option(names = "--unpin", description = "Let the operator decide again (mode Auto).")
    private boolean unpin;

    /** The side that is asked for; empty to unpin. */
    Optional<Target> side() {
      return unpin ? Optional.empty() : Optional.ofNullable(to);
    }
  }

  /** Sides as they stand in YAML, in any case. */
  static final class Side implements ITypeConverter<Target> {
    @Override
    public Target convert(String value) {
      for (Target side : Target.values()) {
        if (side.toString().equalsIgnoreCase(value)) {
          return side;
        }
      }
      throw new TypeConversionException("'" + value + "' is no side: write Deployment or Knative");
    }
  }

  MigrateCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    Duration patience = patience();
    PlacementReader.requireNames(new CommandMessages(spec.commandLine()), name, namespace);
    try (KubernetesClient client = client()) {
      return run(client, patience);
    } catch (PinChange.RejectedException rejection) {
      spec.commandLine().getErr().println(rejection.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    } catch (KubernetesClientException e) {
      spec.commandLine().getErr().println("The API server: " + ApiServerAnswer.inWords(e));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private int run(KubernetesClient client, Duration patience)
      throws PinChange.RejectedException, InterruptedException {
    String in =
        Optional.ofNullable(namespace)
            .or(() -> Optional.ofNullable(client.getNamespace()))
            .orElse("default");
    Resource<WorkloadPlacement> resource =
        client.resources(WorkloadPlacement.class).inNamespace(in).withName(name);
    WorkloadPlacement before = new PlacementReader(client).find(in, name);
    Optional<PinChange> asked =
        Optional.ofNullable(change)
            .map(c -> new PinChange(client, resource, c.side(), clock.instant()));
    WorkloadPlacement placement = asked.isPresent() ? asked.get().make(before) : before;
    SidePods pods = new SidePods(client, placement);
    PrintWriter out = spec.commandLine().getOut();
    if (!watch) {
      MigrationView.of(placement).lines(pods.words()).forEach(out::println);
      out.flush();
      return CommandLine.ExitCode.OK;
    }
    MigrationBoard board = new MigrationBoard(out, Terminal.isAnsi(), pods, asked);
    try (var informer = resource.inform(board)) {
      MigrationView end = board.await(placement.getMetadata().getGeneration(), patience);
      PrintWriter channel = end.failed() ? spec.commandLine().getErr() : out;
      channel.println(end.verdict() + pin(end, before, asked));
      channel.flush();
      return end.failed() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }
  }

  /** What becomes of the pin where the workload does not get to where it was pinned. */
  private static String pin(
      MigrationView end, WorkloadPlacement before, Optional<PinChange> asked) {
    return asked
        .filter(pin -> pin.to().isPresent() && !pin.isIn(before))
        .map(
            pin ->
                switch (end.outcome()) {
                  case REFUSED -> " " + pin.takeBack(before);
                  case FAILED -> " The pin stays: --unpin takes it away.";
                  case GOES_ON, SETTLED, ENDED -> "";
                })
        .orElse("");
  }

  private KubernetesClient client() {
    if (kubeconfig != null && !Files.isReadable(kubeconfig)) {
      throw new ParameterException(
          spec.commandLine(), "--kubeconfig: there is no readable file " + kubeconfig);
    }
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    if (kubeconfig != null) {
      settings.put(Setting.KUBECONFIG, kubeconfig.toString());
    }
    try {
      return Cluster.connect(Configuration.ofProcess(settings));
    } catch (ConfigurationException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Duration patience() {
    try {
      Duration patience = DurationText.parse(timeout);
      if (patience.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("'" + timeout + "' is too long: write at most 24h");
      }
      return patience;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--timeout: " + e.getMessage(), e);
    }
  }
}
