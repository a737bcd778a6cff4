package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.workloadplacement.reconcile.object.NamespaceObjects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The objects of the input, as a cluster would have them once they were applied: among them what
 * Kubernetes makes of a StatefulSet and KEDA of a ScaledObject.
 */
final class DeclaredObjects {

  /** An owner reference has one; the input has none. */
  private static final String UID = "declared";

  private final Map<String, List<HasMetadata>> namespaces = new HashMap<>();
  private final List<GenericKubernetesResource> workloads = new ArrayList<>();

  /** Adds an object of a namespace. */
  void add(HasMetadata object) {
    namespaces
        .computeIfAbsent(object.getMetadata().getNamespace(), any -> new ArrayList<>())
        .add(object);
  }

  /** Adds the pods that a workload other than a Deployment would have. */
  void addWorkload(GenericKubernetesResource workload) {
    workloads.add(workload);
  }

  /** Adds the HorizontalPodAutoscaler that KEDA keeps for a ScaledObject. */
  void addScaledObject(GenericKubernetesResource scaledObject) {
    autoscaler(scaledObject).ifPresent(this::add);
  }

  /** The objects of a namespace. */
  NamespaceObjects in(String namespace) {
    List<HasMetadata> declared = namespaces.getOrDefault(namespace, List.of());
    return new Declared(
        Stream.concat(
                declared.stream(),
                workloads.stream()
                    .filter(workload -> workload.getMetadata().getNamespace().equals(namespace))
                    .flatMap(workload -> pod(workload, declared).stream()))
            .toList());
  }

  private record Declared(List<HasMetadata> objects) implements NamespaceObjects {

    @Override
    public <T extends HasMetadata> List<T> all(Class<T> kind) {
      return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public List<GenericKubernetesResource> all(ResourceDefinitionContext kind) {
      return all(GenericKubernetesResource.class).stream()
          .filter(object -> kind.getKind().equals(object.getKind()))
          .filter(object -> object.getApiVersion().startsWith(kind.getGroup() + "/"))
          .toList();
    }
  }

  /** One pod stands for all: they have the same labels. */
  private static Optional<Pod> pod(GenericKubernetesResource workload, List<HasMetadata> declared) {
    boolean none = Objects.equals(value(workload, "spec", "replicas"), 0);
    Object labels =
        Stream.of(
                value(workload, "spec", "template", "metadata", "labels"),
                value(workload, "spec", "jobTemplate", "spec", "template", "metadata", "labels"),
                labelsOfDeployment(value(workload, "spec", "workloadRef", "name"), declared))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(Map.of());
    if (none || !(labels instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    return Optional.of(
        new PodBuilder()
            .withNewMetadata()
            .withName(workload.getMetadata().getName())
            .withNamespace(workload.getMetadata().getNamespace())
            .withLabels(texts(map))
            .addNewOwnerReference()
            .withApiVersion(workload.getApiVersion())
            .withKind(workload.getKind())
            .withName(workload.getMetadata().getName())
            .withUid(UID)
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .build());
  }

  /** A Rollout may take the template of a Deployment, which it keeps at zero. */
  private static @Nullable Map<String, String> labelsOfDeployment(
      @Nullable Object name, List<HasMetadata> declared) {
    return declared.stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .filter(Deployment.class::isInstance)
        .map(object -> ((Deployment) object).getSpec().getTemplate().getMetadata())
        .filter(Objects::nonNull)
        .map(metadata -> metadata.getLabels())
        .findFirst()
        .orElse(null);
  }

  private static Map<String, String> texts(Map<?, ?> labels) {
    Map<String, String> texts = new HashMap<>();
    labels.forEach((key, value) -> texts.put(key.toString(), Objects.toString(value, "")));
    return texts;
  }

  private static Optional<HorizontalPodAutoscaler> autoscaler(GenericKubernetesResource scaled) {
    String name = scaled.getMetadata().getName();
    Object target = value(scaled, "spec", "scaleTargetRef", "name");
    Object kind = value(scaled, "spec", "scaleTargetRef", "kind");
    Object own = value(scaled, "spec", "advanced", "horizontalPodAutoscalerConfig", "name");
    if (target == null) {
      return Optional.empty();
    }
    return Optional.of(
        new HorizontalPodAutoscalerBuilder()
            .withNewMetadata()
            .withName(Objects.toString(own, "keda-hpa-" + name))
            .withNamespace(scaled.getMetadata().getNamespace())
            .addNewOwnerReference()
            .withApiVersion(scaled.getApiVersion())
            .withKind(scaled.getKind())
            .withName(name)
            .withUid(UID)
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .withNewSpec()
            .withNewScaleTargetRef()
            .withApiVersion("apps/v1")
            .withKind(Objects.toString(kind, "Deployment"))
            .withName(target.toString())
            .endScaleTargetRef()
            .endSpec()
            .build());
  }

  /** A value on a path; null where the path ends in something else. */
  private static @Nullable Object value(GenericKubernetesResource object, String... path) {
    Object at = object.getAdditionalProperties();
    for (String name : path) {
      at = at instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return at;
  }
}
