package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.workloadplacement.local.Kubectl;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people hand to {@code local --apply} by mistake, or as it comes from real folders. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManifestApplierTest {

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 1
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: app, image: example.com/web:1}]}
      """;

  private static final String PLACEMENT =
      """
      apiVersion: workloadplacement.io/v1alpha1
      kind: WorkloadPlacement
      metadata: {name: wp}
      spec:
        traffic: {pattern: Sporadic, averageRequestsPerSecond: "0.01"}
        latency: {target: 2s}
        workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      """;

  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: things.example.com}
      spec:
        group: example.com
        scope: Namespaced
        names: {kind: Thing, plural: things}
        versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
      """;

  @TempDir static Path folder;

  private LocalCluster cluster;
  private KubernetesClient client;
  private final List<String> notes = new ArrayList<>();

  @BeforeAll
  void start() throws IOException {
    cluster = LocalCluster.start(Options.defaults());
    Path kubeconfig = cluster.writeKubeconfig(folder.resolve("kubeconfig"));
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
            .build();
    for (String kind : List.of("workloadplacements", "placementpolicies")) {
      apply(Files.readString(PlanRun.ROOT.resolve("crds/" + kind + ".workloadplacement.io.yaml")));
    }
    assertThat(notes).isEmpty();
  }

  @AfterAll
  void stop() {
    client.close();
    cluster.close();
  }

  private ManifestApplier.Outcome apply(String text) {
    return apply(text.getBytes(StandardCharsets.UTF_8));
  }

  private ManifestApplier.Outcome apply(byte[] content) {
    InputStream in = new ByteArrayInputStream(content);
    ManifestReader reader = new ManifestReader(in);
    List<ManifestDocument> documents = reader.read(List.of("-"));
    notes.clear();
    notes.addAll(reader.faults());
    notes.addAll(reader.skipped());
    return new ManifestApplier(client, notes::add).apply(documents);
  }

  static Stream<String> brokenInputs() {
    return Stream.of(
        // No objects at all.
        "\u0000\u0001\u0002\u007fELF",
        "hello",
        "- 1\n- 2",
        "a: 1\na: 2",
        "\ta: 1",
        "{\"apiVersion\": \"v1\",",
        "metadata: {name: {{ .Release.Name }}}",
        "replicaCount: 1\nimage: {repository: nginx}",
        "resources: [deployment.yaml]",
        "kind: Deployment\nmetadata: {name: web}",
        "apiVersion: v1\nmetadata: {name: web}",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]",
        // Kinds that are not here.
        DEPLOYMENT.replace("kind: Deployment", "kind: StatefulSet"),
        DEPLOYMENT.replace("apps/v1", "extensions/v1beta1"),
        DEPLOYMENT.replace("apps/v1", "apps/v1/x"),
        DEPLOYMENT.replace("apps/v1", "'a b/c?d'"),
        PLACEMENT.replace("v1alpha1", "v7"),
        "apiVersion: gadgets.example.com/v1\nkind: Gadget\nmetadata: {name: g}",
        // Metadata.
        DEPLOYMENT.replace("metadata: {name: web}\n", ""),
        DEPLOYMENT.replace("metadata: {name: web}\n", "metadata: web\n"),
        DEPLOYMENT.replace("metadata: {name: web}\n", "metadata: [name]\n"),
        DEPLOYMENT.replace("{name: web}", "{name: ''}"),
        DEPLOYMENT.replace("{name: web}", "{name: 'a/b'}"),
        DEPLOYMENT.replace("{name: web}", "{name: Web}"),
        DEPLOYMENT.replace("{name: web}", "{name: 7}"),
        DEPLOYMENT.replace("{name: web}", "{name: web, namespace: '../x'}"),
        DEPLOYMENT.replace("{name: web}", "{name: web, namespace: [a]}"),
        DEPLOYMENT.replace("{name: web}", "{name: web, labels: [a]}"),
        DEPLOYMENT.replace("{name: web}", "{name: web, annotations: {a: 1}}"),
        DEPLOYMENT.replace("{name: web}", "{name: web, annotations: x}"),
        DEPLOYMENT.replace("{name: web}", "{name: web, ownerReferences: {a: b}}"),
        PLACEMENT.replace("{name: wp}", "{name: wp, labels: {a: true}}"),
        PLACEMENT.replace("{name: wp}", "{name: wp, finalizers: x}"),
        // Content.
        DEPLOYMENT.replace("replicas: 1", "replicas: three"),
        DEPLOYMENT.replace("replicas: 1", "replicas: 1.5"),
        DEPLOYMENT.replace("replicas: 1", "replicas: 99999999999999999999"),
        DEPLOYMENT.replace("replicas: 1", "replicas: -1"),
        DEPLOYMENT.replace("replicas: 1", "replica: 1"),
        DEPLOYMENT.replace("containers: [{", "containers: {a: {").replace("}]}", "}}}"),
        DEPLOYMENT.replace("[{name: app, image: example.com/web:1}]", "[]"),
        DEPLOYMENT.replace("[{name: app, image: example.com/web:1}]", "[x]"),
        DEPLOYMENT.replace("image: example.com", "ports: [{containerPort: x}], image: example.com"),
        DEPLOYMENT.replace("matchLabels: {app: web}", "matchLabels: {app: other}"),
        DEPLOYMENT.replace("matchLabels: {app: web}", "matchExpressions: [{key: a, operator: Is}]"),
        DEPLOYMENT.replaceFirst("(?s)spec:.*", "spec: text"),
        PLACEMENT.replaceFirst("(?s)spec:.*", "spec: null"),
        PLACEMENT.replaceFirst("(?s)spec:.*", "spec: []"),
        PLACEMENT.replace("\"0.01\"", "0.01"),
        PLACEMENT.replace("target: 2s", "target: {a: b}"),
        "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: http}]}",
        "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 99999}]}",
        "apiVersion: v1\nkind: Service\nmetadata: {name: 1s}\nspec: {ports: [{port: 80}]}",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: 1}",
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: A_b}",
        DEFINITION.replaceFirst("versions: .*", "versions: []"),
        DEFINITION.replaceFirst("versions: .*", "versions: x"),
        DEFINITION.replace("names: {kind: Thing, plural: things}", "names: x"),
        DEFINITION.replace("{type: object}", "{type: thing}"),
        DEFINITION.replace("{type: object}", "x"),
        DEFINITION.replace(
            "{type: object}", "{type: object, x-kubernetes-validations: [{rule: 'self.'}]}"));
  }

  @ParameterizedTest
  @MethodSource("brokenInputs")
  void what_cannot_be_applied_is_told_in_one_line_that_a_person_understands(String input) {
    ManifestApplier.Outcome outcome = apply(input);

    assertThat(outcome.applied()).as(notes.toString()).isZero();
    assertThat(notes)
        .isNotEmpty()
        .allSatisfy(
            note ->
                assertThat(note)
                    .doesNotContain(
                        "Exception", "\tat ", "Internal error", "java.", "null pointer"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/b", "A", "-a", "a.b"})
  void what_is_no_name_of_a_namespace_is_refused_before_it_is_part_of_an_address(String name) {
    apply(DEPLOYMENT.replace("{name: web}", "{name: web, namespace: '" + name + "'}"));

    assertThat(notes)
        .anyMatch(
            note ->
                note.endsWith(
                    "metadata.namespace: '%s' is no name of a namespace: write at most 63 small letters, digits and -"
                        .formatted(name)));
  }

  @Test
  void the_rest_of_a_folder_is_applied_whatever_stands_beside_it() throws IOException {
    Path mixed = Files.createDirectories(folder.resolve("mixed"));
    Files.write(mixed.resolve("a.yaml"), new byte[] {0, 1, 2, (byte) 0xff});
    Files.writeString(mixed.resolve("b.yaml"), DEPLOYMENT.replace("Deployment", "DaemonSet"));
    Files.writeString(mixed.resolve("c.yaml"), DEPLOYMENT.replace("name: web", "name: taken-in"));
    Files.writeString(mixed.resolve("values.yaml"), "replicas: 1");
    ManifestReader reader = new ManifestReader(InputStream.nullInputStream());
    List<ManifestDocument> documents = reader.read(List.of(mixed.toString()));
    notes.clear();

    ManifestApplier.Outcome outcome = new ManifestApplier(client, notes::add).apply(documents);

    assertThat(outcome.applied()).isEqualTo(1);
    assertThat(outcome.refused()).as("a DaemonSet is sound, and not for here").isZero();
    assertThat(reader.faults()).anyMatch(fault -> fault.contains("a.yaml"));
    assertThat(notes)
        .anyMatch(
            note -> note.contains("b.yaml:1:1") && note.contains("skipped: the local mode has no"));
    assertThat(client.apps().deployments().inNamespace("default").withName("taken-in").get())
        .isNotNull();
  }

  @Test
  void namespaces_and_definitions_come_first_and_missing_namespaces_are_made() {
    ManifestApplier.Outcome outcome =
        apply(
            """
            apiVersion: example.com/v1
            kind: Thing
            metadata: {name: one, namespace: late}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: one, namespace: unnamed}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: late, labels: {team: pay}}
            ---
            """
                + DEFINITION);

    assertThat(outcome.applied()).as(notes.toString()).isEqualTo(4);
    assertThat(notes).singleElement().asString().contains("namespace unnamed", "made");
    assertThat(client.namespaces().withName("late").get().getMetadata().getLabels())
        .containsEntry("team", "pay");
  }

  @Test
  void an_object_that_stands_there_twice_is_merged_as_kubectl_apply_would() {
    ManifestApplier.Outcome outcome =
        apply(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: twice}
            data: {a: "1", b: "1"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: twice}
            data: {b: "2"}
            """);

    assertThat(outcome.applied()).as(notes.toString()).isEqualTo(2);
    assertThat(client.configMaps().inNamespace("default").withName("twice").get().getData())
        .isEqualTo(Map.of("a", "1", "b", "2"));
  }

  @Test
  void objects_carry_what_the_next_kubectl_apply_compares_with() {
    apply(DEPLOYMENT.replace("name: web", "name: edited"));

    GenericKubernetesResource applied =
        client
            .genericKubernetesResources("apps/v1", "Deployment")
            .inNamespace("default")
            .withName("edited")
            .get();
    assertThat(applied.getMetadata().getAnnotations())
        .hasEntrySatisfying(
            "kubectl.kubernetes.io/last-applied-configuration",
            last ->
                assertThat(last)
                    .startsWith("{\"apiVersion\":\"apps/v1\"")
                    .contains("\"annotations\":{}", "\"namespace\":\"default\"")
                    .endsWith("\n"));
    assertThat(applied.getMetadata().getManagedFields())
        .anyMatch(entry -> entry.getManager().equals("kubectl-client-side-apply"));
  }

  @Test
  void kubectl_goes_on_with_what_was_applied(@TempDir Path cache) throws Exception {
    String manifest =
        PLACEMENT.replace("name: wp", "name: sample, annotations: {note: 'a < b & 5 €'}");
    apply(manifest);
    Kubectl kubectl =
        new Kubectl(cache, cluster.writeKubeconfig(cache.resolve("kubectl.kubeconfig")));

    assertThat(kubectl.apply(manifest).output())
        .isEqualTo("workloadplacement.workloadplacement.io/sample unchanged\n");
    assertThat(kubectl.apply(manifest.replace("target: 2s", "target: 3s")).output())
        .isEqualTo("workloadplacement.workloadplacement.io/sample configured\n");
    assertThat(kubectl.run("delete", "wp", "sample").output()).contains("deleted");
  }
}
