package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.cli.ManifestDocument.Position;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A document of YAML as JSON, with the place of each field. Aliases are followed; a key that stands
 * twice is refused, as the API server does.
 */
final class YamlTree {

  /** Far more than any object that the API server takes; stops aliases of aliases of aliases. */
  private static final int MOST_NODES = 200_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Map<String, Position> positions = new HashMap<>();
  private int nodes;

  /** Something that is YAML and no manifest, with its place. */
  static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Position position;

    Fault(Position position, String message) {
      super(message);
      this.position = position;
    }

    Position position() {
      return position;
    }
  }

  /**
   * Reads a document.
   *
   * @throws Fault if a key stands twice, is no text, or the document is too large
   */
  JsonNode read(Node document) {
    return read("", document);
  }

  /** The places of what was read. */
  Map<String, Position> positions() {
    return Map.copyOf(positions);
  }

  private JsonNode read(String path, Node node) {
    positions.put(path, position(node));
    if (++nodes > MOST_NODES) {
      throw new Fault(position(node), "the document has more than " + MOST_NODES + " values");
    }
    if (node instanceof MappingNode mapping) {
      return object(path, mapping);
    }
    if (node instanceof SequenceNode sequence) {
      return list(path, sequence.getValue());
    }
    return scalar((ScalarNode) node);
  }

  private ObjectNode object(String path, MappingNode mapping) {
    ObjectNode object = JSON.objectNode();
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw new Fault(position(entry.getKeyNode()), "a key must be text");
      }
      String name = key.getValue();
      if (object.has(name)) {
        throw new Fault(position(key), "key \"" + name + "\" already set in map");
      }
      object.set(name, read(path.isEmpty() ? name : path + "." + name, entry.getValueNode()));
    }
    return object;
  }

  private ArrayNode list(String path, List<Node> items) {
    ArrayNode list = JSON.arrayNode();
    for (int i = 0; i < items.size(); i++) {
      list.add(read(path + "[" + i + "]", items.get(i)));
    }
    return list;
  }

  private static JsonNode scalar(ScalarNode scalar) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return JSON.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return JSON.booleanNode(Boolean.parseBoolean(text));
    }
    if (tag.equals(Tag.INT) && text.matches("[-+]?[0-9]+")) {
      BigInteger number = new BigInteger(text);
      return number.bitLength() < Integer.SIZE
          ? JSON.numberNode(number.intValue())
          : number.bitLength() < Long.SIZE
              ? JSON.numberNode(number.longValue())
              : JSON.numberNode(number);
    }
    if (tag.equals(Tag.FLOAT) && text.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?")) {
      return JSON.numberNode(new BigDecimal(text).doubleValue());
    }
    return JSON.textNode(text);
  }

  private static Position position(Node node) {
    return node.getStartMark()
        .map(mark -> new Position(mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(new Position(1, 1));
  }
}
