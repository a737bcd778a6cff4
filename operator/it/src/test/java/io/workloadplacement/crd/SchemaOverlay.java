package io.workloadplacement.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Completes a schema by fragments under selectors. A selector is the path of a field, {@code []}
 * standing for the items of a list and {@code {}} for the values of a map ({@code
 * spec.template.spec.containers[].ports}), or, after {@code **}, the end of such a path. A fragment
 * adds its keys to every field selected; {@code null} takes the field away. A selector that selects
 * nothing is an error, so that none outlives its field.
 */
final class SchemaOverlay {

  private SchemaOverlay() {}

  static void apply(JsonNode overlay, ObjectNode root) {
    overlay
        .properties()
        .forEach(
            entry -> {
              Map<String, Field> selected = fields(root);
              selected.keySet().removeIf(path -> !selects(entry.getKey(), path));
              if (selected.isEmpty()) {
                throw new IllegalStateException("No field is selected by " + entry.getKey());
              }
              selected.values().forEach(field -> field.complete(entry.getValue()));
            });
  }

  /** A value beyond 32 bits passes a bare "integer" and could not be read into the API types. */
  static void boundIntegers(ObjectNode root) {
    fields(root)
        .forEach(
            (path, field) -> {
              ObjectNode schema = field.schema();
              boolean number =
                  schema.path("type").asText().equals("integer")
                      || schema.has("x-kubernetes-int-or-string");
              if (path.startsWith("spec.") && number) {
                if (!schema.has("minimum")) {
                  schema.put("minimum", 0);
                }
                if (!schema.has("maximum")) {
                  schema.put("maximum", Integer.MAX_VALUE);
                }
              }
              writeBoundsAsIntegers(schema);
            });
  }

  /**
   * The generator finds the annotation of a record's component on its field and on its accessor; a
   * rule that stands there twice is refused by server-side apply.
   */
  static void writeEachRuleOnce(ObjectNode root) {
    fields(root)
        .values()
        .forEach(
            field -> {
              if (field.schema().get("x-kubernetes-validations") instanceof ArrayNode rules) {
                Set<JsonNode> distinct = new LinkedHashSet<>();
                rules.forEach(distinct::add);
                rules.removeAll().addAll(distinct);
              }
            });
  }

  /** All fields of a schema by path, the root under the empty one. */
  static Map<String, Field> fields(ObjectNode root) {
    Map<String, Field> fields = new TreeMap<>();
    fields.put("", new Field(null, "", root));
    collect("", root, fields);
    return fields;
  }

  private static void collect(String path, ObjectNode schema, Map<String, Field> fields) {
    if (schema.get("properties") instanceof ObjectNode properties) {
      String prefix = path.isEmpty() ? "" : path + ".";
      properties
          .fieldNames()
          .forEachRemaining(name -> add(prefix + name, properties, name, fields));
    }
    if (schema.get("items") instanceof ObjectNode) {
      add(path + "[]", schema, "items", fields);
    }
    if (schema.get("additionalProperties") instanceof ObjectNode) {
      add(path + "{}", schema, "additionalProperties", fields);
    }
  }

  private static void add(String path, ObjectNode parent, String name, Map<String, Field> fields) {
    ObjectNode schema = (ObjectNode) parent.get(name);
    fields.put(path, new Field(parent, name, schema));
    collect(path, schema, fields);
  }

  private static boolean selects(String selector, String path) {
    return selector.startsWith("**") ? path.endsWith(selector.substring(2)) : path.equals(selector);
  }

  /** Bounds are doubles in the annotations; 1.0 and 1 are the same, but only one reads well. */
  private static void writeBoundsAsIntegers(ObjectNode schema) {
    for (String bound : new String[] {"minimum", "maximum"}) {
      if (schema.path(bound).isDouble()) {
        schema.put(bound, schema.get(bound).longValue());
      }
    }
  }

  record Field(ObjectNode parent, String name, ObjectNode schema) {

    private void complete(JsonNode fragment) {
      if (fragment.isNull()) {
        parent.remove(name);
      } else {
        merge(schema, fragment);
      }
    }

    private static void merge(ObjectNode into, JsonNode fragment) {
      fragment
          .properties()
          .forEach(
              entry -> {
                if (into.get(entry.getKey()) instanceof ObjectNode present) {
                  merge(present, entry.getValue());
                } else {
                  into.set(entry.getKey(), entry.getValue().deepCopy());
                }
              });
    }
  }
}
