package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Strategic merge patch, for built-in types: keyed lists merge by the first of their keys, sets
 * merge by value, and directives in the patch remove, replace and order. Source: {@code
 * k8s.io/apimachinery pkg/util/strategicpatch}.
 */
final class StrategicMergePatch {

  private static final String DIRECTIVE = "$patch";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String DELETE_FROM = "$deleteFromPrimitiveList/";
  private static final String ORDER = "$setElementOrder/";

  private StrategicMergePatch() {}

  static JsonNode apply(@Nullable JsonNode target, JsonNode patch, Schema schema) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch;
    }
    String directive = Json.text(changes, DIRECTIVE);
    if (directive.equals("delete")) {
      return Json.object();
    }
    ObjectNode result =
        target instanceof ObjectNode object && !directive.equals("replace")
            ? object.deepCopy()
            : Json.object();
    if (changes.has(RETAIN_KEYS)) {
      Set<String> kept = strings(changes.get(RETAIN_KEYS));
      result.properties().removeIf(entry -> !kept.contains(entry.getKey()));
    }
    changes
        .properties()
        .forEach(entry -> field(result, entry.getKey(), entry.getValue(), changes, schema));
    return result;
  }

  private static void field(
      ObjectNode result, String name, JsonNode value, ObjectNode patch, Schema owner) {
    if (name.equals(DIRECTIVE) || name.equals(RETAIN_KEYS)) {
      return;
    }
    if (name.startsWith(DELETE_FROM)) {
      String list = name.substring(DELETE_FROM.length());
      result.set(list, removed(result.path(list), value));
      return;
    }
    if (name.startsWith(ORDER)) {
      String list = name.substring(ORDER.length());
      Schema schema = schemaOf(owner, list);
      if (!patch.has(list) && result.get(list) instanceof ArrayNode present) {
        result.set(list, ordered(present, (ArrayNode) value, schema));
      }
      return;
    }
    Schema schema = schemaOf(owner, name);
    JsonNode present = result.get(name);
    if (value.isNull()) {
      result.remove(name);
    } else if (value instanceof ArrayNode items) {
      JsonNode merged = list(present, items, schema);
      JsonNode order = patch.path(ORDER + name);
      result.set(
          name,
          order instanceof ArrayNode wanted ? ordered((ArrayNode) merged, wanted, schema) : merged);
    } else {
      result.set(name, apply(present, value, schema));
    }
  }

  private static Schema schemaOf(Schema owner, String name) {
    Schema schema = owner.field(name);
    return schema == null ? Schema.ANY : schema;
  }

  private static JsonNode list(JsonNode present, ArrayNode patch, Schema schema) {
    boolean replaced = false;
    for (JsonNode item : patch) {
      replaced |= Json.text(item, DIRECTIVE).equals("replace");
    }
    boolean keyed = schema.listType() == Schema.ListType.MAP;
    if (replaced || (!keyed && schema.listType() != Schema.ListType.SET)) {
      ArrayNode items = Json.array();
      patch.forEach(
          item -> {
            if (!item.has(DIRECTIVE)) {
              items.add(item);
            }
          });
      return items;
    }
    Map<JsonNode, JsonNode> merged = new LinkedHashMap<>();
    if (present instanceof ArrayNode array) {
      array.forEach(item -> merged.put(keyed ? item.path(key(schema)) : item, item));
    }
    patch.forEach(
        item -> {
          JsonNode key = keyed ? item.path(key(schema)) : item;
          if (Json.text(item, DIRECTIVE).equals("delete")) {
            merged.remove(key);
          } else {
            merged.put(key, keyed ? apply(merged.get(key), item, schema.item()) : item);
          }
        });
    return Json.array().addAll(merged.values());
  }

  private static String key(Schema schema) {
    return schema.listMapKeys().get(0);
  }

  private static JsonNode removed(JsonNode list, JsonNode gone) {
    Set<JsonNode> values = new LinkedHashSet<>();
    gone.forEach(values::add);
    ArrayNode kept = Json.array();
    list.forEach(
        item -> {
          if (!values.contains(item)) {
            kept.add(item);
          }
        });
    return kept;
  }

  /** Items that the order names come in that order, the others stay behind what they followed. */
  private static ArrayNode ordered(ArrayNode items, ArrayNode order, Schema schema) {
    boolean keyed = schema.listType() == Schema.ListType.MAP;
    List<JsonNode> wanted = new ArrayList<>();
    order.forEach(one -> wanted.add(keyed ? one.path(key(schema)) : one));
    List<JsonNode> named = new ArrayList<>();
    for (JsonNode key : wanted) {
      items.forEach(
          item -> {
            if (key.equals(keyed ? item.path(key(schema)) : item)) {
              named.add(item);
            }
          });
    }
    ArrayNode result = Json.array();
    int next = 0;
    for (JsonNode item : items) {
      boolean isNamed = wanted.contains(keyed ? item.path(key(schema)) : item);
      result.add(isNamed ? named.get(next++) : item);
    }
    return result;
  }

  private static Set<String> strings(JsonNode list) {
    Set<String> strings = new LinkedHashSet<>();
    list.forEach(item -> strings.add(item.asText()));
    return strings;
  }
}
