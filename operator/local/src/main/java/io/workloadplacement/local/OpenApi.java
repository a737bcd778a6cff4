package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The OpenAPI v3 documents that kubectl reads to explain types and to learn which parameters the
 * server takes. Types of Kubernetes itself are described by their fields alone, without prose.
 */
final class OpenApi {

  private static final String ROOT = "/openapi/v3";
  private static final String GVK = "x-kubernetes-group-version-kind";

  private final ResourceTypes types;

  OpenApi(ResourceTypes types) {
    this.types = types;
  }

  Answer.Response answer(String path) {
    if (path.equals(ROOT)) {
      return Answer.json(200, Json.write(index()));
    }
    String group = path.startsWith(ROOT + "/") ? path.substring(ROOT.length() + 1) : "";
    List<ResourceType> inGroup = byGroup().get(group);
    if (inGroup == null) {
      throw ApiError.notServed(path);
    }
    return Answer.json(200, Json.write(document(inGroup)));
  }

  private Map<String, List<ResourceType>> byGroup() {
    Map<String, List<ResourceType>> groups = new TreeMap<>();
    for (ResourceType type : types.all()) {
      groups.computeIfAbsent(root(type), unused -> new ArrayList<>()).add(type);
    }
    return groups;
  }

  private static String root(ResourceType type) {
    return (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
  }

  private ObjectNode index() {
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    byGroup()
        .forEach(
            (group, inGroup) ->
                paths
                    .putObject(group)
                    .put("serverRelativeURL", ROOT + "/" + group + "?hash=" + hash(inGroup)));
    return index;
  }

  /** Clients cache documents by this. */
  private static String hash(List<ResourceType> types) {
    int hash = types.stream().mapToInt(type -> type.schema().source().hashCode()).sum();
    return Integer.toHexString(hash);
  }

  private static ObjectNode document(List<ResourceType> types) {
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Kubernetes").put("version", "v1.36.0-local");
    ObjectNode paths = document.putObject("paths");
    ObjectNode schemas = document.putObject("components").putObject("schemas");
    for (ResourceType type : types) {
      schemas.set(name(type), schema(type));
      String home =
          "/" + root(type) + (type.namespaced() ? "/namespaces/{namespace}/" : "/") + type.plural();
      ObjectNode all = paths.putObject(home);
      all.set("get", operation(type, "list", List.of()));
      all.set(
          "post", operation(type, "post", List.of("dryRun", "fieldManager", "fieldValidation")));
      ObjectNode one = paths.putObject(home + "/{name}");
      one.set("get", operation(type, "get", List.of()));
      one.set("put", operation(type, "put", List.of("dryRun", "fieldManager", "fieldValidation")));
      one.set(
          "patch",
          operation(type, "patch", List.of("dryRun", "fieldManager", "fieldValidation", "force")));
      one.set("delete", operation(type, "delete", List.of("dryRun", "propagationPolicy")));
    }
    return document;
  }

  private static String name(ResourceType type) {
    return (type.group().isEmpty() ? "core" : type.group())
        + "."
        + type.version()
        + "."
        + type.kind();
  }

  private static ObjectNode operation(ResourceType type, String action, List<String> parameters) {
    ObjectNode operation = Json.object().put("x-kubernetes-action", action);
    operation.set(GVK, gvk(type));
    ArrayNode list = operation.putArray("parameters");
    for (String parameter : parameters) {
      list.addObject()
          .put("name", parameter)
          .put("in", "query")
          .putObject("schema")
          .put("type", parameter.equals("force") ? "boolean" : "string");
    }
    ObjectNode ok = Json.within(operation, "responses", "200");
    ok.put("description", "OK");
    Json.within(ok, "content", "application/json", "schema")
        .put("$ref", "#/components/schemas/" + name(type));
    return operation;
  }

  private static ObjectNode gvk(ResourceType type) {
    return Json.object()
        .put("group", type.group())
        .put("version", type.version())
        .put("kind", type.kind());
  }

  private static ObjectNode schema(ResourceType type) {
    ObjectNode schema = (ObjectNode) cleaned(type.schema().source());
    ObjectNode properties = Json.within(schema, "properties");
    properties
        .putObject("apiVersion")
        .put("type", "string")
        .put("description", "Version of the API, " + type.apiVersion() + ".");
    properties
        .putObject("kind")
        .put("type", "string")
        .put("description", "Kind of the object, " + type.kind() + ".");
    ObjectNode metadata = (ObjectNode) cleaned(type.schema().known("metadata").source());
    metadata.put("description", "Standard object metadata.");
    properties.set("metadata", metadata);
    schema.putArray(GVK).add(gvk(type));
    return schema;
  }

  /** A copy without what only this package understands, and with types that OpenAPI knows. */
  private static JsonNode cleaned(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = Json.object();
      object
          .properties()
          .forEach(
              entry -> {
                if (!entry.getKey().equals(Schema.OMIT_ZERO)) {
                  copy.set(entry.getKey(), cleaned(entry.getValue()));
                }
              });
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = Json.array();
      array.forEach(item -> copy.add(cleaned(item)));
      return copy;
    }
    return node;
  }
}
