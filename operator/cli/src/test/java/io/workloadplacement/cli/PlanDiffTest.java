package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.Application;
import io.workloadplacement.local.Answer;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import io.workloadplacement.local.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code placement plan --diff} against a cluster on which the operator works. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlanDiffTest {

  private static final String STEADY =
      """
      apiVersion: workloadplacement.io/v1alpha1
      kind: WorkloadPlacement
      metadata: {name: %s}
      spec:
        template:
          spec:
            containers:
              - name: app
                image: registry.example/checkout:1
                env: [{name: MODE, value: live}]
                resources: {requests: {cpu: 100m, memory: 128Mi}}
        traffic: {pattern: Steady, averageRequestsPerSecond: "40", serviceTime: 35ms}
        latency: {target: 150ms, coldStart: 800ms}
        placement: {mode: Pinned, target: Deployment}
      """;

  /** The writes of the planning user that were not dry runs, and what is forbidden to that user. */
  private static final class Watchman implements Interceptor {
    private final Queue<String> writes = new ConcurrentLinkedQueue<>();
    private volatile boolean forbidsWrites;

    @Override
    public Optional<Answer> before(Request request) {
      boolean planner = request.header("authorization").equals("Bearer planner");
      if (planner && request.isWrite() && request.parameter("dryRun").isEmpty()) {
        writes.add(request.method() + " " + request.path());
      }
      return planner && request.isWrite() && forbidsWrites
          ? Optional.of(Answer.refusal(403, "Forbidden", "planner may only read"))
          : Optional.empty();
    }
  }

  @TempDir static Path folder;

  private final Watchman watchman = new Watchman();
  private LocalCluster cluster;
  private Path kubeconfig;
  private KubernetesClient client;
  private Application operator;

  @BeforeAll
  void start() throws IOException {
    cluster =
        LocalCluster.start(Options.defaults().withPodStart(Duration.ofMillis(20)).withSpeed(100));
    cluster.intercept(watchman);
    Path all = cluster.writeKubeconfig(folder.resolve("operator.kubeconfig"));
    kubeconfig = folder.resolve("planner.kubeconfig");
    Files.writeString(kubeconfig, Files.readString(all).replace("token: local", "token: planner"));
    client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(all.toFile())).build();
    for (String kind : List.of("workloadplacements", "placementpolicies")) {
      client
          .resource(
              Files.readString(PlanRun.ROOT.resolve("crds/" + kind + ".workloadplacement.io.yaml")))
          .serverSideApply();
    }
    operator = QuickOperator.start(cluster, all);
  }

  @AfterAll
  void stop() {
    operator.close();
    client.close();
    cluster.close();
  }

  @Test
  void what_runs_as_declared_would_not_change() {
    String manifest = running("unchanged");

    PlanRun run = plan(manifest);

    assertThat(run.status()).as(run.toString()).isZero();
    assertThat(run.out())
        .contains("Runs on Deployment and would stay there. Nothing would change.");
  }

  @Test
  void what_runs_on_knative_as_declared_would_not_change_either() {
    String manifest =
        running("unchanged-knative", STEADY.replace("target: Deployment", "target: Knative"));

    PlanRun run = plan(manifest);

    assertThat(run.status()).as(run.toString()).isZero();
    assertThat(run.out()).contains("Runs on Knative and would stay there. Nothing would change.");
  }

  @Test
  void a_move_ends_with_status_2_and_names_what_comes_and_goes() {
    String manifest = running("moving");

    PlanRun run = plan(manifest.replace("target: Deployment", "target: Knative"));

    assertThat(run.status()).as(run.toString()).isEqualTo(2);
    assertThat(run.out())
        .contains("Runs on Deployment and would MOVE to Knative.")
        .contains("+ Service.serving.knative.dev moving-kn")
        .contains("- Deployment moving, once the other side serves")
        .contains("- HorizontalPodAutoscaler moving")
        .contains("- PodDisruptionBudget moving")
        .doesNotContain("Service moving");
    assertThat(client.resources(WorkloadPlacement.class).withName("moving").get().getSpec())
        .as("the cluster is as it was")
        .extracting(spec -> spec.placement().target().toString())
        .isEqualTo("Deployment");
    assertThat(watchman.writes).isEmpty();
  }

  @Test
  void a_changed_template_shows_the_fields_that_change() throws IOException {
    String manifest = running("changing");

    PlanRun run = plan(manifest.replace("checkout:1", "checkout:2").replace("live", "test"));

    assertThat(run.status()).as(run.toString()).isZero();
    assertThat(run.out())
        .contains("~ Deployment changing")
        .contains(
            "~ spec.template.spec.containers[0].image: \"registry.example/checkout:1\" ->"
                + " \"registry.example/checkout:2\"")
        .contains("~ spec.template.spec.containers[0].env[1].value: \"live\" -> \"test\"")
        .doesNotContain("~ HorizontalPodAutoscaler", "template-hash");
    JsonNode document =
        plan(manifest.replace("checkout:1", "checkout:2"), "-o", "json").placements().get(0);
    assertThat(document.at("/diff/current").asText()).isEqualTo("Deployment");
    assertThat(document.at("/diff/moves").asBoolean()).isFalse();
    assertThat(document.at("/diff/changes/0/action").asText()).isEqualTo("update");
  }

  @Test
  void without_the_right_to_a_dry_run_what_the_manifest_states_is_compared() {
    String manifest = running("reading");
    watchman.forbidsWrites = true;
    try {
      assertThat(plan(manifest).out()).contains("Nothing would change.");
      PlanRun run = plan(manifest.replace("checkout:1", "checkout:2"));
      assertThat(run.status()).as(run.toString()).isZero();
      assertThat(run.out()).contains("-> \"registry.example/checkout:2\"");
      assertThat(run.err()).contains("Without the right to apply as a dry run");
    } finally {
      watchman.forbidsWrites = false;
    }
  }

  @Test
  void markdown_shows_the_change_from_now() {
    String manifest = running("comment");

    PlanRun run = plan(manifest.replace("target: Deployment", "target: Knative"), "-o", "markdown");

    assertThat(run.out())
        .contains("**Runs on Deployment and would MOVE to Knative.**")
        .contains("|  | Now, on Deployment | Deployment | **Knative** | Change |")
        .containsPattern(
            "\\| Cost a month \\| \\d+\\.\\d\\d USD \\| .*\\| [+-]\\d.* USD \\(.* %\\) \\|")
        .contains("<details><summary>Changes on the cluster</summary>");
  }

  @Test
  void a_new_placement_is_no_move() {
    PlanRun run = plan(STEADY.formatted("fresh"));

    assertThat(run.status()).as(run.toString()).isZero();
    assertThat(run.out())
        .contains("New; it would start on Deployment.")
        .contains("+ Deployment fresh")
        .contains("+ Service fresh");
  }

  @Test
  void a_name_that_is_taken_is_told_before_anything_is_applied() {
    client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName("taken")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build())
        .create();

    PlanRun run = plan(STEADY.formatted("taken"));

    assertThat(run.status()).as("what is marked '!' is wrong").isEqualTo(1);
    assertThat(run.out())
        .containsOnlyOnce(
            "! Service taken: Service 'taken' already exists and does not belong to this");
  }

  private static final String ADOPTING =
      """
      apiVersion: workloadplacement.io/v1alpha1
      kind: WorkloadPlacement
      metadata: {name: legacy}
      spec:
        workloadRef: {apiVersion: apps/v1, kind: Deployment, name: legacy}
        traffic: {pattern: Sporadic, averageRequestsPerSecond: "0.002"}
        latency: {target: 5s}
        placement: {mode: %s}
      """;

  @Test
  void an_adopted_deployment_is_read_from_the_cluster() {
    client
        .resource(
            new DeploymentBuilder(
                    Serialization.unmarshal(
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: legacy, namespace: default}
                        spec:
                          selector: {matchLabels: {app: legacy}}
                          template:
                            metadata: {labels: {app: legacy}}
                            spec: {hostNetwork: true, containers: [{name: app, image: "registry.example/legacy:1"}]}
                        """,
                        Deployment.class))
                .build())
        .create();

    PlanRun run = plan(ADOPTING.formatted("Auto"));

    assertThat(run.status()).as(run.toString()).isZero();
    assertThat(run.out()).contains("spec.template.spec.hostNetwork");

    client
        .apps()
        .deployments()
        .inNamespace("default")
        .withName("legacy")
        .edit(
            live -> {
              live.getSpec().getTemplate().getSpec().setHostNetwork(null);
              return live;
            });
    PlanRun move = plan(ADOPTING.formatted("Auto"));
    assertThat(move.status()).as("a move, %s", move).isEqualTo(2);
    assertThat(move.out()).contains("~ Deployment legacy").contains("spec.replicas");
    PlanRun judged = plan(ADOPTING.formatted("Recommend"));
    assertThat(judged.status()).as(judged.toString()).isZero();
    assertThat(judged.out())
        .doesNotContain("+ HorizontalPodAutoscaler")
        .doesNotContain("spec.replicas");
  }

  private static final String ANNOTATED =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: cart}
      spec:
        selector: {matchLabels: {app: cart}}
        template:
          metadata: {labels: {app: cart}}
          spec: {containers: [{name: app, image: "registry.example/cart:1"}]}
      ---
      apiVersion: v1
      kind: Service
      metadata:
        name: cart
        annotations:
          workloadplacement.io/traffic-pattern: Sporadic
          workloadplacement.io/average-requests-per-second: "0.002"
          workloadplacement.io/latency-target: 5s
          workloadplacement.io/mode: Recommend
      spec: {selector: {app: cart}, ports: [{port: 80, targetPort: 8080}]}
      """;

  @Test
  void what_the_input_changes_beside_a_placement_counts_as_if_it_were_applied() {
    client.resource(POD).create();
    PlanRun alone = plan(ANNOTATED);
    PlanRun applied = plan(ANNOTATED + "---\n" + SECOND_SERVICE);
    client.resource(SECOND_SERVICE).create();
    PlanRun present = plan(ANNOTATED);

    assertThat(alone.status()).as(alone.toString()).isZero();
    assertThat(alone.out()).startsWith("default/cart: Knative (");
    assertThat(applied.out()).startsWith("default/cart: Deployment (Blocked)");
    assertThat(applied.out()).contains("Knative: Service 'cart-admin': spec.ports: ");
    assertThat(present).isEqualTo(applied);
    assertThat(plan(ANNOTATED.replace("selector: {app: cart}", "selector: {app: cart-db}")).err())
        .contains("spec.selector (app=cart-db) selects pod 'cart-db-0', and only a Deployment");
  }

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: cart-db-0
        namespace: default
        labels: {app: cart-db}
      spec: {containers: [{name: db, image: "registry.example/db:1"}]}
      """;

  private static final String SECOND_SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: cart-admin, namespace: default}
      spec: {selector: {app: cart}, ports: [{port: 81, targetPort: 8081}]}
      """;

  @Test
  void a_cluster_that_does_not_answer_is_an_error() throws IOException {
    Path dead = folder.resolve("dead.kubeconfig");
    Files.writeString(
        dead,
        Files.readString(kubeconfig).replaceAll("http://127.0.0.1:\\d+", "http://127.0.0.1:1"));

    PlanRun run =
        PlanRun.withInput(STEADY.formatted("x"), "-f", "-", "--diff", "--kubeconfig", dead);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("The API server http://127.0.0.1:1/ does not answer as it should: ");
  }

  private PlanRun plan(String manifest, String... more) {
    Object[] arguments = new Object[5 + more.length];
    System.arraycopy(
        new Object[] {"-f", "-", "--diff", "--kubeconfig", kubeconfig}, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return PlanRun.withInput(manifest, arguments);
  }

  /** Applies a placement and waits until the operator has nothing to do about it any more. */
  private String running(String name) {
    return running(name, STEADY);
  }

  private String running(String name, String declared) {
    String manifest = declared.formatted(name);
    client
        .resource(Serialization.unmarshal(manifest, WorkloadPlacement.class))
        .inNamespace("default")
        .serverSideApply();
    await(name + " is Ready")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                client
                    .resources(WorkloadPlacement.class)
                    .inNamespace("default")
                    .withName(name)
                    .get(),
            PlanDiffTest::isReady);
    return manifest;
  }

  private static boolean isReady(WorkloadPlacement placement) {
    return placement.getStatus() != null
        && Objects.equals(
            placement.getStatus().observedGeneration(), placement.getMetadata().getGeneration())
        && placement.getStatus().conditions().stream()
            .anyMatch(c -> Conditions.READY.equals(c.getType()) && "True".equals(c.getStatus()));
  }
}
