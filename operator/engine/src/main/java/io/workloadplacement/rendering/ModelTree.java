package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Models as the generic trees that the API server sees, unknown fields included. */
final class ModelTree {

  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private ModelTree() {}

  static ObjectNode tree(Object model) {
    return MAPPER.valueToTree(model);
  }

  static <T> T model(JsonNode tree, Class<T> type) {
    return MAPPER.convertValue(tree, type);
  }

  static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  static List<Map.Entry<String, JsonNode>> fields(JsonNode object) {
    return List.copyOf(object.properties());
  }

  /**
   * Whether a field might as well be absent. A zero is not among these: as a number of seconds it
   * says something.
   */
  static boolean saysNothing(JsonNode value) {
    return value.isMissingNode()
        || value.isNull()
        || (value.isBoolean() && !value.booleanValue())
        || (value.isTextual() && value.textValue().isEmpty())
        || (value.isContainerNode() && value.isEmpty());
  }
}
