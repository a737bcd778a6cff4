package io.workloadplacement.cli;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.Cluster;
import io.workloadplacement.app.Versions;
import io.workloadplacement.observability.ApiFailure;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
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

/** Pins a placement to a side or gives the choice back, and follows the move. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    description =
        "Pins a placement to a side, or gives the choice back to the operator, and shows how the"
            + " workload moves. Without --to and --unpin it only shows.",
    footer =
        "%nExit status: 0 when it was done, with --watch when the workload runs where it should; 1"
            + " when it was refused, rolled back, stalled or not in time.")
final class MigrateCommand implements Callable<Integer> {

  private static final String PIN =
      "{\"spec\":{\"placement\":{\"mode\":\"Pinned\",\"target\":\"%s\"}}}";
  private static final String UNPIN =
      "{\"spec\":{\"placement\":{\"mode\":\"Auto\",\"target\":null}}}";

  @Parameters(paramLabel = "NAME", description = "Name of the WorkloadPlacement.")
  private String name;

  @Option(
      names = {"-n", "--namespace"},
      description = "Its namespace. Default: that of the kubeconfig's context.")
  private String namespace;

  @ArgGroup private Change change;

  @Option(names = "--watch", description = "Follow the phases until the move has ended.")
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
  private Path kubeconfig;

  @Spec private CommandSpec spec;

  /** What is to be changed: one or the other. */
  private static final class Change {
    @Option(
        names = "--to",
        paramLabel = "Deployment|Knative",
        converter = Side.class,
        description = "Pin to this side, and so move there.")
    private Target to;

    @Option(names = "--unpin", description = "Let the operator decide again (mode Auto).")
    private boolean unpin;

    private String patch() {
      return unpin ? UNPIN : PIN.formatted(to);
    }
  }

  /** Sides as they stand in YAML, in any case. */
  private static final class Side implements ITypeConverter<Target> {
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

  /** Why nothing was done. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private Refusal(String message) {
      super(message);
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    Duration patience = patience();
    try (KubernetesClient client = client()) {
      return run(client, patience);
    } catch (Refusal refusal) {
      spec.commandLine().getErr().println(refusal.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    } catch (KubernetesClientException e) {
      spec.commandLine().getErr().println("The API server: " + ApiFailure.inWords(e));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private int run(KubernetesClient client, Duration patience) throws Refusal, InterruptedException {
    String in =
        Optional.ofNullable(namespace)
            .or(() -> Optional.ofNullable(client.getNamespace()))
            .orElse("default");
    Resource<WorkloadPlacement> resource =
        client.resources(WorkloadPlacement.class).inNamespace(in).withName(name);
    WorkloadPlacement placement = find(client, resource, in);
    if (change != null) {
      placement = change(resource);
    }
    SidePods pods = new SidePods(client, placement);
    PrintWriter out = spec.commandLine().getOut();
    if (!watch) {
      MigrationView.of(placement).lines(pods.words()).forEach(out::println);
      out.flush();
      return CommandLine.ExitCode.OK;
    }
    MigrationBoard board = new MigrationBoard(out, Terminal.isAnsi(), pods);
    try (var informer = resource.inform(board)) {
      MigrationView end = board.await(placement.getMetadata().getGeneration(), patience);
      PrintWriter channel = end.failed() ? spec.commandLine().getErr() : out;
      channel.println(end.verdict());
      channel.flush();
      return end.failed() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }
  }

  private WorkloadPlacement find(
      KubernetesClient client, Resource<WorkloadPlacement> resource, String in) throws Refusal {
    WorkloadPlacement found = resource.get();
    if (found != null) {
      return found;
    }
    if (client.getApiResources(WorkloadPlacement.GROUP + "/v1alpha1") == null) {
      throw new Refusal(
          "The cluster does not know WorkloadPlacements: install their definitions (kubectl apply"
              + " -f crds/)");
    }
    throw new Refusal(
        "There is no WorkloadPlacement '%s' in the namespace '%s': kubectl get wp -A shows where there are any"
            .formatted(name, in));
  }

  private WorkloadPlacement change(Resource<WorkloadPlacement> resource) throws Refusal {
    try {
      return resource.patch(PatchContext.of(PatchType.JSON_MERGE), change.patch());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        throw new Refusal(
            "You may not change the placement; the cluster's roles 'edit' and 'admin' may: "
                + ApiFailure.inWords(e));
      }
      throw e;
    }
  }

  private KubernetesClient client() {
    if (kubeconfig != null && !Files.isReadable(kubeconfig)) {
      throw new ParameterException(
          spec.commandLine(), "--kubeconfig: there is no readable file " + kubeconfig);
    }
    Config config =
        kubeconfig == null
            ? Config.autoConfigure(null)
            : Config.fromKubeconfig(kubeconfig.toFile());
    return Cluster.client(config);
  }

  private Duration patience() {
    try {
      return DurationText.parse(timeout);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--timeout: " + e.getMessage(), e);
    }
  }
}
