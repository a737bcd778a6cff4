package io.workloadplacement.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Words for objects that cannot be used, and what is known of them nevertheless. */
final class ManifestFaults {

  private ManifestFaults() {}

  /** Why a manifest cannot be read as an object of its kind. */
  static String of(RuntimeException failure, String kind) {
    String field =
        Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
            .filter(JsonMappingException.class::isInstance)
            .map(cause -> path((JsonMappingException) cause))
            .filter(path -> !path.isEmpty())
            .findFirst()
            .orElse("");
    String why =
        Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
            .filter(JsonProcessingException.class::isInstance)
            .map(cause -> ((JsonProcessingException) cause).getOriginalMessage())
            .map(message -> message.lines().findFirst().orElse(""))
            .findFirst()
            .orElse("");
    return field.isEmpty()
        ? "cannot be read as %s: %s".formatted(kind, why)
        : "%s: is not what %s has there: see kubectl explain".formatted(field, kind);
  }

  private static String path(JsonMappingException failure) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : failure.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  /** Of a Deployment that is refused, what selects it: its name and the labels of its pods. */
  static Deployment deployment(ManifestDocument document, String defaultNamespace) {
    Map<String, String> labels = new HashMap<>();
    document
        .at("/spec/template/metadata/labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(document.name())
        .withNamespace(document.namespace().isEmpty() ? defaultNamespace : document.namespace())
        .endMetadata()
        .withNewSpec()
        .withNewSelector()
        .withMatchLabels(labels)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withName(document.name())
        .withLabels(labels)
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }

  /** Objects in numbers, such as {@code 2 ConfigMap, 1 Role}. */
  static String byKind(List<ManifestDocument> documents) {
    return documents.stream()
        .collect(Collectors.groupingBy(ManifestDocument::kind, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(kind -> kind.getValue() + " " + kind.getKey())
        .collect(Collectors.joining(", "));
  }
}
