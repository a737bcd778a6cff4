package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Gives absent fields the defaults of their schema, from the root to the leaves. */
final class Defaulting {

  private Defaulting() {}

  static void apply(JsonNode value, Schema schema) {
    if (value instanceof ObjectNode object) {
      schema
          .properties()
          .forEach(
              (name, field) -> {
                JsonNode present = object.get(name);
                boolean absent = present == null || (present.isNull() && !field.nullable());
                if (absent && field.defaultValue() != null) {
                  object.set(name, field.defaultValue().deepCopy());
                }
              });
      object
          .properties()
          .forEach(
              entry -> {
                Schema field = schema.field(entry.getKey());
                if (field != null) {
                  apply(entry.getValue(), field);
                }
              });
    } else if (value.isArray()) {
      value.forEach(item -> apply(item, schema.item()));
    }
  }
}
