package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.local.ApiError.Cause;
import io.workloadplacement.local.ResourceType.Scale;
import java.util.List;

/** The {@code autoscaling/v1} Scale of an object. */
final class ScaleSubresource {

  private ScaleSubresource() {}

  static ObjectNode of(ResourceType type, ObjectNode object) {
    Scale paths = type.scale().orElseThrow();
    ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    ObjectNode metadata = scale.putObject("metadata");
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      metadata.set(field, object.path("metadata").path(field));
    }
    ObjectNode spec = scale.putObject("spec");
    int wanted = at(object, paths.spec()).asInt();
    if (wanted != 0) {
      spec.put("replicas", wanted);
    }
    ObjectNode status = scale.putObject("status");
    status.put("replicas", at(object, paths.status()).asInt());
    paths
        .selector()
        .ifPresent(
            path -> {
              JsonNode selector = at(object, path);
              status.put(
                  "selector",
                  selector.isObject() ? SelectorMatcher.text(selector) : selector.asText(""));
            });
    return scale;
  }

  /** Refuses a size below zero. */
  static void check(String name, JsonNode scale) {
    int replicas = Json.integer(scale, 0, "spec", "replicas");
    if (replicas < 0) {
      throw ApiError.invalid(
          "Scale.autoscaling",
          "autoscaling",
          "Scale",
          name,
          List.of(
              Cause.invalid(
                  "spec.replicas",
                  Integer.toString(replicas),
                  "must be greater than or equal to 0")));
    }
  }

  /** The object at the size that a scale asks for. */
  static ObjectNode with(ResourceType type, ObjectNode object, JsonNode scale) {
    List<String> path = type.scale().orElseThrow().spec();
    ObjectNode parent =
        Json.within(object, path.subList(0, path.size() - 1).toArray(String[]::new));
    parent.set(path.get(path.size() - 1), Json.number(Json.integer(scale, 0, "spec", "replicas")));
    return object;
  }

  private static JsonNode at(ObjectNode object, List<String> path) {
    return Json.at(object, path.toArray(String[]::new));
  }
}
