package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.workloadplacement.api.v1alpha1.QuantityText;

/**
 * The form in which the API server keeps objects of built-in types: undeclared fields, nulls, empty
 * lists and maps and the zeros of plain values are gone, quantities are canonical.
 */
final class Normalization {

  private Normalization() {}

  static ObjectNode of(ObjectNode object, Schema schema) {
    return (ObjectNode) value(object, schema);
  }

  private static JsonNode value(JsonNode value, Schema schema) {
    if (schema.preserve()) {
      return value;
    }
    if (schema.quantity()) {
      return TextNode.valueOf(QuantityText.canonical(value.asText()));
    }
    if (value instanceof ObjectNode object) {
      ObjectNode kept = Json.object();
      object.properties().forEach(entry -> keep(kept, entry.getKey(), entry.getValue(), schema));
      return kept;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode kept = Json.array();
      array.forEach(item -> kept.add(value(item, schema.item())));
      return kept;
    }
    return value;
  }

  private static void keep(ObjectNode kept, String name, JsonNode value, Schema owner) {
    Schema schema = owner.field(name);
    if (schema == null || value.isNull()) {
      return;
    }
    JsonNode normal = value(value, schema);
    boolean emptyContainer =
        normal.isEmpty() && (normal.isArray() || (normal.isObject() && schema.isMap()));
    if (!emptyContainer && !(schema.omitZero() && isZero(normal))) {
      kept.set(name, normal);
    }
  }

  private static boolean isZero(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> value.asText().isEmpty();
      case NUMBER -> value.asLong() == 0;
      case BOOLEAN -> !value.asBoolean();
      default -> false;
    };
  }
}
