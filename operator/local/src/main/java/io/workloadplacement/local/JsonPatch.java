package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** JSON patch (RFC 6902) and JSON merge patch (RFC 7396). */
final class JsonPatch {

  private static final String APPEND = "-";

  private JsonPatch() {}

  /** Applies a merge patch: null removes, objects merge, everything else replaces. */
  static JsonNode merge(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch;
    }
    ObjectNode result = target instanceof ObjectNode object ? object.deepCopy() : Json.object();
    changes
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isNull()) {
                result.remove(entry.getKey());
              } else {
                result.set(entry.getKey(), merge(result.get(entry.getKey()), entry.getValue()));
              }
            });
    return result;
  }

  /** Applies a list of operations. */
  static JsonNode apply(JsonNode target, JsonNode operations) {
    JsonNode result = target.deepCopy();
    for (JsonNode operation : operations) {
      String op = Json.text(operation, "op");
      List<String> path = pointer(Json.text(operation, "path"));
      result =
          switch (op) {
            case "add" -> add(result, path, operation.path("value"));
            case "remove" -> remove(result, path);
            case "replace" -> {
              get(result, path);
              yield path.isEmpty()
                  ? operation.path("value")
                  : add(
                      isListItem(result, path) ? remove(result, path) : result,
                      path,
                      operation.path("value"));
            }
            case "test" -> {
              if (!get(result, path).equals(operation.path("value"))) {
                throw failed();
              }
              yield result;
            }
            case "copy" -> add(result, path, get(result, from(operation)).deepCopy());
            case "move" -> {
              JsonNode moved = get(result, from(operation));
              yield add(remove(result, from(operation)), path, moved);
            }
            default -> throw ApiError.badRequest("Unexpected kind: " + op);
          };
    }
    return result;
  }

  private static List<String> from(JsonNode operation) {
    return pointer(Json.text(operation, "from"));
  }

  private static List<String> pointer(String text) {
    List<String> path = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String part : text.substring(1).split("/", -1)) {
        path.add(part.replace("~1", "/").replace("~0", "~"));
      }
    }
    return path;
  }

  private static boolean isListItem(JsonNode root, List<String> path) {
    return get(root, path.subList(0, path.size() - 1)).isArray();
  }

  private static JsonNode get(JsonNode root, List<String> path) {
    JsonNode node = root;
    for (String name : path) {
      JsonNode child = node.isArray() ? node.get(index(name, node.size() - 1)) : node.get(name);
      if (child == null) {
        throw failed();
      }
      node = child;
    }
    return node;
  }

  private static JsonNode add(JsonNode root, List<String> path, JsonNode value) {
    if (path.isEmpty()) {
      return value;
    }
    String last = path.get(path.size() - 1);
    JsonNode parent = get(root, path.subList(0, path.size() - 1));
    if (parent instanceof ObjectNode object) {
      object.set(last, value);
    } else if (parent instanceof ArrayNode array) {
      array.insert(last.equals(APPEND) ? array.size() : index(last, array.size()), value);
    } else {
      throw failed();
    }
    return root;
  }

  private static JsonNode remove(JsonNode root, List<String> path) {
    get(root, path);
    String last = path.get(path.size() - 1);
    JsonNode parent = get(root, path.subList(0, path.size() - 1));
    if (parent instanceof ObjectNode object) {
      object.remove(last);
    } else if (parent instanceof ArrayNode array) {
      array.remove(index(last, array.size() - 1));
    }
    return root;
  }

  private static int index(String text, int highest) {
    int index;
    try {
      index = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw failed();
    }
    if (index < 0 || index > highest) {
      throw failed();
    }
    return index;
  }

  /** The real server tells no more than this. */
  private static ApiError failed() {
    return ApiError.of(
        422, "Invalid", "the server rejected our request due to an error in our request");
  }
}
