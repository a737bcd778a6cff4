package io.workloadplacement.cli;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.Application;
import io.workloadplacement.app.Cluster;
import io.workloadplacement.app.Configuration;
import io.workloadplacement.app.LogSetup;
import io.workloadplacement.app.OperatorFactory;
import io.workloadplacement.app.Setting;
import io.workloadplacement.app.Versions;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the operator against an API server in the process, with simulated nodes and Knative. */
@Command(
    name = "local",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    description =
        "Runs the operator without a cluster: an API server in the process, simulated nodes and Knative.",
    footer =
        "%nExit status with --once: 0 when every placement is Ready, 1 when one is not in time.")
final class LocalCommand implements Callable<Integer> {

  private static final List<String> DEFINITIONS =
      List.of(
          "crds/workloadplacements.workloadplacement.io.yaml",
          "crds/placementpolicies.workloadplacement.io.yaml");

  private final OperatorFactory operator;

  @Option(
      names = "--apply",
      paramLabel = "FILE|FOLDER",
      description =
          "Manifests to apply; may be given several times. A folder means its .yaml files.")
  private List<Path> sources = List.of();

  @Option(
      names = "--once",
      description = "End when every placement is Ready, or when the time is over.")
  private boolean once;

  @Option(
      names = "--timeout",
      defaultValue = "60s",
      description = "Time within which every placement has to be Ready. Default: ${DEFAULT-VALUE}.")
  private String timeout;

  @Option(
      names = "--port",
      defaultValue = "0",
      description = "Port of the API server on 127.0.0.1. Default: any free one.")
  private int port;

  @Option(names = "--without-knative", description = "Start without Knative.")
  private boolean withoutKnative;

  @Option(
      names = "--log-level",
      defaultValue = "error",
      description = "Level of the operator's log. Default: ${DEFAULT-VALUE}.")
  private String logLevel;

  @Spec private CommandSpec spec;

  private LocalCommand(OperatorFactory operator) {
    this.operator = operator;
  }

  static CommandLine commandLine(OperatorFactory operator) {
    return new CommandLine(new LocalCommand(operator));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Duration patience = patience();
    Manifests manifests = Manifests.read(sources, spec.commandLine());
    Path kubeconfig = Files.createTempFile("workload-placement-", ".kubeconfig");
    kubeconfig.toFile().deleteOnExit();
    Options options = Options.defaults().withPort(port).withKnative(!withoutKnative);
    try (LocalCluster cluster = LocalCluster.start(options);
        KubernetesClient client = client(cluster.writeKubeconfig(kubeconfig))) {
      Manifests.ofResources(DEFINITIONS).apply(client);
      Configuration configuration = configuration(kubeconfig);
      LogSetup.apply(configuration.logging());
      try (Application application = Application.start(configuration, operator)) {
        return run(client, manifests, kubeconfig, cluster.url(), patience, application);
      }
    }
  }

  private int run(
      KubernetesClient client,
      Manifests manifests,
      Path kubeconfig,
      String url,
      Duration patience,
      Application application)
      throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    out.println("API server at " + url + "; kubectl --kubeconfig=" + kubeconfig);
    out.flush();
    Board board = new Board(out, Terminal.isAnsi());
    try (SharedIndexInformer<WorkloadPlacement> informer =
        client.resources(WorkloadPlacement.class).inAnyNamespace().inform(board)) {
      List<String> placements = apply(manifests, client);
      boolean ready = board.awaitReady(placements, patience);
      board.explain(client, placements);
      if (once) {
        return ready ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
      }
      out.println("Serving until Ctrl-C. Try: kubectl --kubeconfig=" + kubeconfig + " get wp");
      out.flush();
      return application.awaitEnd() == Application.End.CLOSED
          ? CommandLine.ExitCode.OK
          : CommandLine.ExitCode.SOFTWARE;
    }
  }

  private List<String> apply(Manifests manifests, KubernetesClient client) {
    try {
      return manifests.apply(client);
    } catch (KubernetesClientException e) {
      String words = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
      throw new ParameterException(spec.commandLine(), "--apply: " + words, e);
    }
  }

  private Duration patience() {
    try {
      return DurationText.parse(timeout);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--timeout: " + e.getMessage(), e);
    }
  }

  private Configuration configuration(Path kubeconfig) {
    return Configuration.read(
        Map.of(
            Setting.KUBECONFIG, kubeconfig.toString(),
            Setting.HTTP_PORT, "0",
            Setting.LEADER_ELECTION, "false",
            Setting.CLUSTER_DOMAIN, "cluster.local",
            Setting.LOG_FORMAT, "text",
            Setting.LOG_LEVEL, logLevel),
        Map.of());
  }

  private static KubernetesClient client(Path kubeconfig) {
    return Cluster.client(Config.fromKubeconfig(kubeconfig.toFile()));
  }
}
