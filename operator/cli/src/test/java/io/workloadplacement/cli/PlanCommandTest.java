package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code placement plan} without a cluster. */
class PlanCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DECISIONS = PlanRun.FILES.resolve("decisions.yaml");
  private static final Path POLICY = PlanRun.FILES.resolve("policy.yaml");
  private static final Path SAMPLES = PlanRun.ROOT.resolve("config/samples");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"text, txt", "markdown, md"})
  void shows_people_what_is_decided_and_why(String output, String ending) throws IOException {
    PlanRun run = PlanRun.of("-f", DECISIONS, "--policy", POLICY, "-o", output, "--details");

    Path golden = PlanRun.FILES.resolve("decisions." + ending);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, run.out());
    }
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out()).isEqualTo(Files.readString(golden));
  }

  @ParameterizedTest
  @CsvSource({
    "README.md, config/samples",
    "docs/plan.md, config/samples",
    "docs/plan.md, config/samples/sporadic-webhook.yaml"
  })
  void the_pages_show_what_is_printed(String page, String input) throws IOException {
    PlanRun run = PlanRun.of("-f", PlanRun.ROOT.resolve(input));

    assertThat(Files.readString(PlanRun.ROOT.resolve(page)))
        .contains(" plan -f " + input + "\n```\n")
        .contains("```text\n" + run.out() + "```");
  }

  @Test
  void json_is_one_list_of_placements_in_the_shape_of_the_status() throws IOException {
    PlanRun run = PlanRun.of("-f", DECISIONS, "--output=json");

    assertThat(run.status()).isZero();
    List<JsonNode> documents = run.placements();
    assertThat(documents)
        .extracting(one -> one.path("namespace").asText() + "/" + one.path("name").asText())
        .containsExactly("web/checkout", "shop/webhook", "web/spooler");
    DecisionStatus checkout = decision(documents.get(0));
    assertThat(checkout.reason()).isEqualTo("LatencyTargetNeedsWarmReplicas");
    assertThat(checkout.estimates().knative().latency()).isEqualTo("840ms");
    assertThat(checkout.decidedAt()).isEqualTo(PlanRun.NOW.toString());
    assertThat(checkout.factors()).hasSize(7);
    assertThat(decision(documents.get(2)).blockers())
        .extracting(blocker -> blocker.field())
        .contains("spec.traffic.protocol", "spec.template.spec.hostname");
  }

  @Test
  void yaml_says_the_same_as_json_in_one_document_for_each_placement() throws IOException {
    List<JsonNode> json = PlanRun.of("-f", DECISIONS, "-o", "json").placements();

    try (MappingIterator<JsonNode> yaml =
        new YAMLMapper()
            .readerFor(JsonNode.class)
            .readValues(PlanRun.of("-f", DECISIONS, "-o", "yaml").out())) {
      assertThat(yaml.readAll()).isEqualTo(json);
    }
  }

  @Test
  void reads_files_folders_and_standard_input_in_their_order() throws IOException {
    String sample = Files.readString(SAMPLES.resolve("sporadic-webhook.yaml"));
    Path inFolder = Files.createDirectory(folder.resolve("more"));
    Files.writeString(inFolder.resolve("b.yml"), sample.replace("payment-webhook", "second"));
    Files.writeString(
        inFolder.resolve("a.json"),
        new YAMLMapper().readTree(sample.replace("payment-webhook", "first")).toString());
    Files.writeString(inFolder.resolve("notes.txt"), "no manifest");

    PlanRun run =
        PlanRun.withInput(
            sample.replace("payment-webhook", "third"), "-f", inFolder, "-f", "-", "-o", "json");

    assertThat(run.err()).isEmpty();
    assertThat(run.placements())
        .extracting(placement -> placement.path("name").asText())
        .containsExactly("first", "second", "third");
  }

  @Test
  void a_list_as_kubectl_get_writes_it_is_read_item_by_item() throws IOException {
    ObjectNode item =
        (ObjectNode) new YAMLMapper().readTree(SAMPLES.resolve("sporadic-webhook.yaml").toFile());
    ((ObjectNode) item.get("metadata")).put("resourceVersion", "7").put("uid", "u-1");
    item.putObject("status").put("target", "Deployment");
    ObjectNode list = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "List");
    list.putArray("items").add(item);

    PlanRun run = PlanRun.withInput(list.toString(), "-f", "-", "-o", "json");

    assertThat(run.err()).isEmpty();
    assertThat(run.placements())
        .extracting(placement -> placement.path("name").asText())
        .containsExactly("payment-webhook");
  }

  @Test
  void every_sample_is_decided_as_its_comment_says() throws IOException {
    PlanRun run = PlanRun.of("-f", SAMPLES, "-o", "json");

    assertThat(run.status()).as(run.err()).isZero();
    StringBuilder comments = new StringBuilder();
    try (var files = Files.list(SAMPLES)) {
      for (Path file : files.toList()) {
        comments.append(Files.readString(file));
      }
    }
    assertThat(run.placements())
        .hasSizeGreaterThanOrEqualTo(8)
        .allSatisfy(
            one ->
                assertThat(comments.toString())
                    .contains(
                        "# Decided: %s (%s)."
                            .formatted(one.path("target").asText(), one.path("reason").asText())));
  }

  @Test
  void manifests_are_those_of_the_side_that_is_decided() {
    JsonNode both =
        PlanRun.of("-f", SAMPLES.resolve("steady-api.yaml"), "-o", "json", "--manifests")
            .placements()
            .get(0);

    assertThat(both.path("target").asText()).isEqualTo("Deployment");
    assertThat(both.path("manifests"))
        .extracting(manifest -> manifest.path("kind").asText())
        .containsExactly("Service", "Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget");
    assertThat(PlanRun.of("-f", SAMPLES.resolve("sporadic-webhook.yaml"), "--manifests").out())
        .contains("apiVersion: serving.knative.dev/v1\n")
        .contains("name: payment-webhook-kn\n")
        .doesNotContain("kind: Deployment");
  }

  @Test
  void without_knative_says_that_a_deployment_stands_in() {
    PlanRun run = PlanRun.of("-f", SAMPLES.resolve("sporadic-webhook.yaml"), "--without-knative");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .startsWith("default/payment-webhook: Knative (WeightedMatrix)")
        .contains("Knative is not installed: a Deployment serves until it is.");
  }

  @Test
  void an_adopted_deployment_is_judged_by_its_template_where_the_input_has_it() {
    String adopting =
        """
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: legacy}
        spec:
          workloadRef: {apiVersion: apps/v1, kind: Deployment, name: legacy}
          traffic: {pattern: Sporadic, averageRequestsPerSecond: "0.002", serviceTime: 50ms}
          latency: {target: 5s}
        """;
    String deployment =
        """
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: legacy}
        spec:
          selector: {matchLabels: {app: legacy}}
          template:
            metadata: {labels: {app: legacy}}
            spec:
              hostNetwork: true
              containers: [{name: app, image: "registry.example/legacy:1"}]
        """;

    PlanRun alone = PlanRun.withInput(adopting, "-f", "-");
    PlanRun together = PlanRun.withInput(adopting + deployment, "-f", "-");

    assertThat(alone.status()).isEqualTo(1);
    assertThat(alone.errors())
        .containsExactly(
            "-:5:62: document 1, WorkloadPlacement legacy: spec.workloadRef.name: there is no"
                + " Deployment 'legacy' of the namespace 'default' in the input: give its file too");
    assertThat(together.status()).as(together.err()).isZero();
    assertThat(together.out())
        .startsWith("default/legacy: Deployment (Blocked)")
        .contains("Knative: spec.template.spec.hostNetwork: ");
  }

  @Test
  void what_has_no_say_is_named_and_skipped() {
    PlanRun run =
        PlanRun.withInput(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: notes}}",
            "-f",
            "-",
            "-f",
            SAMPLES.resolve("steady-api.yaml"));

    assertThat(run.status()).isZero();
    assertThat(run.errors())
        .containsExactly(
            "-:1:1: document 1, ConfigMap notes: has no say in a decision, and is skipped");
  }

  @Test
  void a_service_over_a_stateful_set_is_told_what_it_selects() throws IOException {
    PlanRun run =
        PlanRun.withInput(
            Files.readString(SAMPLES.resolve("annotated-service.yaml"))
                .replace("kind: Deployment", "kind: StatefulSet"),
            "-f",
            "-");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "spec.selector (app=loyalty-points) selects the pods of StatefulSet 'loyalty-points', and"
                + " only a Deployment can be placed: remove the annotations");
  }

  @Test
  void two_services_of_one_name_are_told_apart_from_what_is_written_by_hand() throws IOException {
    String sample = Files.readString(SAMPLES.resolve("annotated-service.yaml"));

    PlanRun twice = PlanRun.withInput(sample + sample.substring(sample.indexOf("---")), "-f", "-");

    assertThat(twice.status()).isEqualTo(1);
    assertThat(twice.errors())
        .hasSize(1)
        .first()
        .asString()
        .contains("Service loyalty-points: metadata.name: stands in the input twice, first in doc");
    assertThat(twice.out()).startsWith("default/loyalty-points: Knative (");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          second-service             | Knative    | ''
          second-service-port-chosen | Knative    | ''
          second-service-port        | Deployment | Service 'admin': spec.ports
          second-headless            | Deployment | Service 'everything-of-web': spec.clusterIP
          services-of-a-template     | Knative    | ''
          services-of-a-template     | Deployment | Service 'stall-metrics': spec.ports
          services-of-a-template     | Deployment | Service 'tent-sticky': spec.sessionAffinity
          """)
  void other_services_of_the_pods_go_with_them_or_are_named(
      String folder, String target, String blocker) throws IOException {
    PlanRun run = PlanRun.of("-f", PlanRun.FILES.resolve("folders/" + folder), "-o", "json");

    assertThat(run.placements())
        .anySatisfy(
            placement -> {
              assertThat(placement.get("target").asText()).isEqualTo(target);
              assertThat(placement.at("/blockers/0/field").asText()).isEqualTo(blocker);
            });
  }

  @Test
  void nine_samples_fit_on_a_screen() {
    PlanRun brief = PlanRun.of("-f", SAMPLES);
    PlanRun detailed = PlanRun.of("-f", SAMPLES, "--details");

    assertThat(brief.status()).as(brief.err()).isZero();
    assertThat(brief.out().lines()).hasSizeLessThanOrEqualTo(24).doesNotHaveDuplicates();
    assertThat(brief.out())
        .startsWith("PLACEMENT ")
        .contains("\n\n9 placements: 6 on Deployment, 3 on Knative.\n")
        .containsPattern("\n[0-9.]+ USD a month, [0-9.]+ USD \\([0-9]+ %\\) less than with Dep")
        .containsPattern("\nloyalty-points +Deployment .* WeightedMatrix \\(Knative is wanted\\)\n")
        .containsPattern(
            "\nWhat is only recommended would cost [0-9.]+ USD \\([0-9]+ %\\) less.\n");
    assertThat(detailed.out().lines()).hasSizeGreaterThan(150);
    assertThat(detailed.out()).endsWith(brief.out().replaceAll("(?s)^.*\n\n|The fig.*$", ""));
  }

  @Test
  void sums_are_those_of_the_placements() {
    PlanRun json = PlanRun.of("-f", DECISIONS, "--policy", POLICY, "-o", "json");
    BigDecimal dollars =
        json.placements().stream()
            .filter(placement -> placement.path("namespace").asText().equals("web"))
            .map(placement -> placement.at("/estimates/deployment/monthlyCost").asText())
            .map(BigDecimal::new)
            .reduce(BigDecimal.ZERO, BigDecimal::add);

    assertThat(PlanRun.of("-f", DECISIONS, "--policy", POLICY).out())
        .contains(" and " + dollars + " USD a month.")
        .contains("  Knative cannot run it: spec.traffic.protocol, spec.template.spec.hostname\n");
  }

  @Test
  void what_stands_behind_the_objects_it_holds_for_counts_too() {
    PlanRun run =
        PlanRun.of(
            "-f", PlanRun.FILES.resolve("folders/namespace-policy"), "-n", "namespace-policy");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("namespace-policy/card: Deployment (PolicyRequires)");
  }

  private static DecisionStatus decision(JsonNode document) throws IOException {
    return JSON.treeToValue(document, DecisionStatus.class);
  }
}
