package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.workloadplacement.local.Answer;
import io.workloadplacement.local.Interceptor;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import io.workloadplacement.local.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What runs already, as somebody sees it who thinks about adopting it. */
class AdoptCommandTest {

  /** A Service that could go, one with a claim, and one that selects nothing. */
  private static final String SHOP = read("operator/cli/src/test/resources/adopt/shop.yaml");

  @RegisterExtension static final CommandCluster cluster = CommandCluster.withoutOperator();

  private static String read(String file) {
    try {
      return Files.readString(PlanRun.ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(String namespace) {
    cluster
        .client()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    cluster
        .client()
        .load(new ByteArrayInputStream(SHOP.getBytes(StandardCharsets.UTF_8)))
        .items()
        .forEach(object -> cluster.client().resource(object).inNamespace(namespace).create());
  }

  private static CommandRun adopt(Object... arguments) {
    List<Object> typed = new ArrayList<>(List.of("adopt", "--kubeconfig", cluster.kubeconfig()));
    typed.addAll(List.of(arguments));
    return CommandRun.of(typed.toArray());
  }

  private static List<Service> services(String namespace) {
    return cluster.client().services().inNamespace(namespace).list().getItems();
  }

  @Test
  void each_service_has_an_answer_with_what_keeps_it_off_and_nothing_is_written() {
    run("looked-at");
    List<Service> before = services("looked-at");

    CommandRun run = adopt("-n", "looked-at");

    assertThat(run.status()).as(run::said).isZero();
    assertThat(run.out().lines().map(line -> line.replaceAll(" {2,}", "  ")).toList())
        .containsSubsequence(
            "checkout  Knative  1.48 USD  2.70 USD  WeightedMatrix",
            "files  Deployment  2.70 USD  1.48 USD  Blocked")
        .anySatisfy(line -> assertThat(line).startsWith("lost  not placed  -"))
        .contains(
            "3 Services: 1 could go to Knative, 1 better on a Deployment, 1 cannot be placed.");
    assertThat(run.out())
        .contains("  spec.template.spec.volumes[0]", "persistentVolumeClaim")
        .contains(
            "  no Deployment has pods with the labels of spec.selector (app=nobody): correct the selector, or create the Deployment");
    assertThat(services("looked-at")).isEqualTo(before);
  }

  @Test
  void the_page_shows_what_is_printed() {
    run("shop");
    String page = read("docs/adoption.md");

    CommandRun run = adopt("-n", "shop");

    assertThat(page)
        .contains(" adopt -n shop\n```\n")
        .contains("```text\n" + run.out() + "```")
        .contains("    # How many requests a second, over the whole day? 0.01 is a guess.\n");
    for (TrafficQueries known : TrafficQueries.KNOWN) {
      assertThat(page)
          .contains(
              "| %s | `%s` | `%s` |"
                  .formatted(
                      known.source(),
                      known.average().replaceAll(".*rate\\(|\\{.*", ""),
                      known
                          .serviceTime()
                          .orElseThrow()
                          .replaceAll("^sum\\(rate\\(|_sum\\{.*", "")));
    }
  }

  @Test
  void manifests_get_the_answer_of_the_cluster_on_which_they_run() {
    run("same");

    CommandRun running = adopt("-n", "same");
    CommandRun manifests = CommandRun.withInput(SHOP, "adopt", "-f", "-");

    assertThat(manifests.out()).isEqualTo(running.out());
  }

  @Test
  void its_blockers_are_those_of_plan() {
    CommandRun adopted = CommandRun.withInput(SHOP, "adopt", "-f", "-", "--all", "-o", "yaml");
    CommandRun survey = CommandRun.withInput(SHOP, "adopt", "-f", "-");

    PlanRun plan = PlanRun.withInput(withAnnotations(SHOP, adopted.out()), "-f", "-", "-o", "json");

    assertThat(plan.placements()).hasSize(2);
    plan.placements()
        .forEach(
            placement ->
                placement
                    .findPath("blockers")
                    .forEach(
                        blocker ->
                            assertThat(survey.out())
                                .contains(
                                    "  %s: %s"
                                        .formatted(
                                            blocker.path("field").asText(),
                                            blocker.path("message").asText()))));
    assertThat(plan.out()).contains("persistentVolumeClaim");
  }

  /** What kustomize would make of patches that name their Services. */
  private static String withAnnotations(String manifests, String patches) {
    StringBuilder patched = new StringBuilder();
    try {
      YAMLMapper yaml = new YAMLMapper();
      List<JsonNode> all = yaml.readerFor(JsonNode.class).<JsonNode>readValues(patches).readAll();
      for (JsonNode manifest :
          yaml.readerFor(JsonNode.class).<JsonNode>readValues(manifests).readAll()) {
        for (JsonNode patch : all) {
          if (manifest.path("kind").equals(patch.path("kind"))
              && manifest.at("/metadata/name").equals(patch.at("/metadata/name"))) {
            ((ObjectNode) manifest.path("metadata"))
                .set("annotations", patch.at("/metadata/annotations"));
          }
        }
        patched.append(yaml.writeValueAsString(manifest));
      }
      return patched.toString();
    } catch (IOException e) {
      throw new AssertionError(patches, e);
    }
  }

  @Test
  void a_patch_has_annotations_alone_and_asks_what_is_guessed() throws IOException {
    CommandRun run = CommandRun.withInput(SHOP, "adopt", "-f", "-", "--output", "yaml");

    assertThat(run.status()).as(run::said).isZero();
    assertThat(run.out())
        .startsWith("---\n# checkout: Knative (WeightedMatrix)\n")
        .contains(
            """
                # How many requests a second, over the whole day? 0.01 is a guess.
                workloadplacement.io/average-requests-per-second: "0.01"
            """)
        .contains("workloadplacement.io/mode: Recommend")
        .doesNotContain("files");
    JsonNode patch = new YAMLMapper().readTree(run.out());
    assertThat(patch.fieldNames()).toIterable().containsExactly("apiVersion", "kind", "metadata");
    assertThat(patch.path("metadata").fieldNames())
        .toIterable()
        .containsExactly("name", "annotations");
  }

  @Test
  void what_is_stated_is_no_question_and_counts_in_the_answer() {
    CommandRun run =
        CommandRun.withInput(
            SHOP,
            "adopt",
            "-f",
            "-",
            "-o",
            "yaml",
            "--all",
            "--set",
            "latency-target=150ms",
            "--set",
            "cold-start=800ms");

    assertThat(run.out())
        .contains("# checkout: Deployment (LatencyTargetNeedsWarmReplicas)")
        .contains("workloadplacement.io/latency-target: 150ms")
        .doesNotContain("5s is a guess");
  }

  @Test
  void where_all_is_stated_nothing_is_a_guess() {
    List<Object> stated = new ArrayList<>(List.of("adopt", "-f", "-"));
    for (String value :
        List.of(
            "traffic-pattern=Sporadic",
            "average-requests-per-second=0.01",
            "latency-target=5s",
            "cold-start=800ms")) {
      stated.addAll(List.of("--set", value));
    }

    assertThat(CommandRun.withInput(SHOP, "adopt", "-f", "-").out()).contains("is a guess in part");
    assertThat(CommandRun.withInput(SHOP, stated.toArray()).out())
        .contains("could go to Knative")
        .doesNotContain("guess");
  }

  @Test
  void a_folder_gets_a_file_for_each_service_and_a_component_that_lists_them(@TempDir Path parent)
      throws IOException {
    Path patches = parent.resolve("adopted");

    CommandRun run = CommandRun.withInput(SHOP, "adopt", "-f", "-", "--all", "-o", patches);

    assertThat(run.status()).as(run::said).isZero();
    try (var files = Files.list(patches)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("checkout.yaml", "files.yaml", "kustomization.yaml");
    }
    JsonNode component = new YAMLMapper().readTree(patches.resolve("kustomization.yaml").toFile());
    assertThat(component.path("kind").asText()).isEqualTo("Component");
    assertThat(component.findValuesAsText("path")).containsExactly("checkout.yaml", "files.yaml");
    assertThat(component.at("/patches/0/target/name").asText()).isEqualTo("checkout");

    Files.writeString(patches.resolve("files.yaml"), "answered");
    CommandRun again = CommandRun.withInput(SHOP, "adopt", "-f", "-", "--all", "-o", patches);
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err()).contains("--output: ", "checkout.yaml is there already");
    assertThat(patches.resolve("files.yaml")).hasContent("answered");
  }

  @Test
  void apply_annotates_what_could_go_and_owns_nothing_but_the_annotations() {
    run("applied");

    CommandRun run = adopt("-n", "applied", "--apply");

    assertThat(run.status()).as(run::said).isZero();
    assertThat(run.out())
        .containsSubsequence(
            "Service applied/checkout will be annotated:",
            "  workloadplacement.io/traffic-pattern: Sporadic",
            "Service applied/checkout is annotated.");
    Service checkout =
        cluster.client().services().inNamespace("applied").withName("checkout").get();
    assertThat(checkout.getMetadata().getAnnotations())
        .containsEntry("workloadplacement.io/mode", "Recommend")
        .containsEntry("workloadplacement.io/average-requests-per-second", "0.01");
    assertThat(checkout.getMetadata().getLabels()).containsEntry("team", "pay");
    assertThat(checkout.getMetadata().getManagedFields())
        .filteredOn(entry -> entry.getManager().equals("placement-adopt"))
        .extracting(ManagedFieldsEntry::getOperation)
        .containsExactly("Apply");
    for (String other : List.of("files", "lost")) {
      assertThat(
              cluster
                  .client()
                  .services()
                  .inNamespace("applied")
                  .withName(other)
                  .get()
                  .getMetadata()
                  .getAnnotations())
          .as(other)
          .satisfiesAnyOf(
              none -> assertThat(none).isNull(),
              some -> assertThat(some).doesNotContainKey("workloadplacement.io/mode"));
    }

    CommandRun again = adopt("-n", "applied", "--apply");
    assertThat(again.status()).as(again::said).isZero();
    assertThat(again.out())
        .contains("WeightedMatrix (annotated already)", "No Service is to be annotated.");
  }

  @Test
  void without_the_right_to_annotate_it_says_so_and_fails(@TempDir Path other) throws IOException {
    try (LocalCluster guarded = LocalCluster.start(Options.defaults())) {
      Path file = guarded.writeKubeconfig(other.resolve("kubeconfig"));
      try (KubernetesClient admin =
          new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(file.toFile())).build()) {
        for (String name : List.of("workloadplacements", "placementpolicies")) {
          Path definition = PlanRun.ROOT.resolve("crds/" + name + ".workloadplacement.io.yaml");
          admin.resource(Files.readString(definition)).serverSideApply();
        }
        admin
            .load(new ByteArrayInputStream(SHOP.getBytes(StandardCharsets.UTF_8)))
            .items()
            .forEach(object -> admin.resource(object).inNamespace("default").create());
      }
      guarded.intercept(new ReadOnly());

      CommandRun run = CommandRun.of("adopt", "-n", "default", "--apply", "--kubeconfig", file);

      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).contains("default/checkout: you may not annotate the Service: ");
    }
  }

  /** Somebody with the role view. */
  private record ReadOnly() implements Interceptor {
    @Override
    public Optional<Answer> before(Request request) {
      return request.method().equals("PATCH")
          ? Optional.of(Answer.refusal(403, "Forbidden", "may not patch services"))
          : Optional.empty();
    }
  }

  @Test
  void all_namespaces_are_looked_at_but_those_of_the_cluster() {
    run("everywhere-1");
    run("everywhere-2");
    cluster
        .client()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName("kube-system").endMetadata().build())
        .serverSideApply();

    CommandRun run = adopt("-A");

    assertThat(run.status()).as(run::said).isZero();
    assertThat(run.out())
        .contains("everywhere-1/checkout", "everywhere-2/files")
        .doesNotContain("default/kubernetes");
    assertThat(run.err()).contains("kube-system is left out: -n kube-system looks at it");
  }

  @Test
  void two_services_of_one_deployment_are_told_apart() {
    String second =
        """
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: checkout-admin}
        spec: {selector: {app: checkout}, ports: [{name: http, port: 81, targetPort: 8080}]}
        """;

    CommandRun run = CommandRun.withInput(SHOP + second, "adopt", "-f", "-");

    assertThat(run.out())
        .contains("  Deployment 'checkout' is already managed by WorkloadPlacement 'checkout'")
        .as("there are no annotations yet")
        .doesNotContain("remove the annotations");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-f - -A | -A, --apply, --kubeconfig and --context are for a cluster",
        "-f - --apply | are for a cluster, and -f is for files",
        "-n shop -A | -n and -A exclude each other",
        "-f - -o json | 'json' is no output: write text, yaml or a folder",
        "-f - --prometheus localhost | 'localhost' is no address of a Prometheus",
        "-f - --prometheus http://:9 | is no address of a Prometheus",
        "-f - --prometheus http://a:9 --window week | --window: 'week' is no time of Prometheus",
        "-f - --query-rate up | have a use with --prometheus only",
        "-f - --prometheus http://a:9 --query-peak up | stand beside --query-rate",
        "-f - --set latency-target=soon | --set latency-target: 'soon' is no duration",
        "-f - --set latency=2s | --set latency: is not known"
      })
  void a_wrong_command_line_is_refused_in_a_sentence(String arguments, String sentence) {
    CommandRun run = CommandRun.of((Object[]) ("adopt " + arguments).split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(sentence).contains("Try: placement adopt --help");
  }

  @Test
  void a_namespace_that_is_not_there_or_holds_nothing_is_a_sentence() {
    CommandRun absent = adopt("-n", "nowhere");
    assertThat(absent.status()).isEqualTo(1);
    assertThat(absent.err())
        .isEqualTo(
            "There is no namespace 'nowhere': kubectl get namespaces shows which there are\n");

    CommandRun empty = adopt("-n", "default");
    assertThat(empty.status()).isEqualTo(1);
    assertThat(empty.err())
        .isEqualTo("There is no Service to look at in the namespace 'default'\n");
  }
}
