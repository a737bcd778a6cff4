package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.Application;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code plan} says of a folder, the operator says once the folder is applied. */
class PlanIsWhatTheClusterSaysTest {

  private static final Path FOLDERS = PlanRun.FILES.resolve("folders");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path temporary;
  private static LocalCluster cluster;
  private static KubernetesClient client;
  private static Application operator;

  /**
   * What is said of a placement, or of a Service that gets none.
   *
   * @param refusal why it is not carried out; empty where it is
   */
  private record Saying(
      String target,
      String reason,
      String message,
      List<Blocker> blockers,
      List<String> notes,
      String refusal) {

    static Saying of(DecisionStatus decision, String refusal) {
      return new Saying(
          decision.target().toString(),
          decision.reason(),
          decision.message(),
          decision.blockers(),
          decision.notes(),
          refusal);
    }

    static Saying refusal(String words) {
      return new Saying("", "", "", List.of(), List.of(), words);
    }
  }

  static Stream<String> folders() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDERS)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
    }
  }

  @BeforeAll
  static void start() throws IOException {
    cluster =
        LocalCluster.start(Options.defaults().withPodStart(Duration.ofMillis(20)).withSpeed(100));
    Path kubeconfig = cluster.writeKubeconfig(temporary.resolve("kubeconfig"));
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    for (String name : List.of("workloadplacements", "placementpolicies")) {
      Path file = PlanRun.ROOT.resolve("crds/" + name + ".workloadplacement.io.yaml");
      client.resource(Files.readString(file)).serverSideApply();
    }
    define("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes");
    define("keda.sh", "v1alpha1", "ScaledObject", "scaledobjects");
    define("autoscaling.k8s.io", "v1", "VerticalPodAutoscaler", "verticalpodautoscalers");
    operator = QuickOperator.start(cluster, kubeconfig);
  }

  private static void define(String group, String version, String kind, String plural) {
    client
        .resource(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: %4$s.%1$s, annotations: {api-approved.kubernetes.io: unapproved}}
            spec:
              group: %1$s
              scope: Namespaced
              names: {kind: %3$s, plural: %4$s, singular: %5$s}
              versions:
                - name: %2$s
                  served: true
                  storage: true
                  schema:
                    openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """
                .formatted(group, version, kind, plural, kind.toLowerCase(java.util.Locale.ROOT)))
        .create();
  }

  @AfterAll
  static void stop() {
    operator.close();
    client.close();
    cluster.close();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void what_plan_says_of_a_folder_the_cluster_says_of_it(String folder) throws IOException {
    PlanRun run = PlanRun.of("-f", FOLDERS.resolve(folder), "-n", folder, "-o", "json");
    Map<String, Saying> planned = planned(run);

    apply(folder);

    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> said(folder, planned).equals(planned));
    } catch (ConditionTimeoutException e) {
      assertThat(said(folder, planned)).isEqualTo(planned);
    }
    assertThat(run.status())
        .as(run.toString())
        .isEqualTo(planned.values().stream().allMatch(one -> one.refusal().isEmpty()) ? 0 : 1);
  }

  private static Map<String, Saying> planned(PlanRun run) throws IOException {
    Map<String, Saying> planned = new TreeMap<>();
    for (JsonNode placement : run.placements()) {
      planned.put(
          placement.get("name").asText(),
          Saying.of(
              JSON.treeToValue(placement, DecisionStatus.class),
              placement.at("/refusals/0").asText("")));
    }
    for (String fault : run.errors()) {
      // file:line:column: document n, Kind name: what is wrong
      String[] parts = fault.split(": ", 3);
      planned.put(
          parts[1].substring(parts[1].lastIndexOf(' ') + 1),
          Saying.refusal(parts[2].replace("metadata.annotations.", "")));
    }
    assertThat(planned).isNotEmpty();
    return planned;
  }

  /** What the cluster says of the same placements and Services. */
  private static Map<String, Saying> said(String namespace, Map<String, Saying> planned) {
    Map<String, Saying> said = new TreeMap<>();
    for (String name : planned.keySet()) {
      WorkloadPlacement placement =
          client.resources(WorkloadPlacement.class).inNamespace(namespace).withName(name).get();
      if (placement == null) {
        said.put(name, Saying.refusal(lastEvent(namespace, name)));
      } else if (placement.getStatus() != null) {
        String refusal =
            placement.getStatus().conditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .filter(ready -> List.of("Invalid", "Conflict").contains(ready.getReason()))
                .map(Condition::getMessage)
                .findFirst()
                .orElse("");
        said.put(
            name,
            placement.getStatus().decision() == null
                ? Saying.refusal(refusal)
                : Saying.of(placement.getStatus().decision(), refusal));
      }
    }
    return said;
  }

  private static String lastEvent(String namespace, String service) {
    return client.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> service.equals(event.getInvolvedObject().getName()))
        .filter(event -> "NotPlaced".equals(event.getReason()))
        .max(Comparator.comparing(Event::getLastTimestamp))
        .map(event -> event.getMessage().replaceAll("[.]$", ""))
        .orElse("");
  }

  /** Applies a folder to the namespace of its name, the placements last. */
  private static void apply(String folder) throws IOException {
    List<ObjectNode> objects = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDERS.resolve(folder))) {
      for (Path file : files.sorted().toList()) {
        ManifestText.read(file.toString(), Files.readString(file))
            .documents()
            .forEach(document -> objects.add(document.content()));
      }
    }
    if (objects.stream().noneMatch(object -> object.path("kind").asText().equals("Namespace"))) {
      client
          .resource(new NamespaceBuilder().withNewMetadata().withName(folder).endMetadata().build())
          .create();
    }
    List<String> last = List.of("Service", "WorkloadPlacement");
    Stream.concat(
            objects.stream().filter(object -> !last.contains(object.get("kind").asText())),
            objects.stream().filter(object -> last.contains(object.get("kind").asText())))
        .forEach(object -> create(object, folder));
  }

  private static void create(ObjectNode object, String namespace) {
    String kind = object.get("kind").asText();
    if (!List.of("Namespace", "PlacementPolicy").contains(kind)) {
      ((ObjectNode) object.get("metadata")).put("namespace", namespace);
    }
    try {
      HasMetadata created = client.resource((HasMetadata) read(object.toString())).create();
      if (kind.equals("ScaledObject")) {
        client.resource(asKedaWould((GenericKubernetesResource) created)).create();
      }
    } catch (KubernetesClientException e) {
      // The simulated cluster has no policies of the network, so none bears upon a decision there.
      assertThat(kind).as(e.getMessage()).isEqualTo("NetworkPolicy");
    }
  }

  private static Object read(String json) {
    return Serialization.unmarshal(
        new ByteArrayInputStream(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static HorizontalPodAutoscaler asKedaWould(GenericKubernetesResource scaledObject) {
    return new HorizontalPodAutoscalerBuilder()
        .withNewMetadata()
        .withName("keda-hpa-" + scaledObject.getMetadata().getName())
        .withNamespace(scaledObject.getMetadata().getNamespace())
        .addNewOwnerReference()
        .withApiVersion(scaledObject.getApiVersion())
        .withKind(scaledObject.getKind())
        .withName(scaledObject.getMetadata().getName())
        .withUid(scaledObject.getMetadata().getUid())
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withMaxReplicas(10)
        .withNewScaleTargetRef()
        .withApiVersion("apps/v1")
        .withKind("Deployment")
        .withName(scaledObject.<String>get("spec", "scaleTargetRef", "name"))
        .endScaleTargetRef()
        .endSpec()
        .build();
  }
}
