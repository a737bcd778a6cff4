package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
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
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Runs the operator against an API server in the process, with simulated nodes, Knative and router.
 */
@Command(
    name = "local",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    description =
        "Runs the operator without a cluster: an API server in the process, simulated nodes, Knative and router.",
    footer =
        "%nExit status with --once: 0 when every placement is Ready, 1 when one is not in time, 2 when"
            + " a manifest cannot be read or is refused.")
final class LocalCommand implements Callable<Integer> {

  private static final String QUIET = "error";

  private static final List<String> DEFINITIONS =
      List.of(
          "crds/workloadplacements.workloadplacement.io.yaml",
          "crds/placementpolicies.workloadplacement.io.yaml");

  private final OperatorFactory operator;

  @Option(
      names = "--apply",
      paramLabel = "FILE|FOLDER|-",
      description = {
        "Manifests to apply; may be given several times.",
        "A folder means its .yaml, .yml and .json files, - standard input."
      })
  private List<String> sources = List.of();

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
      defaultValue = QUIET,
      description = "Level of the operator's log. Default: ${DEFAULT-VALUE}.")
  private String logLevel;

  @Spec private CommandSpec spec;

  private Duration patience = Duration.ZERO;

  private final InputStream standardInput;

  private LocalCommand(OperatorFactory operator, InputStream standardInput) {
    this.operator = operator;
    this.standardInput = standardInput;
  }

  static CommandLine commandLine(OperatorFactory operator, InputStream standardInput) {
    return new CommandLine(new LocalCommand(operator, standardInput));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    patience = patience();
    ManifestReader reader = new ManifestReader(standardInput);
    List<ManifestDocument> documents = reader.read(sources);
    List<String> unread =
        Stream.concat(reader.faults().stream(), reader.skipped().stream()).toList();
    if (documents.isEmpty() && !unread.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--apply: " + String.join(System.lineSeparator(), unread));
    }
    Path kubeconfig = Files.createTempFile("wp-", ".kubeconfig");
    kubeconfig.toFile().deleteOnExit();
    Options options = Options.defaults().withPort(port).withKnative(!withoutKnative);
    try (LocalCluster cluster = LocalCluster.start(options);
        KubernetesClient client = client(cluster.writeKubeconfig(kubeconfig))) {
      new ManifestApplier(client, note -> {}).apply(definitions());
      Configuration configuration = configuration(kubeconfig);
      LogSetup.apply(configuration.logging());
      try (Application application = Application.start(configuration, operator)) {
        application.xdsPort().ifPresent(cluster::routerFollows);
        return run(client, reader, documents, kubeconfig, cluster.url(), application);
      }
    }
  }

  private int run(
      KubernetesClient client,
      ManifestReader reader,
      List<ManifestDocument> documents,
      Path kubeconfig,
      String url,
      Application application)
      throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    out.println("API server at " + url);
    out.println("  kubectl --kubeconfig=" + kubeconfig);
    out.flush();
    Board board = new Board(out, terminalWidth());
    try (SharedIndexInformer<WorkloadPlacement> informer =
        client.resources(WorkloadPlacement.class).inAnyNamespace().inform(board)) {
      Consumer<String> notes = terminalWidth().isPresent() ? board::note : this::warn;
      reader.faults().forEach(notes);
      reader.skipped().forEach(notes);
      ManifestApplier.Outcome outcome = new ManifestApplier(client, notes).apply(documents);
      boolean sound = reader.faults().isEmpty() && outcome.refused() == 0;
      if (!sound && outcome.applied() == 0) {
        return CommandLine.ExitCode.USAGE;
      }
      boolean ready = board.awaitReady(outcome.placements(), patience);
      board.explain(client, outcome.placements());
      simplifications(client).forEach(board::note);
      if (once) {
        return !sound
            ? CommandLine.ExitCode.USAGE
            : ready ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
      }
      out.println("Serving until Ctrl-C. Try:");
      out.println("  kubectl --kubeconfig=" + kubeconfig + " get wp");
      out.flush();
      return application.awaitEnd() == Application.End.CLOSED
          ? CommandLine.ExitCode.OK
          : CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** Where a log is written between its lines, a table would draw over it. */
  private OptionalInt terminalWidth() {
    return Terminal.isAnsi() && logLevel.equalsIgnoreCase(QUIET)
        ? OptionalInt.of(spec.usageMessage().width())
        : OptionalInt.empty();
  }

  private void warn(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private static List<ManifestDocument> definitions() throws IOException {
    List<ManifestDocument> definitions = new ArrayList<>();
    for (String name : DEFINITIONS) {
      try (InputStream in = LocalCommand.class.getClassLoader().getResourceAsStream(name)) {
        definitions.addAll(new ManifestReader(Objects.requireNonNull(in, name)).read(List.of("-")));
      }
    }
    return definitions;
  }

  /** What the simulation leaves out, as its events say. */
  private static Stream<String> simplifications(KubernetesClient client) {
    return client
        .events()
        .v1()
        .events()
        .inAnyNamespace()
        .withField("reason", LocalCluster.PODS_BOUNDED)
        .list()
        .getItems()
        .stream()
        .map(Event::getNote)
        .distinct();
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
            Setting.XDS_PORT, "0",
            Setting.POD_NAMESPACE, LocalCluster.ROUTER_NAMESPACE,
            Setting.ROUTER_SERVICE, LocalCluster.ROUTER_SERVICE,
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
