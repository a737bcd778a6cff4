package io.workloadplacement.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.workloadplacement.api.v1alpha1.Target;

/** A placement as a user writes it. Each word gives a new one, the old one stays as it was. */
record WrittenPlacement(ObjectNode manifest) {

  private static final YAMLMapper YAML = new YAMLMapper();

  private static final String BASE =
      """
      apiVersion: workloadplacement.io/v1alpha1
      kind: WorkloadPlacement
      metadata: {name: checkout}
      spec:
        template:
          spec:
            containers:
              - name: app
                image: registry.example/checkout:1
                ports: [{containerPort: 8080}]
                resources: {requests: {cpu: 100m, memory: 64Mi}}
        migration: {drainPeriod: 1s}
      """;

  /** So much traffic all day that a Deployment is decided. */
  static WrittenPlacement steady(String name) {
    return new WrittenPlacement(tree(BASE))
        .named(name)
        .with(
            """
            spec:
              traffic: {pattern: Steady, averageRequestsPerSecond: "40", serviceTime: 35ms}
              latency: {target: 150ms, coldStart: 800ms}
            """);
  }

  /** So few requests that Knative is decided. */
  static WrittenPlacement sporadic(String name) {
    return new WrittenPlacement(tree(BASE))
        .named(name)
        .with(
            """
            spec:
              traffic: {pattern: Sporadic, averageRequestsPerSecond: "0.002", serviceTime: 50ms}
              latency: {target: 5s, coldStart: 1500ms}
            """);
  }

  WrittenPlacement named(String name) {
    return with("metadata: {name: " + name + "}");
  }

  WrittenPlacement image(String image) {
    WrittenPlacement copy = with("{}");
    ObjectNode container = (ObjectNode) copy.manifest.at("/spec/template/spec/containers/0");
    container.put("image", image);
    return copy;
  }

  /** More of the only container; lists are replaced. */
  WrittenPlacement container(String yaml) {
    WrittenPlacement copy = with("{}");
    merge((ObjectNode) copy.manifest.at("/spec/template/spec/containers/0"), tree(yaml));
    return copy;
  }

  WrittenPlacement pinnedTo(Target target) {
    return with("spec: {placement: {mode: Pinned, target: " + target + "}}");
  }

  /** More of the manifest: objects are merged, anything else is replaced, null takes away. */
  WrittenPlacement with(String yaml) {
    ObjectNode copy = manifest.deepCopy();
    merge(copy, tree(yaml));
    return new WrittenPlacement(copy);
  }

  String name() {
    return manifest.at("/metadata/name").asText();
  }

  private static void merge(ObjectNode into, JsonNode patch) {
    patch
        .fields()
        .forEachRemaining(
            field -> {
              JsonNode value = field.getValue();
              if (value.isNull()) {
                into.remove(field.getKey());
              } else if (value.isObject() && into.path(field.getKey()).isObject()) {
                merge((ObjectNode) into.get(field.getKey()), value);
              } else {
                into.set(field.getKey(), value);
              }
            });
  }

  private static ObjectNode tree(String yaml) {
    try {
      return (ObjectNode) YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(yaml, e);
    }
  }
}
