package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.app.Application;
import io.workloadplacement.local.LocalCluster;
import io.workloadplacement.local.Options;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One cluster with an operator, to which folders are applied, each to a namespace of its name. */
final class FolderCluster implements BeforeAllCallback, AfterAllCallback {

  private static final List<String> MANIFESTS = List.of(".yaml", ".yml");

  private final AppliedManifests applied = new AppliedManifests();
  private LocalCluster cluster;
  private KubernetesClient client;
  private Application operator;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    cluster =
        LocalCluster.start(Options.defaults().withPodStart(Duration.ofMillis(20)).withSpeed(100));
    cluster.intercept(applied);
    Path kubeconfig = cluster.writeKubeconfig(Files.createTempFile("folders", ".kubeconfig"));
    kubeconfig.toFile().deleteOnExit();
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
    define("apps", "v1", "StatefulSet", "statefulsets");
    define("apps", "v1", "DaemonSet", "daemonsets");
    define("batch", "v1", "Job", "jobs");
    define("argoproj.io", "v1alpha1", "Rollout", "rollouts");
    operator = QuickOperator.start(cluster, kubeconfig);
  }

  private void define(String group, String version, String kind, String plural) {
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
                .formatted(group, version, kind, plural, kind.toLowerCase(Locale.ROOT)))
        .create();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    operator.close();
    client.close();
    cluster.close();
  }

  /**
   * Plans a folder, applies it, and waits until the cluster says the same in the same words, and
   * has been given the manifests of the plan.
   */
  void saysWhatPlanSays(Path folder) throws IOException {
    String namespace = folder.getFileName().toString();
    List<Object> arguments = new ArrayList<>(List.of("-n", namespace, "-o", "json", "--manifests"));
    for (Path file : files(folder)) {
      arguments.addAll(List.of("-f", file));
    }
    PlanRun run = PlanRun.of(arguments.toArray());
    Map<String, Saying> planned = Saying.planned(run);

    apply(folder, namespace);

    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> said(namespace, planned).equals(planned));
    } catch (ConditionTimeoutException e) {
      assertThat(said(namespace, planned)).isEqualTo(planned);
    }
    Set<JsonNode> manifests = AppliedManifests.planned(run);
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> applied.in(namespace).containsAll(manifests));
    } catch (ConditionTimeoutException e) {
      assertThat(applied.in(namespace)).containsAll(manifests);
    }
    assertThat(run.status())
        .as(run.toString())
        .isEqualTo(planned.values().stream().allMatch(one -> one.refusal().isEmpty()) ? 0 : 1);
  }

  /** What the cluster says of the same placements and Services. */
  private Map<String, Saying> said(String namespace, Map<String, Saying> planned) {
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

  private String lastEvent(String namespace, String service) {
    return client.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> service.equals(event.getInvolvedObject().getName()))
        .filter(event -> "NotPlaced".equals(event.getReason()))
        .max(Comparator.comparing(Event::getLastTimestamp))
        .map(event -> event.getMessage().replaceAll("[.]$", ""))
        .orElse("");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> MANIFESTS.stream().anyMatch(file.toString()::endsWith))
          .sorted()
          .toList();
    }
  }

  /** The Services and placements last. */
  private void apply(Path folder, String namespace) throws IOException {
    List<ObjectNode> objects = new ArrayList<>();
    for (Path file : files(folder)) {
      ManifestText.read(file.toString(), Files.readString(file))
          .documents()
          .forEach(document -> objects.add(document.content()));
    }
    if (objects.stream().noneMatch(object -> object.path("kind").asText().equals("Namespace"))) {
      client
          .resource(
              new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
          .create();
    }
    List<String> last = List.of("Service", "WorkloadPlacement");
    Stream.concat(
            objects.stream().filter(object -> !last.contains(object.get("kind").asText())),
            objects.stream().filter(object -> last.contains(object.get("kind").asText())))
        .forEach(object -> create(object, namespace));
  }

  private void create(ObjectNode object, String namespace) {
    String kind = object.get("kind").asText();
    if (!List.of("Namespace", "PlacementPolicy").contains(kind)) {
      ((ObjectNode) object.get("metadata")).put("namespace", namespace);
    }
    HasMetadata created = client.resource((HasMetadata) read(object.toString())).create();
    switch (kind) {
      case "ScaledObject" ->
          client.resource(asKedaWould((GenericKubernetesResource) created)).create();
      case "StatefulSet", "DaemonSet", "Job" -> client.resource(pod(object, created)).create();
      case "Rollout" -> client.resource(replicaSet(object, created)).create();
      default -> {}
    }
  }

  /** As the controller of its owner would make it. */
  private static Pod pod(ObjectNode owner, HasMetadata created) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(created.getMetadata().getName() + "-0")
        .withNamespace(created.getMetadata().getNamespace())
        .withLabels(labels(owner))
        .withOwnerReferences(reference(created))
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage("registry.example/app:1")
        .endContainer()
        .endSpec()
        .build();
  }

  private static ReplicaSet replicaSet(ObjectNode owner, HasMetadata created) {
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withName(created.getMetadata().getName() + "-58cf8b6d9")
        .withNamespace(created.getMetadata().getNamespace())
        .withOwnerReferences(reference(created))
        .endMetadata()
        .withNewSpec()
        .withReplicas(1)
        .withNewSelector()
        .withMatchLabels(labels(owner))
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels(owner))
        .endMetadata()
        .withSpec(pod(owner, created).getSpec())
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Map<String, String> labels(ObjectNode owner) {
    Map<String, String> labels = new TreeMap<>();
    owner
        .at("/spec/template/metadata/labels")
        .fields()
        .forEachRemaining(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }

  private static OwnerReference reference(HasMetadata owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .build();
  }

  private static Object read(String json) {
    return Serialization.unmarshal(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
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
