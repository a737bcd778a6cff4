package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.workloadplacement.api.v1alpha1.QuantityText;
import java.util.Iterator;
import java.util.List;

/**
 * Pod templates as they come back from the API server, as far as that rewrites what it was given:
 * what is applied can then be compared with what is there, and a template means the same hash
 * however it is spelled.
 */
final class CanonicalTemplate {

  private static final List<String> CONTAINERS = List.of("containers", "initContainers");
  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");

  private CanonicalTemplate() {}

  static PodTemplateSpec of(PodTemplateSpec template) {
    return ModelTree.model(tree(template), PodTemplateSpec.class);
  }

  static ObjectNode tree(PodTemplateSpec template) {
    ObjectNode tree = ModelTree.tree(template);
    withoutNulls(tree);
    for (String list : CONTAINERS) {
      for (JsonNode container : tree.path("spec").path(list)) {
        container((ObjectNode) container);
      }
    }
    for (JsonNode volume : tree.path("spec").path("volumes")) {
      volume(volume);
    }
    return tree;
  }

  private static void container(ObjectNode container) {
    for (JsonNode variable : container.path("env")) {
      ObjectNode env = (ObjectNode) variable;
      if (env.path("value").asText("-").isEmpty()) {
        env.remove("value");
      }
      fieldRef(env.path("valueFrom"));
    }
    for (JsonNode port : container.path("ports")) {
      ObjectNode declared = (ObjectNode) port;
      // Part of the key by which server-side apply merges ports.
      if (declared.path("protocol").asText().isEmpty()) {
        declared.put("protocol", "TCP");
      }
      removeZero(declared, "hostPort");
    }
    for (String kind : PROBES) {
      if (container.get(kind) instanceof ObjectNode probe) {
        for (String seconds :
            List.of(
                "initialDelaySeconds",
                "timeoutSeconds",
                "periodSeconds",
                "successThreshold",
                "failureThreshold")) {
          removeZero(probe, seconds);
        }
      }
    }
    quantities(container.path("resources").path("requests"));
    quantities(container.path("resources").path("limits"));
  }

  private static void volume(JsonNode volume) {
    quantity(volume.path("emptyDir"), "sizeLimit");
    for (JsonNode item : volume.path("downwardAPI").path("items")) {
      fieldRef(item);
    }
    for (JsonNode source : volume.path("projected").path("sources")) {
      for (JsonNode item : source.path("downwardAPI").path("items")) {
        fieldRef(item);
      }
    }
  }

  private static void fieldRef(JsonNode holder) {
    if (holder.get("fieldRef") instanceof ObjectNode reference && !reference.has("apiVersion")) {
      reference.put("apiVersion", "v1");
    }
  }

  private static void quantities(JsonNode resources) {
    for (var entry : ModelTree.fields(resources)) {
      quantity(resources, entry.getKey());
    }
  }

  private static void quantity(JsonNode holder, String field) {
    if (holder instanceof ObjectNode object && object.path(field).isValueNode()) {
      object.put(field, QuantityText.canonical(object.get(field).asText()));
    }
  }

  private static void removeZero(ObjectNode holder, String field) {
    if (holder.path(field).isNumber() && holder.get(field).asInt() == 0) {
      holder.remove(field);
    }
  }

  private static void withoutNulls(JsonNode node) {
    for (Iterator<JsonNode> children = node.elements(); children.hasNext(); ) {
      JsonNode child = children.next();
      if (child.isNull() && node.isObject()) {
        children.remove();
      } else {
        withoutNulls(child);
      }
    }
  }
}
