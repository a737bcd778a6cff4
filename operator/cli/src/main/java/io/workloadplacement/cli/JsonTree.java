package io.workloadplacement.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.cli.ManifestDocument.Position;
import io.workloadplacement.cli.ManifestText.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values of JSON with the place of each field. A key that stands twice is refused. */
final class JsonTree {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(YamlTree.DEEPEST).build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final JsonParser parser;
  private final int firstLine;
  private final Map<String, Position> positions = new HashMap<>();

  private JsonTree(JsonParser parser, int firstLine) {
    this.parser = parser;
    this.firstLine = firstLine;
  }

  /**
   * Reads all values of a text, one after the other.
   *
   * @param firstLine number of its first line in its file, from 0
   * @throws Fault if it is no JSON
   */
  static List<ManifestText.Value> readAll(String text, int firstLine) {
    List<ManifestText.Value> values = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(text)) {
      while (parser.nextToken() != null) {
        JsonTree tree = new JsonTree(parser, firstLine);
        values.add(new ManifestText.Value(tree.read(""), tree.positions));
      }
      return values;
    } catch (JsonProcessingException e) {
      throw new Fault(
          position(e.getLocation(), firstLine), "is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("text is in memory", e);
    }
  }

  private JsonNode read(String path) throws IOException {
    positions.put(path, position(parser.currentTokenLocation(), firstLine));
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(path);
      case START_ARRAY -> list(path);
      case VALUE_NULL -> NODES.nullNode();
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
          };
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      default -> NODES.textNode(parser.getText());
    };
  }

  private ObjectNode object(String path) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (object.has(name)) {
        throw new Fault(
            position(parser.currentTokenLocation(), firstLine), YamlTree.alreadySet(name));
      }
      parser.nextToken();
      object.set(name, read(path.isEmpty() ? name : path + "." + name));
    }
    return object;
  }

  private ArrayNode list(String path) throws IOException {
    ArrayNode list = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(read(path + "[" + list.size() + "]"));
    }
    return list;
  }

  private static Position position(JsonLocation location, int firstLine) {
    return location == null
        ? new Position(firstLine + 1, 1)
        : new Position(
            firstLine + Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }
}
