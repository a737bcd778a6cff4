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
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pattern: Stedy | 9:14 | spec.traffic.pattern: Unsupported value: \"Stedy\": supported values: \"Bursty\", \"Diurnal\", \"Scheduled\", \"Sporadic\", \"Steady\"",
        "averageRequestsPerSecond: 0.5 | 10:31 | spec.traffic.averageRequestsPerSecond: Invalid value: \"number\"",
        "averageRequestsPerSecond: \"many\" | 10:31 | spec.traffic.averageRequestsPerSecond: Invalid value: \"many\": must be requests per second",
        "serviceTime: 2m | 11:18 | spec.traffic.serviceTime: Invalid value: must be at most maxRequestDuration, which is 60s",
        "serviceTime: soon | 11:18 | spec.traffic.serviceTime: Invalid value: \"soon\": must be a duration above zero",
        "protocl: TCP | 11:14 | spec.traffic.protocl: unknown field \"spec.traffic.protocl\"",
        "pattern: Scheduled | 9:5 | spec.traffic.activeWindows: Required value: pattern Scheduled needs at least one window",
        "serviceTime: 1s\\n  pattern: Steady | 12:5 | key \"pattern\" already set in map",
        "serviceTime: [1s | 12:10 | document 1 is no YAML: ",
        "name: Check_out | 3:18 | metadata.name",
      })
  void what_the_api_server_would_refuse_is_refused_in_its_words_and_with_its_place(
      String mistake, String place, String words) throws IOException {
    String key = mistake.substring(0, mistake.indexOf(':'));
    String line = mistake.replace("\\n", "\n");
    String right =
        """
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: checkout}
        spec:
          template:
            spec:
              containers: [{name: app, image: "registry.example/checkout:1"}]
          traffic:
            pattern: Steady
            averageRequestsPerSecond: "40"
            serviceTime: 35ms
          latency: {target: 150ms}
        """;
    String wrong =
        key.equals("name")
            ? right.replace("name: checkout}", line + "}")
            : key.equals("protocl")
                ? right.replace("serviceTime: 35ms", line)
                : right.replaceAll(
                    "(?m)(?<=^    )" + key + ": .*$", line.replace("\n  ", "\n    "));
    Path file = folder.resolve("checkout.yaml");
    Files.writeString(file, wrong);

    PlanRun run = PlanRun.of("-f", file);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith(file + ":").contains(words);
    assertThat(run.err()).startsWith(file + ":" + place + ": document 1");
  }

  @Test
  void faults_that_no_schema_sees_name_their_field_too() throws IOException {
    PlanRun run =
        PlanRun.withInput(
            Files.readString(SAMPLES.resolve("office-hours-backoffice.yaml"))
                .replaceAll("schedule: \"[^\"]*\"", "schedule: \"0 25 * * *\""),
            "-f",
            "-");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .matches("(?s)-:\\d+:\\d+: document 1, .*spec.traffic.activeWindows\\[0\\].schedule: .*");
    assertThat(run.err()).contains("25");
  }

  @Test
  void all_faults_of_all_documents_are_told_at_once() {
    String placement =
        """
        ---
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: checkout}
        spec: {}
        """;
    PlanRun run =
        PlanRun.withInput(
            placement.replace("v1alpha1", "v1") + placement + "---\nname: x\n",
            "-f",
            "-",
            "-f",
            "no/such/folder",
            "-f",
            folder);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "-:2:13: document 1, WorkloadPlacement checkout: apiVersion: workloadplacement.io/v1 has no")
        .contains("document 2, WorkloadPlacement checkout: spec.traffic: Required value")
        .contains("-:12:1: document 3: apiVersion and kind say what an object is")
        .contains("no/such/folder: there is no such file or folder")
        .contains(folder + ": the folder holds no .yaml, .yml, .json file");
  }

  @Test
  void every_fault_of_a_placement_is_told_in_one_round() {
    PlanRun run =
        PlanRun.withInput(
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: WorkloadPlacement
            metadata: {name: checkout}
            spec:
              template:
                metadata: {labels: {serving.knative.dev/service: x}}
                spec:
                  restartPolicy: Never
                  containers: [{name: app, imge: a, image: "registry.example/checkout:1"}]
              traffic:
                pattern: Stedy
                averageRequestsPerSecond: 0.5
                peakRequestsPerSecond: "0"
                serviceTime: 2m
                activeWindows:
                  - {schedule: "0 25 * * *", duration: 10h}
                  - {schedule: "0 8 * * *", duration: 10h, timeZone: Mars/Olympus}
              latency: {target: 150ms, percentile: 97}
              placement: {mode: Pinned}
            """,
            "-f",
            "-");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors())
        .extracting(fault -> fault.replaceAll("^-:[0-9]+:[0-9]+: document 1, \\S+ \\S+: ", ""))
        .satisfiesExactlyInAnyOrder(
            fault -> assertThat(fault).startsWith("spec.template.spec.containers[0].imge: unknown"),
            fault -> assertThat(fault).startsWith("spec.traffic.pattern: Unsupported value"),
            fault -> assertThat(fault).startsWith("spec.traffic.averageRequestsPerSecond: Invalid"),
            fault -> assertThat(fault).startsWith("spec.traffic.peakRequestsPerSecond: Invalid"),
            fault ->
                assertThat(fault).startsWith("spec.traffic.serviceTime: Invalid value: must be"),
            fault -> assertThat(fault).startsWith("spec.traffic.activeWindows[0].schedule: '0 25"),
            fault -> assertThat(fault).startsWith("spec.traffic.activeWindows[1].timeZone: 'Mars"),
            fault -> assertThat(fault).startsWith("spec.latency.percentile: "),
            fault -> assertThat(fault).startsWith("spec.placement.target: Invalid value: required"),
            fault -> assertThat(fault).startsWith("spec.template.metadata.labels[serving."),
            fault -> assertThat(fault).startsWith("spec.template.spec.restartPolicy: Unsupported"));
  }

  @Test
  void a_fault_in_one_object_hides_no_other_decision() throws IOException {
    Files.copy(SAMPLES.resolve("steady-api.yaml"), folder.resolve("a.yaml"));
    Files.writeString(folder.resolve("b.yaml"), "kind: [");
    Files.writeString(
        folder.resolve("c.yaml"),
        Files.readString(SAMPLES.resolve("sporadic-webhook.yaml"))
            .replace("pattern: Sporadic", "pattern: Sporadik"));
    Files.copy(SAMPLES.resolve("annotated-service.yaml"), folder.resolve("d.yaml"));

    PlanRun run = PlanRun.of("-f", folder, "-o", "json");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.placements())
        .extracting(placement -> placement.path("name").asText())
        .containsExactly("storefront-api", "loyalty-points");
    assertThat(run.errors())
        .satisfiesExactly(
            fault ->
                assertThat(fault).startsWith(folder.resolve("b.yaml") + ":1:8: document 1 is no"),
            fault -> assertThat(fault).contains("c.yaml:", "spec.traffic.pattern: Unsupported"));
    assertThat(PlanRun.of("-f", folder).out())
        .contains("2 placements: 2 on Deployment.")
        .contains("2 faults in the input; what has one is not planned.");
  }

  @Test
  void what_waits_for_a_deployment_that_is_refused_says_so() throws IOException {
    String sample = Files.readString(SAMPLES.resolve("annotated-service.yaml"));

    PlanRun old = PlanRun.withInput(sample.replace("apps/v1", "extensions/v1beta1"), "-f", "-");
    PlanRun wrong = PlanRun.withInput(sample.replace("containerPort: 8080", "port: 80"), "-f", "-");

    assertThat(old.errors())
        .satisfiesExactly(
            fault ->
                assertThat(fault)
                    .endsWith(
                        "Deployment loyalty-points: apiVersion: Kubernetes 1.30 and later serve no"
                            + " Deployment of extensions/v1beta1: write apps/v1"),
            fault ->
                assertThat(fault)
                    .contains("its Deployment 'loyalty-points' is refused, as said above"));
    assertThat(wrong.errors())
        .hasSize(3)
        .last()
        .asString()
        .contains("its Deployment 'loyalty-points' is refused, as said above");
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
  void a_policy_that_freezes_a_placement_is_wrong_and_marked() throws IOException {
    Path frozen = folder.resolve("policy.yaml");
    Files.writeString(
        frozen,
        Files.readString(POLICY)
            .replace("namespace.metadata.labels['team']", "workload.spec.placement.target"));

    PlanRun run = PlanRun.of("-f", DECISIONS, "--policy", frozen);

    assertThat(run.status()).as(run.toString()).isEqualTo(1);
    assertThat(run.out()).containsPattern("\n  ! Policy 'payments' .* rule 'stay-warm' failed: ");
    assertThat(run.errors())
        .singleElement()
        .asString()
        .startsWith("shop/webhook: Policy 'payments'");
  }

  @Test
  void what_stands_behind_the_objects_it_holds_for_counts_too() {
    PlanRun run =
        PlanRun.of(
            "-f", PlanRun.FILES.resolve("folders/namespace-policy"), "-n", "namespace-policy");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("namespace-policy/card: Deployment (PolicyRequires)");
  }

  @Test
  void a_placement_that_stands_in_the_input_twice_is_refused() {
    PlanRun run = PlanRun.of("-f", SAMPLES.resolve("steady-api.yaml"), "-f", SAMPLES);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("metadata.name: stands in the input twice, first in document 1");
  }

  @Test
  void a_rule_that_does_not_compile_is_refused_with_its_position() throws IOException {
    Path broken = folder.resolve("policy.yaml");
    Files.writeString(
        broken,
        Files.readString(POLICY).replace("namespace.metadata.labels['team'] ==", "namespce"));

    PlanRun run = PlanRun.of("-f", DECISIONS, "--policy", broken);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .startsWith(broken + ":8:31: document 1, PlacementPolicy payments: spec.rules[0].when:1:");
  }

  @Test
  void a_rule_that_fails_for_a_placement_is_an_error_beside_the_plan() throws IOException {
    Path failing = folder.resolve("policy.yaml");
    Files.writeString(
        failing, Files.readString(POLICY).replace("labels['team'] ==", "annotations['owner'] =="));

    PlanRun run = PlanRun.of("-f", DECISIONS, "--policy", failing);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("checkout").contains("webhook").contains("spooler");
    assertThat(run.errors())
        .singleElement()
        .asString()
        .isEqualTo(
            "shop/webhook: Policy 'payments' cannot be followed here: rule 'stay-warm' failed: at"
                + " 1:31 it reads 'owner', which is not there: ask first, with has() for a field and"
                + " 'key' in ... for a map. A new placement starts on a Deployment until that is"
                + " mended.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{currency: CHF} | spec.prices: Invalid value: prices.currency is CHF and the built-in prices are in USD: write cpuCoreHour and memoryGibHour in CHF",
        "{currency: XXQ, cpuCoreHour: \"1\", memoryGibHour: \"1\"} | spec.prices.currency: 'XXQ' is no currency of ISO 4217: write a code such as USD, EUR or CAD"
      })
  void a_currency_needs_prices_of_its_own(String prices, String message) throws IOException {
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(
        policy, Files.readString(POLICY).replaceFirst("prices: \\{.*}", "prices: " + prices));

    PlanRun run = PlanRun.of("-f", DECISIONS, "--policy", policy);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains(message);
  }

  @Test
  void an_input_without_a_placement_is_an_error() {
    assertThat(PlanRun.of("-f", POLICY))
        .isEqualTo(
            new PlanRun(
                1,
                "",
                POLICY + ": there is no WorkloadPlacement and no annotated Service to plan\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-f x --output=jsn",
        "-f x --outptu=json",
        "-f x --kubeconfig=y",
        "-f x --diff --without-knative",
        "-f x --diff --kubeconfig=no/such/file"
      })
  void a_wrong_command_line_ends_with_status_1_and_a_hint(String arguments) {
    PlanRun run = PlanRun.of(arguments.isEmpty() ? new Object[0] : (Object[]) arguments.split(" "));

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("Try: placement plan --help");
  }

  private static DecisionStatus decision(JsonNode document) throws IOException {
    return JSON.treeToValue(document, DecisionStatus.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"${NAMESPACE:-default}", "Shop", "-"})
  void a_namespace_that_cannot_be_is_a_fault_of_its_object_alone(String namespace) {
    String input =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: cart, namespace: "%s"}
        spec: {selector: {app: cart}, ports: [{port: 80}]}
        ---
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: checkout}
        spec:
          template: {spec: {containers: [{name: app, image: "registry.example/checkout:1"}]}}
          traffic: {pattern: Steady, averageRequestsPerSecond: "1"}
          latency: {target: 1s}
        """
            .formatted(namespace);

    PlanRun run = PlanRun.withInput(input, "-f", "-", "-o", "json");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors())
        .singleElement()
        .asString()
        .startsWith(
            "-:3:35: document 1, Service cart: metadata.namespace: Invalid value: \"" + namespace);
    assertThat(run.placements()).hasSize(1);
  }
}
