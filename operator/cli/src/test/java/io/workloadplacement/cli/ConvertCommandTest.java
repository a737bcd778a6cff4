package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of Knative Services and Deployments of many shapes. Above each stands what its
 * placement does not express.
 */
class ConvertCommandTest {

  private static final Path FILES = PlanRun.ROOT.resolve("operator/cli/src/test/resources/convert");
  private static final String NOT_EXPRESSED = "# not expressed: ";
  private static final Pattern SAID =
      Pattern.compile("(?m)^\\S+ document \\d+, .*? [a-z0-9-]+: (.*): is not expressed: ");

  static Stream<Path> knativeServices() {
    return files("knative");
  }

  static Stream<Path> deployments() {
    return files("deployment");
  }

  private static Stream<Path> files(String folder) {
    try (Stream<Path> files = Files.list(FILES.resolve(folder))) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource({"knativeServices", "deployments"})
  void what_is_not_expressed_is_said_and_stands_in_the_placement(Path file) throws IOException {
    CommandRun run = CommandRun.of("convert", "-f", file);

    assertThat(run.status()).as(run::said).isZero();
    List<String> expected =
        Files.readString(file)
            .lines()
            .filter(line -> line.startsWith(NOT_EXPRESSED))
            .map(line -> line.substring(NOT_EXPRESSED.length()))
            .toList();
    assertThat(SAID.matcher(run.err()).results().map(match -> match.group(1)))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(run.out().lines().filter(line -> line.startsWith("# - ")))
        .hasSameSizeAs(expected)
        .allSatisfy(
            line -> assertThat(expected).anyMatch(line.substring("# - ".length())::startsWith));
  }

  @ParameterizedTest
  @MethodSource("knativeServices")
  void a_knative_service_comes_back_as_it_was(Path file) throws IOException {
    JsonNode original = new YAMLMapper().readTree(file.toFile());
    CommandRun converted =
        CommandRun.of("convert", "-f", file, "--set", "mode=Pinned", "--set", "target=Knative");

    JsonNode rendered = rendered(converted, "serving.knative.dev/v1", "Service");

    assertThat(lost(expressed(original, file), rendered.at("/spec/template"), "")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("deployments")
  void a_deployment_comes_back_as_it_was(Path file) throws IOException {
    List<JsonNode> originals = documents(Files.readString(file));
    CommandRun converted =
        CommandRun.of("convert", "-f", file, "--set", "mode=Pinned", "--set", "target=Deployment");

    JsonNode deployment = rendered(converted, "apps/v1", "Deployment");
    JsonNode service = rendered(converted, "v1", "Service");

    JsonNode original = of(originals, "Deployment").get(0);
    ObjectNode template = original.at("/spec/template").deepCopy();
    if (Files.readString(file).contains("terminationGracePeriodSeconds\n")) {
      ((ObjectNode) template.path("spec")).remove("terminationGracePeriodSeconds");
    }
    assertThat(lost(template, deployment.at("/spec/template"), "")).isEmpty();
    for (String field : List.of("strategy", "minReadySeconds", "progressDeadlineSeconds")) {
      assertThat(lost(original.at("/spec/" + field), deployment.at("/spec/" + field), field))
          .isEmpty();
    }
    JsonNode called =
        of(originals, "Service").stream()
            .filter(one -> one.at("/metadata/name").equals(service.at("/metadata/name")))
            .findFirst()
            .orElseThrow();
    assertThat(service.at("/spec/ports/0/port")).isEqualTo(called.at("/spec/ports/0/port"));
    for (JsonNode autoscaler : of(originals, "HorizontalPodAutoscaler")) {
      JsonNode own = rendered(converted, "autoscaling/v2", "HorizontalPodAutoscaler");
      assertThat(own.at("/spec/maxReplicas")).isEqualTo(autoscaler.at("/spec/maxReplicas"));
      assertThat(own.at("/spec/minReplicas").asInt())
          .isEqualTo(autoscaler.at("/spec/minReplicas").asInt(1));
    }
  }

  /** The manifest of a kind that {@code plan} renders of a converted placement. */
  private static JsonNode rendered(CommandRun converted, String apiVersion, String kind) {
    assertThat(converted.status()).as(converted::said).isZero();
    PlanRun plan = PlanRun.withInput(converted.out(), "-f", "-", "--manifests", "-o", "json");
    assertThat(plan.placements()).as(plan.err() + converted.out()).hasSize(1);
    for (JsonNode manifest : plan.placements().get(0).path("manifests")) {
      if (manifest.path("apiVersion").asText().equals(apiVersion)
          && manifest.path("kind").asText().equals(kind)) {
        return manifest;
      }
    }
    throw new AssertionError("No " + kind + " in " + plan.out());
  }

  /** The template of a Knative Service without what its file says cannot be expressed. */
  private static JsonNode expressed(JsonNode original, Path file) throws IOException {
    ObjectNode template = original.at("/spec/template").deepCopy();
    ObjectNode pod = (ObjectNode) template.path("spec");
    for (String line : Files.readAllLines(file)) {
      String field = line.replaceFirst("^" + NOT_EXPRESSED + "spec[.]template[.]", "");
      if (field.startsWith("spec.")) {
        pod.remove(field.substring("spec.".length()));
      } else if (field.startsWith("metadata.annotations[")) {
        ((ObjectNode) template.at("/metadata/annotations")).remove(field.replaceAll(".*\\[|]", ""));
      } else if (field.startsWith("metadata.")) {
        ((ObjectNode) template.path("metadata")).remove(field.substring("metadata.".length()));
      }
    }
    if (template.at("/metadata/annotations") instanceof ObjectNode annotations) {
      annotations.properties().removeIf(one -> one.getKey().startsWith("client.knative.dev/"));
      for (String name : List.of("minScale", "maxScale")) {
        JsonNode value = annotations.remove("autoscaling.knative.dev/" + name);
        if (value != null) {
          annotations.set("autoscaling.knative.dev/" + name.replace("S", "-s"), value);
        }
      }
    }
    return template;
  }

  private static List<JsonNode> documents(String text) throws IOException {
    return new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(text).readAll();
  }

  private static List<JsonNode> of(List<JsonNode> documents, String kind) {
    return documents.stream().filter(one -> one.path("kind").asText().equals(kind)).toList();
  }

  /** What of one tree is not in another one, which may have more. */
  private static List<String> lost(JsonNode original, JsonNode rendered, String path) {
    List<String> lost = new ArrayList<>();
    if (original.isNull()
        || original.isMissingNode()
        || (original.isNumber() && original.asInt() == 0)) {
      return lost;
    }
    if (original.isObject()) {
      for (var field : original.properties()) {
        lost.addAll(
            lost(field.getValue(), rendered.path(field.getKey()), path + "." + field.getKey()));
      }
    } else if (original.isArray()) {
      for (int i = 0; i < original.size(); i++) {
        lost.addAll(
            lost(original.get(i), item(rendered, original.get(i), i), path + "[" + i + "]"));
      }
    } else if (!original.asText().equals(rendered.asText())
        && !sameTime(original.asText(), rendered.asText())) {
      lost.add("%s: %s became %s".formatted(path, original, rendered));
    }
    return lost;
  }

  private static boolean sameTime(String one, String other) {
    return one.matches("[0-9]+m")
        && other.equals(Integer.parseInt(one.replace("m", "")) * 60 + "s");
  }

  private static JsonNode item(JsonNode list, JsonNode like, int index) {
    for (JsonNode item : list) {
      if (like.has("name") && item.path("name").equals(like.path("name"))) {
        return item;
      }
    }
    return list.path(index);
  }

  @Test
  void the_page_shows_what_is_printed() throws IOException {
    String file = "operator/cli/src/test/resources/convert/knative/hello.yaml";

    CommandRun run = CommandRun.of("convert", "-f", PlanRun.ROOT.resolve(file));

    assertThat(Files.readString(PlanRun.ROOT.resolve("docs/adoption.md")))
        .contains(" convert -f " + file + "\n```\n")
        .contains("```yaml\n" + run.out().substring("---\n".length()) + "```");
  }

  @Test
  void containers_get_the_names_that_knative_would_give_them() throws IOException {
    CommandRun run =
        CommandRun.withInput(
            """
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata: {name: several}
            spec:
              template:
                spec:
                  initContainers: [{image: "registry.example/setup:1"}]
                  containers:
                    - {image: "registry.example/front:1", ports: [{containerPort: 8080}]}
                    - {name: user-container-1, image: "registry.example/side:1"}
                    - {image: "registry.example/side:2"}
            """,
            "convert",
            "-f",
            "-");

    assertThat(run.status()).as(run::said).isZero();
    JsonNode pod = new YAMLMapper().readTree(run.out()).at("/spec/template/spec");
    assertThat(pod.path("containers").findValuesAsText("name"))
        .containsExactly("user-container-0", "user-container-1", "user-container-2");
    assertThat(pod.path("initContainers").findValuesAsText("name"))
        .containsExactly("init-container");
  }

  @Test
  void guesses_are_asked_and_what_is_stated_is_not() {
    CommandRun run =
        CommandRun.of(
            "convert",
            "-f",
            FILES.resolve("knative/hello.yaml"),
            "--set",
            "latency-target=1s",
            "--set",
            "average-requests-per-second=2");

    assertThat(run.out())
        .contains("    # How long does it take from no pod to the first answer? 3s is a guess")
        .contains("    target: 1s\n", "    averageRequestsPerSecond: \"2\"\n")
        .doesNotContain("mode:", "0.01");
  }

  @Test
  void traffic_is_that_which_was_measured() {
    try (FakePrometheus prometheus =
        FakePrometheus.measuring(
            Map.of("sum(rate(revision_app_request_count \"hello(-kn)?\" [7d]", "0.5"))) {

      CommandRun run =
          CommandRun.of(
              "convert",
              "-f",
              FILES.resolve("knative/hello.yaml"),
              "--prometheus",
              prometheus.address());

      assertThat(run.status()).as(run::said).isZero();
      assertThat(run.out()).contains("averageRequestsPerSecond: \"0.5\"");
    }
  }

  @Test
  void what_runs_in_a_cluster_becomes_the_same_as_its_manifests(@TempDir Path folder)
      throws IOException {
    Path file = FILES.resolve("deployment/with-autoscaler.yaml");
    try (LocalCluster cluster = LocalCluster.start(Options.defaults())) {
      Path kubeconfig = cluster.writeKubeconfig(folder.resolve("kubeconfig"));
      try (KubernetesClient client =
          new KubernetesClientBuilder()
              .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
              .build()) {
        for (Path manifest : List.of(file, FILES.resolve("knative/autoscaled.yaml"))) {
          client
              .load(Files.newInputStream(manifest))
              .items()
              .forEach(object -> client.resource(object).inNamespace("default").create());
        }
      }

      CommandRun deployment =
          CommandRun.of("convert", "deploy/web", "-n", "default", "--kubeconfig", kubeconfig);
      CommandRun knative =
          CommandRun.of("convert", "ksvc/autoscaled", "-n", "default", "--kubeconfig", kubeconfig);
      CommandRun absent =
          CommandRun.of("convert", "ksvc/nobody", "-n", "default", "--kubeconfig", kubeconfig);

      assertThat(deployment.status()).as(deployment::said).isZero();
      JsonNode made = new YAMLMapper().readTree(deployment.out());
      assertThat(made.at("/metadata/name").asText()).isEqualTo("web");
      assertThat(made.at("/metadata/namespace").asText()).isEqualTo("default");
      assertThat(made.at("/metadata").has("uid")).isFalse();
      assertThat(made.at("/spec/scaling/maxReplicas").asInt()).isEqualTo(8);
      assertThat(made.at("/spec/service/targetPort").asText()).isEqualTo("http");
      assertThat(made.at("/spec/template/metadata/annotations/example.com~1owner").asText())
          .isEqualTo("web");
      assertThat(knative.status()).as(knative::said).isZero();
      assertThat(knative.out()).contains("minReplicas: 1", "concurrencyPerReplica: 40");
      assertThat(absent.status()).isEqualTo(1);
      assertThat(absent.err())
          .isEqualTo("There is no Knative Service 'nobody' in the namespace 'default'\n");
    }
  }

  @Test
  void what_nobody_calls_and_what_is_none_stays_and_is_named() {
    CommandRun run =
        CommandRun.withInput(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: worker}
            spec:
              selector: {matchLabels: {app: worker}}
              template:
                metadata: {labels: {app: worker}}
                spec: {containers: [{name: app, image: "registry.example/worker:1"}]}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            """,
            "convert",
            "-f",
            "-");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains("Deployment worker: no Service selects its pods, so nobody calls it")
        .contains("1 other objects stay as they are: 1 ConfigMap")
        .contains("There is no Knative Service and no Deployment with a Service to convert");
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a}} | spec.template.spec",
        "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a}, spec: {template: {spec: {containers: [{}]}}}} | image",
        "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a}, spec: {template: 7}} | spec.template",
        "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a}, spec: {template: {spec: {containers: web}}}} | spec.template.spec.containers",
        "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a}, spec: {template: {spec: {containers: [{image: x, imagee: y}]}}}} | imagee",
        "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: A_b}, spec: {template: {spec: {containers: [{image: x}]}}}} | metadata.name",
        "{apiVersion: serving.knative.dev/v1, kind: Service, spec: {}} | metadata.name",
        "{apiVersion: serving.knative.dev/v1alpha1, kind: Service, metadata: {name: a}} | write serving.knative.dev/v1",
        "{apiVersion: extensions/v1beta1, kind: Deployment, metadata: {name: a}} | write apps/v1",
        "{a: [} | is no YAML",
        "7 | is no Kubernetes object"
      })
  void what_cannot_be_converted_is_a_sentence(String manifest, String words) {
    CommandRun run = CommandRun.withInput(manifest, "convert", "-f", "-");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains(words).doesNotContain("should not happen", "Exception");
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "convert | Name one thing to convert",
        "convert ksvc/a -f b | Name one thing to convert",
        "convert a | 'a' is no KIND/NAME",
        "convert svc/a | 'svc' is no kind that can be converted",
        "convert -f a -n b | are for KIND/NAME",
        "convert -f a --set port=80 | has no use for it"
      })
  void a_wrong_command_line_is_refused_in_a_sentence(String typed, String sentence) {
    CommandRun run = CommandRun.of((Object[]) typed.split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(sentence).contains("Try: placement convert --help");
  }
}
