package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** JSON patch (RFC 6902) and JSON merge patch (RFC 7396). */
final class JsonPatch {

  private static final String APPEND = "-";
  private static final int MOST_OPERATIONS = 10_000;

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

  /**
   * Applies a list of operations, by the habits of the real server's library (Go's {@code
   * evanphx/json-patch}) where they differ from the standard: a replacement need not find what it
   * replaces, null stands for what is absent in tests and copies, and negative indexes count from
   * the end. The library that Fabric8's client brings has others: it takes the removal of what is
   * not there, and reads {@code ~01} as a slash.
   *
   * @throws ApiError 400 for what is no patch, 422 for one that does not apply
   */
  static JsonNode apply(JsonNode target, JsonNode operations) {
    requirePatch(operations);
    JsonNode result = target.deepCopy();
    for (JsonNode operation : operations) {
      String op = operation.path("op").isTextual() ? Json.text(operation, "op") : "";
      if (Json.text(operation, "path").isEmpty() && List.of("replace", "test").contains(op)) {
        result = onRoot(op, result, value(operation));
      } else {
        apply(op, result, operation);
      }
    }
    return result;
  }

  private static void requirePatch(JsonNode operations) {
    if (!operations.isArray()) {
      throw ApiError.badRequest("a JSON patch is a list of operations");
    }
    for (JsonNode operation : operations) {
      if (!operation.isObject()) {
        throw ApiError.badRequest("an operation of a JSON patch is an object");
      }
    }
    if (operations.size() > MOST_OPERATIONS) {
      throw ApiError.of(
          413,
          "RequestEntityTooLarge",
          "The allowed maximum operations in a JSON patch is %d, got %d"
              .formatted(MOST_OPERATIONS, operations.size()));
    }
  }

  private static JsonNode onRoot(String op, JsonNode root, JsonNode value) {
    if (op.equals("test") && !root.equals(value)) {
      throw failed();
    }
    return op.equals("test") ? root : value;
  }

  private static void apply(String op, JsonNode root, JsonNode operation) {
    Place place = Place.at(root, operation, "path");
    switch (op) {
      case "add" -> place.add(value(operation));
      case "remove" -> place.remove();
      case "replace" -> place.replace(value(operation));
      case "test" -> {
        if (!place.get().equals(value(operation))) {
          throw failed();
        }
      }
      case "copy" -> place.add(Place.at(root, operation, "from").get().deepCopy());
      case "move" -> {
        Place from = Place.at(root, operation, "from");
        JsonNode moved = from.get();
        from.remove();
        // What was moved is not there any more, nor is what was inside it.
        Place.at(root, operation, "path").add(moved);
      }
      default -> throw failed();
    }
  }

  private static JsonNode value(JsonNode operation) {
    JsonNode value = operation.get("value");
    return value == null ? NullNode.getInstance() : value;
  }

  /** A member of an object or list, which need not be there. */
  private record Place(JsonNode parent, String name) {

    static Place at(JsonNode root, JsonNode operation, String field) {
      String[] parts = Json.text(operation, field).split("/", -1);
      if (parts.length < 2) {
        throw failed();
      }
      JsonNode parent = root;
      for (int i = 1; i < parts.length - 1; i++) {
        parent = new Place(parent, decoded(parts[i])).get();
      }
      if (!parent.isContainerNode()) {
        throw failed();
      }
      return new Place(parent, decoded(parts[parts.length - 1]));
    }

    private static String decoded(String part) {
      return part.replace("~1", "/").replace("~0", "~");
    }

    JsonNode get() {
      JsonNode value =
          parent instanceof ArrayNode list ? list.get(index(list.size())) : parent.get(name);
      return value == null ? NullNode.getInstance() : value;
    }

    void add(JsonNode value) {
      if (parent instanceof ArrayNode list) {
        list.insert(name.equals(APPEND) ? list.size() : index(list.size() + 1), value);
      } else {
        ((ObjectNode) parent).set(name, value);
      }
    }

    void replace(JsonNode value) {
      if (parent instanceof ArrayNode list) {
        list.set(index(list.size()), value);
      } else {
        ((ObjectNode) parent).set(name, value);
      }
    }

    void remove() {
      if (parent instanceof ArrayNode list) {
        list.remove(index(list.size()));
      } else if (((ObjectNode) parent).remove(name) == null) {
        throw failed();
      }
    }

    private int index(int size) {
      int index;
      try {
        index = Integer.parseInt(name);
      } catch (NumberFormatException e) {
        throw failed();
      }
      int fromStart = index < 0 ? index + size : index;
      if (fromStart < 0 || fromStart >= size) {
        throw failed();
      }
      return fromStart;
    }
  }

  /** The real server tells no more than this. */
  private static ApiError failed() {
    return ApiError.of(
        422, "Invalid", "the server rejected our request due to an error in our request");
  }
}
