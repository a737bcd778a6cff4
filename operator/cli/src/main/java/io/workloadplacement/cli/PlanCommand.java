package io.workloadplacement.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.workloadplacement.app.Cluster;
import io.workloadplacement.app.Configuration;
import io.workloadplacement.app.ConfigurationException;
import io.workloadplacement.app.Setting;
import io.workloadplacement.app.Versions;
import io.workloadplacement.reconcile.object.NamespaceObjects;
import io.workloadplacement.reconcile.preview.ClusterPreview;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what would be decided for placements, before anything is applied. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    exitCodeOnInvalidInput = PlanCommand.FAILED,
    exitCodeOnExecutionException = PlanCommand.FAILED,
    description = "Shows what would be decided for placements, before anything is applied.",
    footer = {
      "%nManifests are checked as the API server would check them. Annotated Services are placed"
          + " too. Whatever else of the input bears upon a placement counts as it would on the"
          + " cluster: Deployments, Services, Ingresses, HTTPRoutes, autoscalers, disruption budgets,"
          + " policies, namespaces. What is wrong with one object keeps no other from being planned.",
      "%nExit status: 0 nothing is migrated; 1 something is wrong: a fault was named, or a line begins"
          + " with '!'; 2 a workload would migrate to the other side (with --diff only)."
    })
final class PlanCommand implements Callable<Integer> {

  static final int FAILED = 1;
  private static final int MIGRATES = 2;
  private static final String DEFAULT_NAMESPACE = "default";

  private final InstantSource clock;
  private final InputStream standardInput;

  /** How a plan is shown. */
  enum Output {
    TEXT(new PlanText()),
    YAML(new PlanDocuments(true)),
    JSON(new PlanDocuments(false)),
    MARKDOWN(new PlanMarkdown());

    private final PlanReport report;

    Output(PlanReport report) {
      this.report = report;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE|FOLDER|-",
      description = {
        "Manifests with placements; may be given several times.",
        "A folder means its .yaml, .yml and .json files, - standard input."
      })
  private List<String> sources = List.of();

  @Option(
      names = "--policy",
      paramLabel = "FILE|FOLDER|-",
      description = "Manifests with policies; may be given several times.")
  private List<String> policySources = List.of();

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Output output;

  @Option(
      names = "--details",
      description = "Show the figures, scores and blockers of each of several placements, too.")
  private boolean details;

  @Option(
      names = "--manifests",
      description = "Show the manifests that would be applied first, too.")
  private boolean manifests;

  @Option(
      names = "--diff",
      description = "Compare with the cluster of a kubeconfig. Nothing is written to it.")
  private boolean diff;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "For --diff. Default: KUBECONFIG, then ~/.kube/config.")
  private @Nullable String kubeconfig;

  @Option(names = "--context", description = "For --diff: a context of the kubeconfig.")
  private @Nullable String context;

  @Option(
      names = {"-n", "--namespace"},
      description =
          "Namespace of placements that name none. Default: with --diff the context's, else"
              + " default.")
  private @Nullable String namespace;

  @Option(
      names = "--without-knative",
      description = "Plan for a cluster without Knative. With --diff the cluster tells.")
  private boolean withoutKnative;

  @Spec private CommandSpec spec;

  private PlanCommand(InstantSource clock, InputStream standardInput) {
    this.clock = clock;
    this.standardInput = standardInput;
  }

  static CommandLine commandLine(InstantSource clock, InputStream standardInput) {
    return new CommandLine(new PlanCommand(clock, standardInput))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() {
    if (!diff && (kubeconfig != null || context != null)) {
      throw new ParameterException(
          spec.commandLine(), "--kubeconfig and --context have a use with --diff only");
    }
    if (diff && withoutKnative) {
      throw new ParameterException(
          spec.commandLine(), "--without-knative and --diff exclude each other: the cluster tells");
    }
    if (!diff) {
      return plan(Optional.empty());
    }
    try (KubernetesClient client = connect()) {
      return planOn(client);
    }
  }

  private int planOn(KubernetesClient client) {
    try {
      return plan(Optional.of(client));
    } catch (KubernetesClientException e) {
      return messages()
          .failed(
              List.of(
                  "The API server %s does not answer as it should: %s"
                      .formatted(client.getMasterUrl(), ApiServerAnswer.inWords(e))));
    }
  }

  private KubernetesClient connect() {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    Optional.ofNullable(kubeconfig).ifPresent(file -> settings.put(Setting.KUBECONFIG, file));
    Optional.ofNullable(context).ifPresent(name -> settings.put(Setting.KUBE_CONTEXT, name));
    try {
      return Cluster.connect(Configuration.ofProcess(settings));
    } catch (ConfigurationException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private int plan(Optional<KubernetesClient> client) {
    ManifestReader reader = new ManifestReader(standardInput);
    PlanInput input = new PlanInput(defaultNamespace(client), clock);
    Set<String> all = new LinkedHashSet<>(sources);
    all.addAll(policySources);
    reader.read(List.copyOf(all)).forEach(input::add);
    Optional<ClusterPreview> cluster = client.map(ClusterPreview::new);
    input.makePlacementsOfServices(
        home -> cluster.map(known -> known.objects(home)).orElse(NamespaceObjects.NONE));
    List<String> faults = new ArrayList<>(reader.faults());
    faults.addAll(input.faults());
    List<PlannedPlacement> planned = new ArrayList<>();
    for (Planner.Outcome outcome : new Planner(input, cluster, !withoutKnative, clock).plan()) {
      outcome.planned().ifPresent(planned::add);
      outcome.faults().stream().map(outcome.declared()::fault).forEach(faults::add);
    }
    if (faults.isEmpty() && planned.isEmpty()) {
      faults.add(
          String.join(", ", sources)
              + ": there is no WorkloadPlacement and no annotated Service to plan");
    }
    messages().tell(reader.skipped());
    messages().tell(input.skipped());
    cluster.map(ClusterPreview::unread).ifPresent(messages()::tell);
    messages().tell(faults);
    messages()
        .tell(planned.stream().flatMap(placement -> placement.brokenPolicy().stream()).toList());
    PrintWriter out = spec.commandLine().getOut();
    output.report.write(
        new Planned(planned, faults.size()), new PlanReport.Detail(details, manifests), out);
    out.flush();
    return status(planned, faults);
  }

  private String defaultNamespace(Optional<KubernetesClient> client) {
    return Optional.ofNullable(namespace)
        .or(() -> client.map(KubernetesClient::getNamespace))
        .orElse(DEFAULT_NAMESPACE);
  }

  private static int status(List<PlannedPlacement> planned, List<String> faults) {
    if (!faults.isEmpty() || planned.stream().anyMatch(PlannedPlacement::isWrong)) {
      return FAILED;
    }
    return planned.stream().anyMatch(PlannedPlacement::migrates)
        ? MIGRATES
        : CommandLine.ExitCode.OK;
  }

  private CommandMessages messages() {
    return new CommandMessages(spec.commandLine());
  }
}
