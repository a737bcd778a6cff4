package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.local.ResourceType.Column;
import io.workloadplacement.local.ResourceType.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads CustomResourceDefinitions into the resources that they define. */
final class CustomResources {

  private CustomResources() {}

  /** Fills in what the API server defaults in a definition. */
  static void applyDefaults(ObjectNode definition) {
    ObjectNode spec = Json.within(definition, "spec");
    if (!spec.has("conversion")) {
      spec.putObject("conversion").put("strategy", "None");
    }
    ObjectNode names = Json.within(spec, "names");
    String kind = Json.text(names, "kind");
    if (!names.has("singular")) {
      names.put("singular", kind.toLowerCase(Locale.ROOT));
    }
    if (!names.has("listKind")) {
      names.put("listKind", kind + "List");
    }
  }

  /** The status of a definition that is served. */
  static void establish(ObjectNode definition, String now) {
    ObjectNode status = Json.within(definition, "status");
    status.set("acceptedNames", Json.at(definition, "spec", "names").deepCopy());
    ArrayNode versions = status.putArray("storedVersions");
    versions.add(Json.text(version(definition), "name"));
    ArrayNode conditions = status.putArray("conditions");
    condition(conditions, "NamesAccepted", "NoConflicts", "no conflicts found", now);
    condition(
        conditions,
        "Established",
        "InitialNamesAccepted",
        "the initial names have been accepted",
        now);
  }

  private static void condition(
      ArrayNode conditions, String type, String reason, String message, String now) {
    conditions
        .addObject()
        .put("lastTransitionTime", now)
        .put("message", message)
        .put("reason", reason)
        .put("status", "True")
        .put("type", type);
  }

  /**
   * The resource that a definition defines.
   *
   * @throws ApiError 501 for several served versions, which would need conversion
   */
  static ResourceType read(ObjectNode definition, Schema metadata) {
    JsonNode spec = definition.path("spec");
    JsonNode names = spec.path("names");
    JsonNode version = version(definition);
    JsonNode source = Json.at(version, "schema", "openAPIV3Schema");
    Schema schema = source instanceof ObjectNode object ? Schema.parse(object) : Schema.ANY;
    List<Column> columns = new ArrayList<>();
    for (JsonNode column : version.path("additionalPrinterColumns")) {
      JsonPath path = JsonPath.parse(Json.text(column, "jsonPath"));
      columns.add(
          new Column(
              Json.text(column, "name"),
              Json.text(column, "type"),
              Json.integer(column, 0, "priority"),
              path::first));
    }
    return new ResourceType(
        Json.text(spec, "group"),
        Json.text(version, "name"),
        Json.text(names, "plural"),
        Json.text(names, "singular"),
        Json.text(names, "kind"),
        texts(names.path("shortNames")),
        texts(names.path("categories")),
        Json.text(spec, "scope").equals("Namespaced"),
        true,
        version.path("subresources").has("status"),
        true,
        scale(Json.at(version, "subresources", "scale")),
        BuiltInTypes.withMetadata(schema, metadata),
        columns);
  }

  private static JsonNode version(ObjectNode definition) {
    JsonNode found = null;
    for (JsonNode version : Json.at(definition, "spec", "versions")) {
      if (version.path("served").asBoolean()) {
        if (found != null) {
          throw ApiError.notServed("definitions with more than one version");
        }
        found = version;
      }
    }
    if (found == null) {
      throw ApiError.badRequest("spec.versions: no version is served; set served: true on one");
    }
    return found;
  }

  private static Optional<Scale> scale(JsonNode scale) {
    if (scale.isMissingNode()) {
      return Optional.empty();
    }
    String selector = Json.text(scale, "labelSelectorPath");
    return Optional.of(
        new Scale(
            fields(Json.text(scale, "specReplicasPath")),
            fields(Json.text(scale, "statusReplicasPath")),
            selector.isEmpty() ? Optional.empty() : Optional.of(fields(selector))));
  }

  private static List<String> fields(String path) {
    return List.of(path.substring(1).split("\\."));
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(one -> texts.add(one.asText()));
    return texts;
  }
}
