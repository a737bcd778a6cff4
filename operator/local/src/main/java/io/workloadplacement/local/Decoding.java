package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.local.WriteOptions.FieldValidation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Brings what a client sent into the form that is stored: known fields only, with defaults. */
final class Decoding {

  private Decoding() {}

  /** The object in its stored form. */
  static ObjectNode decode(ResourceType type, ObjectNode body, WriteOptions options) {
    requireKind(type, body);
    List<String> unknown = new ArrayList<>();
    ObjectNode known = (ObjectNode) known(body, type.schema(), "", unknown);
    report(type, unknown, options);
    ObjectNode normal = known;
    if (!type.custom()) {
      requireTypes(type, known, type.schema(), "");
      normal = Normalization.of(known, type.schema());
    } else if (known.get("metadata") instanceof ObjectNode metadata) {
      normal.set("metadata", Normalization.of(metadata, type.schema().known("metadata")));
    }
    Defaulting.apply(normal, type.schema());
    if (!type.custom()) {
      BuiltInRules.applyDefaults(type, normal);
    }
    return normal;
  }

  private static void requireKind(ResourceType type, ObjectNode body) {
    String apiVersion = Json.text(body, "apiVersion");
    String kind = Json.text(body, "kind");
    if (apiVersion.isEmpty() && kind.isEmpty()) {
      body.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    } else if (!apiVersion.equals(type.apiVersion())) {
      throw ApiError.badRequest(
          "the API version in the data (%s) does not match the expected API version (%s)"
              .formatted(apiVersion, type.apiVersion()));
    } else if (!kind.equals(type.kind())) {
      throw ApiError.badRequest(
          "%s in version \"%s\" cannot be handled as a %s: another kind"
              .formatted(kind, type.version(), type.kind()));
    }
  }

  private static void report(ResourceType type, List<String> unknown, WriteOptions options) {
    List<String> texts = unknown.stream().map(path -> "unknown field \"" + path + '"').toList();
    if (options.validation() == FieldValidation.STRICT && !texts.isEmpty()) {
      throw ApiError.badRequest(
          "%s in version \"%s\" cannot be handled as a %s: strict decoding error: %s"
              .formatted(type.kind(), type.version(), type.kind(), String.join(", ", texts)));
    }
    if (options.validation() == FieldValidation.WARN) {
      options.warnings().addAll(texts);
    }
  }

  /** A copy without the fields that the schema does not know; their paths are noted. */
  private static JsonNode known(JsonNode value, Schema schema, String path, List<String> unknown) {
    if (value instanceof ObjectNode object) {
      ObjectNode kept = Json.object();
      object
          .properties()
          .forEach(
              entry -> {
                String name = entry.getKey();
                String below = path.isEmpty() ? name : path + "." + name;
                Schema field = schema.field(name);
                if (field != null) {
                  kept.set(name, known(entry.getValue(), field, below, unknown));
                } else {
                  unknown.add(below);
                }
              });
      return kept;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode kept = Json.array();
      for (int i = 0; i < array.size(); i++) {
        kept.add(known(array.get(i), schema.item(), path + "[" + i + "]", unknown));
      }
      return kept;
    }
    return value;
  }

  /**
   * Refuses what the schema cannot type in an apply: unknown fields, other types, one key twice.
   * The real server answers 500 without a reason here, and so does this one.
   */
  static void requireTyped(ResourceType type, ObjectNode config) {
    List<String> faults = new ArrayList<>();
    collectFaults(config, type.schema(), List.of(), faults);
    if (!faults.isEmpty()) {
      String namespace = Json.namespace(config);
      throw ApiError.of(
          500,
          "",
          "failed to create typed patch object (%s/%s; %s, Kind=%s): %s"
              .formatted(
                  namespace,
                  Json.name(config),
                  type.apiVersion(),
                  type.kind(),
                  String.join("\n", faults)));
    }
  }

  private static void collectFaults(
      JsonNode value, Schema schema, List<String> path, List<String> faults) {
    if (value.isNull() || schema.preserve()) {
      return;
    }
    if (!schema.fits(value)) {
      faults.add(
          "%s: expected %s, got &value.valueUnstructured{Value:%s}"
              .formatted(FieldSet.text(path), typedName(schema), Json.write(value)));
    } else if (value.isObject()) {
      value
          .properties()
          .forEach(
              entry -> {
                List<String> below = FieldSet.append(path, "f:" + entry.getKey());
                Schema field = schema.field(entry.getKey());
                if (field == null) {
                  faults.add(FieldSet.text(below) + ": field not declared in schema");
                } else {
                  collectFaults(entry.getValue(), field, below, faults);
                }
              });
    } else if (value.isArray()) {
      boolean keyed = schema.listType() != Schema.ListType.ATOMIC;
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < value.size(); i++) {
        String element = keyed ? FieldSet.element(value.get(i), schema) : "i:" + i;
        List<String> below = FieldSet.append(path, element);
        if (!seen.add(element)) {
          String key = FieldSet.text(List.of(element));
          faults.add(FieldSet.text(path) + ": duplicate entries for key " + key);
        }
        collectFaults(value.get(i), schema.item(), below, faults);
      }
    }
  }

  private static String typedName(Schema schema) {
    return switch (schema.type()) {
      case "integer", "number" -> "numeric (int or float)";
      case "object" -> "map";
      case "array" -> "list";
      default -> schema.type();
    };
  }

  private static void requireTypes(ResourceType type, JsonNode value, Schema schema, String path) {
    if (value.isNull() || schema.preserve()) {
      return;
    }
    if (!schema.fits(value)) {
      String found = value.getNodeType().name().toLowerCase(Locale.ROOT);
      throw ApiError.badRequest(
          "%s in version \"%s\" cannot be handled as a %s: json: cannot unmarshal %s into Go struct field %s.%s of type %s"
              .formatted(
                  type.kind(),
                  type.version(),
                  type.kind(),
                  found,
                  type.kind(),
                  path,
                  schema.type()));
    }
    if (value.isObject()) {
      value
          .properties()
          .forEach(
              entry ->
                  requireTypes(
                      type,
                      entry.getValue(),
                      schema.known(entry.getKey()),
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey()));
    } else if (value.isArray()) {
      value.forEach(item -> requireTypes(type, item, schema.item(), path));
    }
  }
}
