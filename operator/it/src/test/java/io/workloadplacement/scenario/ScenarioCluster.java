package io.workloadplacement.scenario;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.workloadplacement.app.Configuration.Logging;
import io.workloadplacement.app.LogSetup;
import io.workloadplacement.app.OperatorContext;
import io.workloadplacement.app.OperatorRuntime;
import io.workloadplacement.app.Setting;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import io.workloadplacement.local.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A cluster for the tests of a class: an API server with simulated nodes and Knative, the
 * definitions installed, and usually one operator that looks after all of it. Every test has a
 * namespace of its own.
 */
final class ScenarioCluster implements BeforeAllCallback, AfterAllCallback {

  /** Who writes on behalf of a user. */
  static final String USER = "user";

  /** Far more often than is shipped: a scenario would mostly wait for that. */
  private static final Duration RECONCILE_AT_MOST_EVERY = Duration.ofMillis(250);

  private static final Path ROOT =
      Path.of(System.getProperty("repository.root", "..")).toAbsolutePath();

  static {
    // Once: classes start side by side.
    LogSetup.apply(new Logging(Logging.Format.TEXT, Logging.Level.ERROR));
    // Another test's thread is another test's matter.
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }

  private final boolean withOperator;
  private final Options options;
  private int parallelMigrations = 1000;
  private Duration reconcileAtMostEvery = RECONCILE_AT_MOST_EVERY;
  private final AtomicInteger namespaces = new AtomicInteger();
  private final AtomicInteger operators = new AtomicInteger();
  private final Queue<RunningOperator> started = new ConcurrentLinkedQueue<>();
  private final ClientTraffic traffic = new ClientTraffic();
  private final Map<Setting, String> settings = new EnumMap<>(Setting.class);
  private boolean router = true;
  private LocalCluster cluster;
  private KubernetesClient client;
  private RunningOperator operator;

  private ScenarioCluster(Options options, boolean withOperator) {
    this.options = options;
    this.withOperator = withOperator;
  }

  /** A cluster with an operator. */
  static ScenarioCluster withOperator() {
    return new ScenarioCluster(options(), true);
  }

  /** A cluster with an operator and without Knative. */
  static ScenarioCluster withoutKnative() {
    return new ScenarioCluster(options().withKnative(false), true);
  }

  /** A cluster whose tests start their own operators. */
  static ScenarioCluster withoutOperator() {
    return new ScenarioCluster(options(), false);
  }

  /** The same, with an operator that moves no more than so many workloads at once. */
  ScenarioCluster withParallelMigrations(int most) {
    parallelMigrations = most;
    return this;
  }

  /** The same, with an operator of another setting. */
  ScenarioCluster with(Setting setting, String value) {
    settings.put(setting, value);
    return this;
  }

  /** The same, with an operator that has no router of its own. */
  ScenarioCluster throughKnativesGateway() {
    router = false;
    return this;
  }

  /** The same, with an operator that looks at an object as often as the one that is shipped. */
  ScenarioCluster atShippedPace() {
    reconcileAtMostEvery = OperatorRuntime.RECONCILE_AT_MOST_EVERY;
    return this;
  }

  private static Options options() {
    return Options.defaults().withPodStart(Duration.ofMillis(20)).withSpeed(100);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    cluster = LocalCluster.start(options);
    cluster.intercept(traffic);
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withAutoConfigure(false)
                    .withMasterUrl(cluster.url())
                    .withOauthToken(USER)
                    .build())
            .build();
    try (var definitions = Files.list(ROOT.resolve("crds"))) {
      definitions.forEach(file -> apply(parse(text(file)), ""));
    }
    if (withOperator) {
      operator = startOperator("").ready();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    started.forEach(RunningOperator::close);
    client.close();
    cluster.close();
  }

  /** An operator besides the one of the class, for some namespaces only. */
  RunningOperator startOperator(String namespaces) {
    return startOperator(namespaces, UnaryOperator.identity());
  }

  /** The same, built from something else than what is shipped. */
  RunningOperator startOperator(String namespaces, UnaryOperator<OperatorContext> disturbed) {
    return startOperator(namespaces, Map.of(), disturbed);
  }

  /** One with more settings than those of the class. */
  RunningOperator startOperator(String namespaces, Map<Setting, String> more) {
    return startOperator(namespaces, more, UnaryOperator.identity());
  }

  private RunningOperator startOperator(
      String namespaces, Map<Setting, String> more, UnaryOperator<OperatorContext> disturbed) {
    String name = "operator-" + operators.incrementAndGet();
    try {
      Path kubeconfig = cluster.writeKubeconfig(Files.createTempFile(name, ".kubeconfig"));
      kubeconfig.toFile().deleteOnExit();
      Files.writeString(
          kubeconfig, Files.readString(kubeconfig).replace("token: local", "token: " + name));
      Map<Setting, String> settings = settings();
      settings.putAll(more);
      RunningOperator running =
          new RunningOperator(
              name, kubeconfig, namespaces, settings, reconcileAtMostEvery, disturbed);
      running.xdsPort().ifPresent(cluster::routerFollows);
      started.add(running);
      return running;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<Setting, String> settings() {
    Map<Setting, String> settings = new EnumMap<>(this.settings);
    settings.put(Setting.MAX_PARALLEL_MIGRATIONS, Integer.toString(parallelMigrations));
    if (router) {
      settings.put(Setting.POD_NAMESPACE, LocalCluster.ROUTER_NAMESPACE);
      settings.put(Setting.ROUTER_SERVICE, LocalCluster.ROUTER_SERVICE);
    }
    return settings;
  }

  /** Ends the operator of the class and starts it anew. */
  void restartOperator() {
    operator.close();
    operator = startOperator("").ready();
  }

  /** A new namespace. */
  ScenarioNamespace namespace() {
    String name = "shop-" + namespaces.incrementAndGet();
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return new ScenarioNamespace(this, name);
  }

  KubernetesClient client() {
    return client;
  }

  LocalCluster server() {
    return cluster;
  }

  Simulation simulation() {
    return cluster.simulation();
  }

  ClientTraffic traffic() {
    return traffic;
  }

  RunningOperator operator() {
    return operator;
  }

  /** A file of the repository. */
  static String text(String path) {
    return text(ROOT.resolve(path));
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> files(String folder) {
    try (var files = Files.list(ROOT.resolve(folder))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Applies as a user does. */
  void apply(Collection<? extends HasMetadata> objects, String namespace) {
    PatchContext context =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(USER)
            .withFieldValidation("Strict")
            .withForce(true)
            .build();
    for (HasMetadata object : objects) {
      if (namespace.isEmpty()) {
        client.resource(object).patch(context);
      } else {
        client.resource(object).inNamespace(namespace).patch(context);
      }
    }
  }

  static Collection<? extends HasMetadata> parse(String yaml) {
    Object parsed = new KubernetesSerialization().unmarshal(yaml);
    Collection<?> all = parsed instanceof Collection<?> several ? several : List.of(parsed);
    return all.stream().map(HasMetadata.class::cast).toList();
  }
}
