package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.cli.ManifestDocument.Position;
import io.workloadplacement.cli.ManifestText.Fault;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A document of YAML as JSON, with the place of each field, read as kubectl reads it: aliases and
 * merge keys are followed, {@code yes} and {@code off} are booleans, {@code 0644} is octal. A key
 * that stands twice is refused, as the API server does.
 */
final class YamlTree {

  /** Deeper than any object that the API server takes. */
  static final int DEEPEST = 200;

  /** Stops aliases of aliases of aliases: without them, no text has more values than characters. */
  private static final int VALUES_OF_ALIASES = 200_000;

  private static final int LONGEST_NUMBER = 100;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Set<String> TRUE = Set.of("yes", "on");
  private static final Set<String> FALSE = Set.of("no", "off");

  private final int firstLine;
  private final int mostNodes;
  private final Map<String, Position> positions = new HashMap<>();
  private int nodes;

  private YamlTree(int firstLine, int mostNodes) {
    this.firstLine = firstLine;
    this.mostNodes = mostNodes;
  }

  /**
   * Reads a text, which is one document or none.
   *
   * @param firstLine number of its first line in its file, from 0
   * @throws Fault if it is no YAML, a key stands twice or is no text, or it is too large
   */
  static List<ManifestText.Value> readAll(String text, int firstLine) {
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setCodePointLimit(Integer.MAX_VALUE)
            .setMaxAliasesForCollections(Integer.MAX_VALUE)
            .build();
    List<ManifestText.Value> values = new ArrayList<>();
    try {
      refuseDeep(new Parse(settings).parseString(text), firstLine);
      for (Node node : new Compose(settings).composeAllFromString(text)) {
        YamlTree tree = new YamlTree(firstLine, VALUES_OF_ALIASES + text.length());
        values.add(new ManifestText.Value(tree.read("", node, 0), tree.positions));
      }
      return values;
    } catch (MarkedYamlEngineException e) {
      throw new Fault(
          e.getProblemMark()
              .map(mark -> position(mark, firstLine))
              .orElse(new Position(firstLine + 1, 1)),
          "is no YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new Fault(new Position(firstLine + 1, 1), "is no YAML: " + e.getMessage());
    }
  }

  static String alreadySet(String key) {
    return "key \"" + key + "\" already set in map";
  }

  /** Events come one by one, and nodes by recursion: what is too deep is found before. */
  private static void refuseDeep(Iterable<Event> events, int firstLine) {
    int depth = 0;
    for (Event event : events) {
      if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (depth > DEEPEST) {
        throw tooDeep(
            event
                .getStartMark()
                .map(mark -> position(mark, firstLine))
                .orElse(new Position(firstLine + 1, 1)));
      }
    }
  }

  private static Fault tooDeep(Position position) {
    return new Fault(position, "it is more than " + DEEPEST + " levels deep");
  }

  private JsonNode read(String path, Node node, int depth) {
    Position position = position(node);
    positions.put(path, position);
    if (++nodes > mostNodes) {
      throw new Fault(position, "it has too many values: its aliases stand for ever more");
    }
    if (depth > DEEPEST) {
      // Only an alias of what it stands in gets here.
      throw tooDeep(position);
    }
    if (node instanceof MappingNode mapping) {
      return object(path, mapping, depth);
    }
    if (node instanceof SequenceNode sequence) {
      return list(path, sequence.getValue(), depth);
    }
    return scalar((ScalarNode) node);
  }

  private ObjectNode object(String path, MappingNode mapping, int depth) {
    ObjectNode object = JSON.objectNode();
    List<ObjectNode> merged = new ArrayList<>();
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw new Fault(position(entry.getKeyNode()), "a key must be text");
      }
      String name = key.getValue();
      if (object.has(name)) {
        throw new Fault(position(key), alreadySet(name));
      }
      JsonNode value =
          read(path.isEmpty() ? name : path + "." + name, entry.getValueNode(), depth + 1);
      if (name.equals("<<") && isPlain(key)) {
        merged.addAll(merged(value));
      } else {
        object.set(name, value);
      }
    }
    merged.forEach(
        other ->
            other
                .properties()
                .forEach(field -> object.putIfAbsent(field.getKey(), field.getValue())));
    return object;
  }

  private static List<ObjectNode> merged(JsonNode value) {
    List<ObjectNode> merged = new ArrayList<>();
    for (JsonNode one : value.isArray() ? value : JSON.arrayNode().add(value)) {
      if (one instanceof ObjectNode object) {
        merged.add(object);
      }
    }
    return merged;
  }

  private ArrayNode list(String path, List<Node> items, int depth) {
    ArrayNode list = JSON.arrayNode();
    for (int i = 0; i < items.size(); i++) {
      list.add(read(path + "[" + i + "]", items.get(i), depth + 1));
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
    if (tag.equals(Tag.INT) && text.length() <= LONGEST_NUMBER) {
      return integer(text);
    }
    if (tag.equals(Tag.FLOAT) && text.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?")) {
      return JSON.numberNode(new BigDecimal(text).doubleValue());
    }
    if (isPlain(scalar) && isWord(text, TRUE)) {
      return JSON.booleanNode(true);
    }
    if (isPlain(scalar) && isWord(text, FALSE)) {
      return JSON.booleanNode(false);
    }
    return JSON.textNode(text);
  }

  private static boolean isPlain(ScalarNode scalar) {
    return scalar.getScalarStyle() == ScalarStyle.PLAIN;
  }

  /** In small letters, in capitals, or with one in front. */
  private static boolean isWord(String text, Set<String> words) {
    String small = text.toLowerCase(Locale.ROOT);
    return words.contains(small)
        && (text.equals(small)
            || text.equals(text.toUpperCase(Locale.ROOT))
            || text.substring(1).equals(small.substring(1)));
  }

  private static JsonNode integer(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String digits = signed ? text.substring(1) : text;
    BigInteger size;
    if (digits.startsWith("0x")) {
      size = new BigInteger(digits.substring(2), 16);
    } else if (digits.startsWith("0o")) {
      size = new BigInteger(digits.substring(2), 8);
    } else if (digits.matches("0[0-7]+")) {
      size = new BigInteger(digits, 8);
    } else {
      size = new BigInteger(digits);
    }
    BigInteger number = text.startsWith("-") ? size.negate() : size;
    return number.bitLength() < Integer.SIZE
        ? JSON.numberNode(number.intValue())
        : number.bitLength() < Long.SIZE
            ? JSON.numberNode(number.longValue())
            : JSON.numberNode(number);
  }

  private Position position(Node node) {
    return node.getStartMark()
        .map(mark -> position(mark, firstLine))
        .orElse(new Position(firstLine + 1, 1));
  }

  private static Position position(Mark mark, int firstLine) {
    return new Position(firstLine + mark.getLine() + 1, mark.getColumn() + 1);
  }
}
