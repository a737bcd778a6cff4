package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with an input of {@code plan}, as the command says it. */
class PlanFaultsTest {

  private static final Path DECISIONS = PlanRun.FILES.resolve("decisions.yaml");
  private static final Path POLICY = PlanRun.FILES.resolve("policy.yaml");
  private static final Path SAMPLES = PlanRun.ROOT.resolve("config/samples");

  @TempDir Path folder;

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
