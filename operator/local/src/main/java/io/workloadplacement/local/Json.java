package io.workloadplacement.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** How the package reads, writes and walks JSON. */
final class Json {

  static final ObjectMapper MAPPER = new ObjectMapper();
  static final ObjectMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING).build();
  private static final ObjectWriter ASCII = MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Json() {}

  static ObjectNode object() {
    return NODES.objectNode();
  }

  static ArrayNode array() {
    return NODES.arrayNode();
  }

  /** A number as the parser would read it, so that equal numbers are equal nodes. */
  static JsonNode number(long value) {
    return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
  }

  static JsonNode parse(byte[] json) throws IOException {
    return MAPPER.readTree(json);
  }

  /** Parses text written in this package; single quotes stand for double ones. */
  static ObjectNode literal(String json) {
    try {
      return (ObjectNode) MAPPER.readTree(json.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String write(JsonNode node) {
    return node.toString();
  }

  /** JSON in which every letter beyond ASCII is escaped. */
  static String writeAscii(JsonNode node) {
    try {
      return ASCII.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value at a path of field names, or a missing node. */
  static JsonNode at(JsonNode node, String... path) {
    JsonNode value = node == null ? MissingNode.getInstance() : node;
    for (String name : path) {
      value = value.path(name);
    }
    return value;
  }

  static String text(JsonNode node, String... path) {
    return at(node, path).asText("");
  }

  static int integer(JsonNode node, int otherwise, String... path) {
    return at(node, path).asInt(otherwise);
  }

  /** The object at a path of field names, created where it is absent. */
  static ObjectNode within(ObjectNode node, String... path) {
    ObjectNode value = node;
    for (String name : path) {
      JsonNode child = value.get(name);
      value = child instanceof ObjectNode object ? object : value.putObject(name);
    }
    return value;
  }

  static ObjectNode metadata(ObjectNode object) {
    return within(object, "metadata");
  }

  static String name(JsonNode object) {
    return text(object, "metadata", "name");
  }

  static String namespace(JsonNode object) {
    return text(object, "metadata", "namespace");
  }

  static String uid(JsonNode object) {
    return text(object, "metadata", "uid");
  }

  /** Whether a value is absent, null, or an object or list without content. */
  static boolean isEmpty(JsonNode node) {
    return node == null
        || node.isMissingNode()
        || node.isNull()
        || (node.isContainerNode() && node.isEmpty());
  }
}
