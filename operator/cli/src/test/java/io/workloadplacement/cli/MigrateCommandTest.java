package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.local.Answer;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import io.workloadplacement.local.Request;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Moves by hand, as somebody at a terminal sees them. */
class MigrateCommandTest {

  private static final Path ROOT = Path.of(System.getProperty("repository.root", ".."));

  /** On the page of migrations: the way without the program. */
  private static final Pattern PATCH =
      Pattern.compile("kubectl patch wp checkout --type merge -p '(.*)'");

  @RegisterExtension static final CommandCluster cluster = CommandCluster.withOperator();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String namespace;

  @BeforeEach
  void namespace(TestInfo test) {
    namespace = cluster.namespaceOf(test);
  }

  @Test
  void pinsAndFollowsThePhasesAndGivesBack() {
    apply("10m");

    assertThat(migrate("checkout", "--to", "knative", "--watch")).as(this::said).isZero();
    assertThat(out.toString())
        .containsSubsequence(
            "Preparing (pods: Deployment 1/1, Knative ", "Attaching (", "Draining (")
        .containsPattern("2\\d{3}-\\d\\d-\\d\\dT[0-9:]+Z Draining \\(pods: .*\\): ")
        .contains(namespace + "/checkout runs on Knative, pinned to Knative.");
    assertThat(placement().getSpec().placement().mode()).isEqualTo(PlacementMode.PINNED);

    assertThat(migrate("checkout", "--unpin", "--watch")).as(this::said).isZero();
    assertThat(placement().getSpec().placement().mode()).isEqualTo(PlacementMode.AUTO);
    assertThat(placement().getSpec().placement().target()).isNull();
  }

  @Test
  void onATerminalEachPhaseHasARowHoweverLongItsMessages() throws InterruptedException {
    apply("10m");
    WorkloadPlacement placement = placement();
    placement.getMetadata().setGeneration(1L);
    Screen screen = new Screen(80);
    MigrationBoard board =
        new MigrationBoard(
            new PrintWriter(screen),
            true,
            new SidePods(cluster.client(), placement),
            Optional.empty());

    board.onAdd(inPhase(placement, "Warming", "Waits for 1 of 3 pods, " + "and so on ".repeat(9)));
    board.onAdd(inPhase(placement, "Warming", "Waits for 2 of 3 pods, " + "and so on ".repeat(9)));
    board.onAdd(inPhase(placement, "Draining", "Five seconds are left."));
    board.onAdd(inPhase(placement, "Draining", "One is left."));
    board.onAdd(inPhase(placement, "BackingOff", "No."));
    board.await(1, Duration.ofMinutes(1));

    assertThat(screen.rows())
        .hasSize(3)
        .satisfiesExactly(
            row ->
                assertThat(row)
                    .startsWith("Warming (pods: Deployment 1/1, Knative -): Waits for 2 of 3")
                    .hasSizeBetween(70, 79),
            row -> assertThat(row).endsWith("Knative -): One is left."),
            row -> assertThat(row).startsWith("BackingOff (").contains("No. It is tried again"));
  }

  private static WorkloadPlacement inPhase(
      WorkloadPlacement placement, String phase, String message) {
    WorkloadPlacement moving = new WorkloadPlacement();
    moving.setMetadata(placement.getMetadata());
    moving.setSpec(placement.getSpec());
    moving.setStatus(
        Serialization.unmarshal(
            "---\n"
                + "{observedGeneration: 1, target: Deployment, migration: {phaseStartedAt: '', phase: %s, message: '%s'}}"
                    .formatted(phase, message),
            WorkloadPlacementStatus.class));
    return moving;
  }

  @Test
  void withoutAChangeItOnlyShows() {
    apply("10m");
    WorkloadPlacement before = placement();

    assertThat(migrate("checkout")).as(this::said).isZero();

    assertThat(out.toString())
        .contains("/checkout runs on Deployment; pods: Deployment 1/1, Knative -")
        .contains("Serving: ");
    assertThat(placement().getSpec()).isEqualTo(before.getSpec());
  }

  @Test
  void aMoveThatIsRolledBackFailsAndSaysWhy() {
    apply("10s");
    cluster.local().simulation().failKnativeService(namespace, "checkout-kn", "no such image");

    assertThat(migrate("checkout", "--to", "Knative", "--watch")).isEqualTo(1);

    assertThat(out.toString()).contains("RollingBack (");
    assertThat(err.toString())
        .contains("runs on Deployment, pinned to Knative, and does not migrate (BackingOff): ")
        .contains("Not ready within 10s")
        .contains("no such image")
        .contains("It is tried again at ")
        .contains("The pin stays: --unpin takes it away.");
    assertThat(placement().getSpec().placement().mode()).isEqualTo(PlacementMode.PINNED);
  }

  @Test
  void aNameThatIsTakenFailsTheMove() {
    apply("10m");
    cluster
        .client()
        .resource(
            """
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata: {name: checkout-kn, namespace: %s}
            spec: {template: {spec: {containers: [{image: "registry.example/other:1"}]}}}
            """
                .formatted(namespace))
        .create();

    assertThat(migrate("checkout", "--to", "Knative", "--watch")).isEqualTo(1);

    assertThat(err.toString()).contains("does not migrate (Conflict): ").contains("checkout-kn");
    assertThat(placement().getSpec().placement().mode()).isEqualTo(PlacementMode.AUTO);
    assertThat(cluster.client().resources(Service.class).inNamespace(namespace).list().getItems())
        .hasSize(1);
  }

  @Test
  void a_pin_that_would_not_be_followed_is_refused_and_leaves_nothing_behind() {
    apply("10m");
    patched("{\"spec\":{\"traffic\":{\"protocol\":\"TCP\"}}}");
    WorkloadPlacement before = placement();

    assertThat(migrate("checkout", "--to", "Knative")).isEqualTo(1);

    assertThat(err.toString())
        .contains(namespace + "/checkout runs on Deployment, and does not migrate (PinBlocked): ")
        .contains("spec.traffic.protocol")
        .endsWith(" Nothing was changed.\n");
    assertThat(placement().getSpec()).isEqualTo(before.getSpec());
  }

  @Test
  void a_pin_by_annotation_is_not_overruled_and_is_named() {
    apply("10m");
    patched(
        "{\"metadata\":{\"annotations\":{\"workloadplacement.io/pin\":\"Deployment until"
            + " 2999-01-01T00:00Z\"}}}");

    assertThat(migrate("checkout", "--to", "Knative")).isEqualTo(1);

    assertThat(err.toString())
        .contains(
            "does not migrate (Pinned): The annotation workloadplacement.io/pin pins it to a"
                + " Deployment until 2999-01-01T00:00:00Z. Nothing was changed.");
  }

  @Test
  void a_placement_that_its_service_made_is_not_pinned_by_hand_and_the_annotation_is_named() {
    cluster
        .client()
        .resource(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: checkout, namespace: %1$s}
            spec:
              selector: {matchLabels: {app: checkout}}
              template:
                metadata: {labels: {app: checkout}}
                spec: {containers: [{name: app, image: "registry.example/checkout:1"}]}
            """
                .formatted(namespace))
        .create();
    cluster
        .client()
        .resource(
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: checkout
              namespace: %1$s
              annotations:
                workloadplacement.io/traffic-pattern: Sporadic
                workloadplacement.io/average-requests-per-second: "0.01"
                workloadplacement.io/latency-target: 2s
                workloadplacement.io/cold-start: 800ms
                workloadplacement.io/mode: Recommend
            spec: {selector: {app: checkout}, ports: [{port: 80, targetPort: 8080}]}
            """
                .formatted(namespace))
        .create();
    await("the placement that the Service asks for")
        .atMost(Duration.ofSeconds(30))
        .until(() -> placement() != null);
    WorkloadPlacement before = placement();

    assertThat(migrate("checkout", "--to", "Knative", "--watch")).isEqualTo(1);

    assertThat(err.toString())
        .contains(
            "is generated from the annotations of Service 'checkout', where"
                + " workloadplacement.io/mode is Recommend")
        .contains(
            "kubectl annotate service checkout -n %s --overwrite workloadplacement.io/mode=Pinned workloadplacement.io/target=Knative"
                .formatted(namespace));
    assertThat(placement().getSpec()).isEqualTo(before.getSpec());
    assertThat(migrate("checkout", "--unpin")).as("it has no pin").isZero();
  }

  @Test
  void a_pin_is_taken_back_unless_somebody_has_changed_it() throws PinChange.RejectedException {
    apply("10m");
    WorkloadPlacement before = placement();
    var resource =
        cluster
            .client()
            .resources(WorkloadPlacement.class)
            .inNamespace(namespace)
            .withName("checkout");
    PinChange pin =
        new PinChange(cluster.client(), resource, Optional.of(Target.DEPLOYMENT), Instant.now());

    pin.make(before);
    assertThat(placement().getSpec().placement().target()).isEqualTo(Target.DEPLOYMENT);
    assertThat(pin.takeBack(before)).isEqualTo("The pin was taken back.");
    assertThat(placement().getSpec().placement()).isEqualTo(before.getSpec().placement());

    pin.make(before);
    patched("{\"spec\":{\"placement\":{\"mode\":\"Recommend\",\"target\":null}}}");
    assertThat(pin.takeBack(before)).isEqualTo("The pin is gone already.");
    assertThat(placement().getSpec().placement().mode()).isEqualTo(PlacementMode.RECOMMEND);
  }

  @Test
  void what_somebody_else_changes_meanwhile_ends_the_watch() throws InterruptedException {
    apply("10m");
    WorkloadPlacement before = placement();
    var resource =
        cluster
            .client()
            .resources(WorkloadPlacement.class)
            .inNamespace(namespace)
            .withName("checkout");
    PinChange pin =
        new PinChange(cluster.client(), resource, Optional.of(Target.KNATIVE), Instant.now());
    MigrationBoard board =
        new MigrationBoard(
            new PrintWriter(out), false, new SidePods(cluster.client(), before), Optional.of(pin));

    board.onUpdate(before, before);
    MigrationView end = board.await(before.getMetadata().getGeneration(), Duration.ofMinutes(10));

    assertThat(end.failed()).isTrue();
    assertThat(end.verdict())
        .endsWith("does not migrate (Overruled): somebody has changed spec.placement meanwhile.");
  }

  @Test
  void whatIsNotInTimeFails() {
    apply("10m");
    cluster.local().simulation().failKnativeService(namespace, "checkout-kn", "no such image");

    assertThat(migrate("checkout", "--to", "Knative", "--watch", "--timeout", "2s")).isEqualTo(1);

    assertThat(err.toString()).contains("does not migrate (Timeout): the last phase was ");
  }

  @Test
  void anUnknownPlacementSideOrFileIsRefused() {
    assertThat(migrate("nobody", "--to", "Knative")).isEqualTo(1);
    assertThat(err.toString())
        .contains("There is no WorkloadPlacement 'nobody' in the namespace '" + namespace + "'");
    assertThat(migrate("checkout", "--to", "Lambda")).isEqualTo(2);
    assertThat(err.toString()).contains("'Lambda' is no side: write Deployment or Knative");
    assertThat(migrate("checkout", "--to", "Knative", "--unpin")).isEqualTo(2);
    assertThat(migrate("Check/out", "--to", "Knative")).isEqualTo(2);
    assertThat(err.toString()).contains("'Check/out' is no name of a placement or namespace");
    assertThat(migrate("checkout", "--watch", "--timeout", "99999h")).isEqualTo(2);
    assertThat(err.toString()).contains("--timeout: '99999h' is too long: write at most 24h");
    assertThat(migrate("checkout", "--timeout", "soon")).isEqualTo(2);
    assertThat(err.toString()).contains("--timeout: 'soon' is not a duration");
    assertThat(run("migrate", "checkout", "--kubeconfig", "no/such/file")).isEqualTo(2);
    assertThat(err.toString()).contains("--kubeconfig: there is no readable file no/such/file");
  }

  @Test
  void withoutTheDefinitionsItSaysWhatToInstall(@TempDir Path other) throws IOException {
    try (LocalCluster empty = LocalCluster.start(Options.defaults())) {
      Path file = empty.writeKubeconfig(other.resolve("kubeconfig"));

      assertThat(run("migrate", "checkout", "-n", "shop", "--kubeconfig", file.toString()))
          .isEqualTo(1);
    }
    assertThat(err.toString()).contains("does not know WorkloadPlacements: install");
  }

  @Test
  void withoutTheRightItSaysWhoHasIt(@TempDir Path other) throws IOException {
    try (LocalCluster guarded = LocalCluster.start(Options.defaults())) {
      Path file = guarded.writeKubeconfig(other.resolve("kubeconfig"));
      try (KubernetesClient admin =
          new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(file.toFile())).build()) {
        admin
            .resource(
                Files.readString(ROOT.resolve("crds/workloadplacements.workloadplacement.io.yaml")))
            .serverSideApply();
        admin.resource(manifest("10m")).inNamespace("default").create();
      }
      guarded.intercept(new ReadOnly());

      assertThat(
              run(
                  "migrate",
                  "checkout",
                  "-n",
                  "default",
                  "--to",
                  "Knative",
                  "--kubeconfig",
                  file.toString()))
          .isEqualTo(1);
    }
    assertThat(err.toString()).contains("You may not change the placement", "'edit' and 'admin'");
  }

  @Test
  void thePlainWayOfTheReadmeDoesTheSame() throws IOException {
    apply("10m");
    List<String> patches =
        PATCH
            .matcher(Files.readString(ROOT.resolve("docs/migration.md")))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(patches).hasSize(2);

    assertThat(patched(patches.get(0)).getSpec().placement().target()).isEqualTo(Target.KNATIVE);
    assertThat(migrate("checkout", "--watch")).as(this::said).isZero();
    assertThat(out.toString()).contains("runs on Knative, pinned to Knative.");
    assertThat(patched(patches.get(1)).getSpec().placement())
        .satisfies(placement -> assertThat(placement.mode()).isEqualTo(PlacementMode.AUTO))
        .satisfies(placement -> assertThat(placement.target()).isNull());
  }

  private WorkloadPlacement patched(String patch) {
    return cluster
        .client()
        .resources(WorkloadPlacement.class)
        .inNamespace(namespace)
        .withName("checkout")
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  /** Applies a placement that runs on a Deployment, and waits until it does. */
  private void apply(String readyTimeout) {
    HasMetadata placement = cluster.client().resource(manifest(readyTimeout)).item();
    cluster.client().resource(placement).inNamespace(namespace).create();
    assertThat(migrate("checkout", "--watch")).as(this::said).isZero();
    out.getBuffer().setLength(0);
  }

  private static String manifest(String readyTimeout) {
    return """
    apiVersion: workloadplacement.io/v1alpha1
    kind: WorkloadPlacement
    metadata: {name: checkout}
    spec:
      template: {spec: {containers: [{name: app, image: "registry.example/checkout:1"}]}}
      traffic: {pattern: Steady, averageRequestsPerSecond: "40", serviceTime: 35ms}
      latency: {target: 150ms, coldStart: 800ms}
      migration: {drainPeriod: 1s, readyTimeout: %s}
    """
        .formatted(readyTimeout);
  }

  private WorkloadPlacement placement() {
    return cluster
        .client()
        .resources(WorkloadPlacement.class)
        .inNamespace(namespace)
        .withName("checkout")
        .get();
  }

  private String said() {
    return out + "\n" + err;
  }

  private int migrate(String... arguments) {
    return run(
        java.util.stream.Stream.of(
                List.of("migrate"),
                List.of(arguments),
                List.of("-n", namespace, "--kubeconfig", cluster.kubeconfig().toString()))
            .flatMap(List::stream)
            .toArray(String[]::new));
  }

  private int run(String... arguments) {
    CommandLine main =
        Main.commandLine(
                context -> {
                  throw new AssertionError("No operator is to be built");
                })
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return main.execute(arguments);
  }

  /** Somebody with the role view. */
  private record ReadOnly() implements Interceptor {
    @Override
    public Optional<Answer> before(Request request) {
      return request.method().equals("PATCH")
          ? Optional.of(Answer.refusal(403, "Forbidden", "may not patch workloadplacements"))
          : Optional.empty();
    }
  }
}
