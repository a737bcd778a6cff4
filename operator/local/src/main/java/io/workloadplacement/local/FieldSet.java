package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of an object as server-side apply counts them: one path for each leaf, each value that
 * is replaced as a whole, each key of a map and each item of a keyed list.
 *
 * <p>The elements of a path are those of {@code FieldsV1}: {@code f:name} for a field, {@code
 * k:{"name":"x"}} for an item of a keyed list, {@code v:"x"} for a member of a set. Source: {@code
 * sigs.k8s.io/structured-merge-diff}.
 */
final class FieldSet {

  private static final String SELF = ".";

  private FieldSet() {}

  /** The fields of an object with the values of the leaves; containers have a missing node. */
  static Map<List<String>, JsonNode> of(JsonNode object, Schema schema) {
    Map<List<String>, JsonNode> fields = new LinkedHashMap<>();
    walk(List.of(), object, schema, fields);
    return fields;
  }

  private static void walk(
      List<String> path, JsonNode value, Schema schema, Map<List<String>, JsonNode> fields) {
    if (value.isObject() && !schema.atomic()) {
      value
          .properties()
          .forEach(
              entry -> {
                Schema field = fieldOf(schema, entry.getKey());
                List<String> below = append(path, "f:" + entry.getKey());
                JsonNode child = entry.getValue();
                if (child.isNull() || (child.isObject() && child.isEmpty())) {
                  fields.put(below, child);
                } else if (!schema.declares(entry.getKey()) && child.isObject()) {
                  fields.put(below, Json.MAPPER.missingNode());
                }
                walk(below, child, field, fields);
              });
    } else if (value.isArray() && schema.listType() != Schema.ListType.ATOMIC) {
      value.forEach(
          item -> {
            List<String> below = append(path, element(item, schema));
            fields.put(below, item.isContainerNode() ? Json.MAPPER.missingNode() : item);
            if (item.isContainerNode()) {
              walk(below, item, schema.item(), fields);
            }
          });
    } else if (!path.isEmpty()) {
      fields.put(path, value);
    }
  }

  /** How a path names an item of a list. */
  static String element(JsonNode item, Schema list) {
    if (list.listType() == Schema.ListType.SET) {
      return "v:" + Json.write(item);
    }
    ObjectNode key = Json.object();
    for (String name : list.listMapKeys().stream().sorted().toList()) {
      JsonNode value = item.get(name);
      Schema field = list.item().field(name);
      if (value == null && field != null) {
        value = field.defaultValue();
      }
      if (value != null) {
        key.set(name, value);
      }
    }
    return "k:" + Json.write(key);
  }

  /** The schema below an element of a path. */
  static Schema below(Schema schema, String element) {
    return element.startsWith("f:") ? fieldOf(schema, element.substring(2)) : schema.item();
  }

  private static Schema fieldOf(Schema schema, String name) {
    Schema field = schema.field(name);
    return field == null ? Schema.ANY : field;
  }

  /**
   * The set with the declared fields that lead to its members, which are not members themselves;
   * keys of maps and items of lists are not added.
   */
  static Set<List<String>> withNamedFields(Set<List<String>> set, Schema root) {
    Set<List<String>> all = new LinkedHashSet<>(set);
    for (List<String> path : set) {
      Schema schema = root;
      for (int i = 0; i < path.size() - 1; i++) {
        String element = path.get(i);
        if (element.startsWith("f:") && schema.declares(element.substring(2))) {
          all.add(path.subList(0, i + 1));
        }
        schema = below(schema, element);
      }
    }
    return all;
  }

  /**
   * The object without the fields of a set and what is below them. As on the real server, an object
   * or list that loses a part and has none left becomes null, and so does an empty one that should
   * lose a part.
   */
  static JsonNode without(JsonNode value, Schema schema, Set<List<String>> removed) {
    if (removed.isEmpty()) {
      return value;
    }
    return new Removal(removed, leading(removed)).without(List.of(), value, schema);
  }

  /** The paths that lead to members of a set. */
  static Set<List<String>> leading(Set<List<String>> set) {
    Set<List<String>> leading = new HashSet<>();
    for (List<String> path : set) {
      for (int length = 1; length < path.size(); length++) {
        leading.add(path.subList(0, length));
      }
    }
    return leading;
  }

  /**
   * A removal of fields.
   *
   * @param leading the paths that lead to a removed one
   */
  private record Removal(Set<List<String>> removed, Set<List<String>> leading) {

    JsonNode without(List<String> path, JsonNode value, Schema schema) {
      if (value.isObject() && !schema.atomic()) {
        ObjectNode kept = Json.object();
        value
            .properties()
            .forEach(
                entry -> {
                  List<String> below = append(path, "f:" + entry.getKey());
                  if (!removed.contains(below)) {
                    Schema field = fieldOf(schema, entry.getKey());
                    kept.set(entry.getKey(), part(below, entry.getValue(), field));
                  }
                });
        return kept.isEmpty() ? NullNode.getInstance() : kept;
      }
      if (value.isArray() && schema.listType() != Schema.ListType.ATOMIC) {
        ArrayNode kept = Json.array();
        value.forEach(
            item -> {
              List<String> below = append(path, element(item, schema));
              if (!removed.contains(below)) {
                kept.add(part(below, item, schema.item()));
              }
            });
        return kept.isEmpty() ? NullNode.getInstance() : kept;
      }
      return value;
    }

    private JsonNode part(List<String> path, JsonNode value, Schema schema) {
      return leading.contains(path) ? without(path, value, schema) : value;
    }
  }

  /** Reads the form that {@code managedFields} carries. */
  static Set<List<String>> read(JsonNode fieldsV1) {
    Set<List<String>> set = new LinkedHashSet<>();
    read(List.of(), fieldsV1, set);
    return set;
  }

  private static void read(List<String> path, JsonNode node, Set<List<String>> set) {
    if (node.isEmpty() || node.has(SELF)) {
      set.add(path);
    }
    node.properties()
        .forEach(
            entry -> {
              if (!entry.getKey().equals(SELF)) {
                read(append(path, entry.getKey()), entry.getValue(), set);
              }
            });
  }

  /** Writes the form that {@code managedFields} carries. */
  static ObjectNode write(Set<List<String>> set) {
    ObjectNode root = Json.object();
    for (List<String> path : set) {
      ObjectNode node = root;
      for (String element : path) {
        node = Json.within(node, element);
      }
      node.putObject(SELF);
    }
    dropLeafMarks(root);
    return root;
  }

  private static void dropLeafMarks(ObjectNode node) {
    if (node.size() == 1 && node.has(SELF)) {
      node.remove(SELF);
      return;
    }
    node.properties()
        .forEach(
            entry -> {
              if (!entry.getKey().equals(SELF)) {
                dropLeafMarks((ObjectNode) entry.getValue());
              }
            });
  }

  /** A path as messages show it, such as {@code .spec.containers[name="c"].image}. */
  static String text(List<String> path) {
    StringBuilder text = new StringBuilder();
    for (String element : path) {
      String rest = element.substring(2);
      switch (element.charAt(0)) {
        case 'k' -> text.append('[').append(keyText(rest)).append(']');
        case 'v' -> text.append("[=").append(rest).append(']');
        default -> text.append('.').append(rest);
      }
    }
    return text.toString();
  }

  private static String keyText(String json) {
    List<String> parts = new ArrayList<>();
    try {
      Json.MAPPER
          .readTree(json)
          .properties()
          .forEach(entry -> parts.add(entry.getKey() + "=" + entry.getValue()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return String.join(",", parts);
  }

  static List<String> append(List<String> path, String element) {
    List<String> longer = new ArrayList<>(path.size() + 1);
    longer.addAll(path);
    longer.add(element);
    return longer;
  }
}
