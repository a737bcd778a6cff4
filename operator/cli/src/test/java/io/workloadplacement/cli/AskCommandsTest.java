package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.OperatorRuntime;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What somebody at a terminal asks about placements, and is answered. */
class AskCommandsTest {

  /** Better on a Deployment. */
  private static final String BUSY =
      "{pattern: Steady, averageRequestsPerSecond: \"40\", serviceTime: 35ms}";

  /** Better on Knative. */
  private static final String QUIET =
      "{pattern: Sporadic, averageRequestsPerSecond: \"0.005\", serviceTime: 35ms}";

  @RegisterExtension static final CommandCluster cluster = CommandCluster.withOperator();

  private String namespace;

  @BeforeEach
  void namespace(TestInfo test) {
    namespace = cluster.namespaceOf(test);
  }

  @Test
  void a_list_has_where_each_runs_what_it_costs_and_what_it_saves() throws IOException {
    apply("busy", BUSY, "Auto");
    apply("quiet", QUIET, "Auto");
    apply("kept", QUIET, "Pinned, target: Deployment");

    CommandRun table = ask("list");

    assertThat(table.status()).as(table::said).isZero();
    assertThat(table.out().lines().map(line -> line.replaceAll(" {2,}", "  ")).toList())
        .satisfiesExactly(
            header ->
                assertThat(header)
                    .isEqualTo(
                        "NAMESPACE  NAME  TARGET  WANTED  READY  STATUS  COST/MONTH  OTHER SIDE  SAVING"),
            busy -> assertThat(busy).contains("  busy  Deployment  -  True  Serving  "),
            kept -> assertThat(kept).contains("  kept  Deployment  -  True  Serving  ", "  -"),
            quiet ->
                assertThat(quiet)
                    .contains("  quiet  Knative  -  True  Serving  ")
                    .endsWith(" USD")
                    .matches(".*(  -?\\d+\\.\\d\\d USD){3}"));
    assertThat(names(ask("list", "--sort", "cost"))).startsWith("busy").endsWith("quiet");
    assertThat(names(ask("list", "--sort", "saving"))).endsWith("kept");
    assertThat(ask("list", "-o", "wide").out()).contains("REASON", "WeightedMatrix", "Pinned");

    JsonNode quiet =
        new ObjectMapper().readTree(ask("list", "-o", "json").out()).path("items").path(2);
    assertThat(quiet.path("monthlySaving").asDouble())
        .isPositive()
        .isCloseTo(
            quiet.path("otherMonthlyCost").asDouble() - quiet.path("monthlyCost").asDouble(),
            org.assertj.core.data.Offset.offset(0.001));
  }

  @Test
  void what_needs_somebody_comes_first_by_trouble() {
    apply("a-fine", BUSY, "Auto");
    apply("b-waits", QUIET, "Recommend");
    cluster
        .client()
        .resource(
            manifest("z-broken", BUSY, "Auto", "10m")
                .replace(
                    "metadata: {name: z-broken}",
                    "metadata: {name: z-broken, annotations: {workloadplacement.io/pin: Lambda}}"))
        .inNamespace(namespace)
        .create();
    await("its fault is seen")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                new PlacementState(placement("z-broken")).trouble()
                    == PlacementState.Attention.STALLED);

    assertThat(names(ask("list", "--sort", "trouble")))
        .containsExactly("z-broken", "b-waits", "a-fine");
  }

  @Test
  void an_explanation_says_where_why_what_would_tip_it_and_what_comes_next() {
    apply("checkout", QUIET, "Recommend");

    CommandRun run = ask("explain", "checkout");

    assertThat(run.status()).as(run::said).isZero();
    assertThat(run.out())
        .startsWith(namespace + "/checkout runs on Deployment; Knative is wanted (Recommended)\n")
        .containsSubsequence(
            "Why:\n  Knative is decided (WeightedMatrix): Both sides meet the target",
            "Scores, by weight:\n  FACTOR",
            "Total, of 100",
            "Both sides:\n  SIDE",
            "P95 LATENCY",
            "Deployment (runs here)",
            "What would tip it:\n",
            "What holds it:\n  Recommended: ",
            "What happens next:\n  Nothing by itself: mode is Recommend.",
            "Policy:\n  None selects it: the built-in defaults count.");
  }

  @Test
  void what_keeps_it_off_a_side_is_explained_with_the_way_out() {
    cluster
        .client()
        .resource(
            manifest("files", QUIET, "Auto", "10m")
                .replace(
                    "{spec: {containers:",
                    "{spec: {volumes: [{name: v, persistentVolumeClaim: {claimName: c}}], containers:"))
        .inNamespace(namespace)
        .create();
    settled("files");

    assertThat(ask("explain", "files").out())
        .contains("Knative cannot run it:\n  spec.template.spec.volumes[0]");
  }

  @Test
  void the_history_has_each_placement_with_how_long_it_lasted_and_the_phases_of_migrations() {
    apply("checkout", BUSY, "Auto");
    assertThat(ask("migrate", "checkout", "--to", "Knative", "--watch").status()).isZero();

    CommandRun run = ask("history", "checkout");

    assertThat(run.status()).as(run::said).isZero();
    assertThat(run.out().lines().map(line -> line.replaceAll(" {2,}", "  ")).toList())
        .satisfies(lines -> assertThat(lines.get(0)).isEqualTo("SINCE  TARGET  FOR  REASON"))
        .satisfies(lines -> assertThat(lines.get(1)).matches("\\S+Z  Knative  [0-9ms]+  Pinned"))
        .satisfies(
            lines ->
                assertThat(lines.get(2)).matches("\\S+Z  Deployment  [0-9ms]+  WeightedMatrix"))
        .anyMatch(line -> line.matches("\\S+Z  \\S+  Draining  .*"));
  }

  @Test
  void who_mistypes_a_name_is_shown_those_that_are_near() {
    apply("checkout", BUSY, "Auto");

    assertThat(ask("explain", "chekout"))
        .satisfies(run -> assertThat(run.status()).isEqualTo(1))
        .satisfies(
            run ->
                assertThat(run.err())
                    .isEqualTo(
                        "There is no WorkloadPlacement 'chekout' in the namespace '%s': is checkout meant?\n"
                            .formatted(namespace)));
    assertThat(ask("history", "Check/out").status()).isEqualTo(2);
    assertThat(ask("list", "--sort", "age").status()).isEqualTo(2);
    assertThat(ask("list", "-A").status()).isEqualTo(2);
  }

  @Test
  void who_looks_in_another_namespace_is_shown_where_the_name_is() {
    apply("invoicing", BUSY, "Auto");

    CommandRun run =
        typed(
            Stream.of(
                "explain",
                "invoicng",
                "-n",
                "default",
                "--kubeconfig",
                cluster.kubeconfig().toString()));

    assertThat(run.err()).contains("is %s/invoicing meant?".formatted(namespace));
  }

  @Test
  void without_the_definitions_it_is_said_what_to_install(@TempDir Path other) throws IOException {
    try (LocalCluster empty = LocalCluster.start(Options.defaults())) {
      Path file = empty.writeKubeconfig(other.resolve("kubeconfig"));
      for (String command : List.of("list", "explain x", "history x")) {
        CommandRun run =
            typed(
                Stream.concat(
                    Stream.of(command.split(" ")), Stream.of("--kubeconfig", file.toString())));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("does not know WorkloadPlacements: install");
      }
    }
  }

  private static List<String> names(CommandRun list) {
    return list.out().lines().skip(1).map(line -> line.split(" +")[1]).toList();
  }

  private void apply(String name, String traffic, String mode) {
    cluster.client().resource(manifest(name, traffic, mode, "10m")).inNamespace(namespace).create();
    settled(name);
  }

  private void settled(String name) {
    await(name + " is placed")
        .atMost(Duration.ofSeconds(60))
        .until(() -> new PlacementState(placement(name)).isReady());
    assertThat(ask("migrate", name, "--watch").status()).isZero();
  }

  private static String manifest(String name, String traffic, String mode, String readyTimeout) {
    return """
    apiVersion: workloadplacement.io/v1alpha1
    kind: WorkloadPlacement
    metadata: {name: %s}
    spec:
      template: {spec: {containers: [{name: app, image: "registry.example/checkout:1"}]}}
      traffic: %s
      latency: {target: 5s, coldStart: 800ms}
      placement: {mode: %s}
      migration: {drainPeriod: 1s, readyTimeout: %s}
    """
        .formatted(name, traffic, mode, readyTimeout);
  }

  private WorkloadPlacement placement(String name) {
    return cluster
        .client()
        .resources(WorkloadPlacement.class)
        .inNamespace(namespace)
        .withName(name)
        .get();
  }

  private CommandRun ask(String... arguments) {
    return typed(
        Stream.concat(
            Stream.of(arguments),
            Stream.of("-n", namespace, "--kubeconfig", cluster.kubeconfig().toString())));
  }

  private static CommandRun typed(Stream<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine(OperatorRuntime::create)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments.toArray(String[]::new));
    return new CommandRun(status, out.toString(), err.toString());
  }
}
