package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.cli.ManifestDocument.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The objects of one text: YAML of any number of documents, or JSON of any number of values, one
 * after the other or in an array. A list as {@code kubectl get} writes it is read item by item. A
 * document that cannot be read is a fault, and does not keep its neighbours from being read.
 */
final class ManifestText {

  /**
   * What JSON alone begins with, most of the time: YAML in braces has no quotes around its keys.
   */
  private static final Pattern JSON = Pattern.compile("[\\s\\[]*+\\{\\s*[\"}]");

  private static final Pattern BRACKET = Pattern.compile("(?s)\\s*[\\[{].*");
  private static final Pattern WITHOUT_CONTENT = Pattern.compile("(?s)\\s*([#%].*)?");

  private final String source;
  private final List<ManifestDocument> documents = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private int number;

  /** A value of a text, with the places of its fields. */
  record Value(JsonNode content, Map<String, Position> positions) {}

  /** Something that is no manifest, with its place. */
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

  private ManifestText(String source) {
    this.source = source;
  }

  /**
   * Reads a text.
   *
   * @param source how its file was named
   */
  static ManifestText read(String source, String text) {
    ManifestText read = new ManifestText(source);
    chunks(text).forEach(read::read);
    return read;
  }

  /** What could be read. */
  List<ManifestDocument> documents() {
    return List.copyOf(documents);
  }

  /** What could not, each with file, line and column. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  private void read(Chunk chunk) {
    try {
      if (BRACKET.matcher(chunk.body()).matches()) {
        json(chunk);
      } else {
        YamlTree.readAll(chunk.text(), chunk.line()).forEach(this::add);
      }
    } catch (Fault e) {
      number++;
      String problem = String.valueOf(e.getMessage());
      faults.add(
          "%s:%s: document %d%s %s"
              .formatted(
                  source, e.position(), number, problem.startsWith("is ") ? "" : ":", problem));
    }
  }

  /** What begins with a bracket is JSON, or YAML in brackets. */
  private void json(Chunk chunk) {
    List<Value> values;
    try {
      values = JsonTree.readAll(chunk.body(), chunk.bodyLine());
    } catch (Fault e) {
      try {
        values = YamlTree.readAll(chunk.text(), chunk.line());
      } catch (Fault asYaml) {
        throw JSON.matcher(chunk.body()).lookingAt() ? e : asYaml;
      }
    }
    values.forEach(this::add);
  }

  private void add(Value value) {
    if (value.content().isArray()) {
      for (int i = 0; i < value.content().size(); i++) {
        number++;
        add(number, below("[" + i + "]", value.content().get(i), value.positions()));
      }
    } else {
      number++;
      add(number, value);
    }
  }

  private void add(int number, Value value) {
    if (value.content() instanceof ObjectNode object) {
      add(new ManifestDocument(source, number, object, value.positions()));
    } else if (!value.content().isNull()) {
      faults.add(
          "%s:%s: document %d is no Kubernetes object"
              .formatted(source, value.positions().get(""), number));
    }
  }

  /** The object, or the items of a list; those of a ServiceList need not say what they are. */
  private void add(ManifestDocument document) {
    if (!document.kind().endsWith("List") || !document.at("/items").isArray()) {
      documents.add(document);
      return;
    }
    String kind = document.kind().substring(0, document.kind().length() - "List".length());
    for (int i = 0; i < document.at("/items").size(); i++) {
      Value item = below("items[" + i + "]", document.at("/items/" + i), document.positions());
      if (item.content() instanceof ObjectNode object && !kind.isEmpty()) {
        if (!object.has("apiVersion")) {
          object.put("apiVersion", document.apiVersion());
        }
        if (!object.has("kind")) {
          object.put("kind", kind);
        }
      }
      add(document.number(), item);
    }
  }

  private static Value below(String prefix, JsonNode content, Map<String, Position> positions) {
    Map<String, Position> below = new HashMap<>();
    positions.forEach(
        (path, position) -> {
          if (path.equals(prefix)) {
            below.put("", position);
          } else if (path.startsWith(prefix + ".")) {
            below.put(path.substring(prefix.length() + 1), position);
          } else if (path.startsWith(prefix + "[")) {
            below.put(path.substring(prefix.length()), position);
          }
        });
    return new Value(content, below);
  }

  /**
   * One document of YAML.
   *
   * @param line number of its first line, from 0
   */
  private record Chunk(int line, String text) {

    /** What stands below its marker. */
    String body() {
      return isMarked() ? text.substring(text.indexOf('\n') + 1) : text;
    }

    int bodyLine() {
      return isMarked() ? line + 1 : line;
    }

    private boolean isMarked() {
      return text.matches("(?s)---\\s*\n.*");
    }
  }

  /** A line that begins with three dashes begins a document, wherever it stands. */
  private static List<Chunk> chunks(String text) {
    List<Chunk> chunks = new ArrayList<>();
    StringBuilder chunk = new StringBuilder();
    boolean content = false;
    int first = 0;
    int number = 0;
    for (String line : text.split("(?<=\n)", -1)) {
      boolean begins = isMarker("---", line);
      if (begins && content) {
        chunks.add(new Chunk(first, chunk.toString()));
        chunk.setLength(0);
        first = number;
      }
      chunk.append(line);
      content = begins || (content || !WITHOUT_CONTENT.matcher(line).matches());
      number++;
      if (isMarker("...", line)) {
        chunks.add(new Chunk(first, chunk.toString()));
        chunk.setLength(0);
        first = number;
        content = false;
      }
    }
    if (content) {
      chunks.add(new Chunk(first, chunk.toString()));
    }
    return chunks;
  }

  private static boolean isMarker(String marker, String line) {
    return line.startsWith(marker)
        && (line.length() == marker.length() || Character.isWhitespace(line.charAt(3)));
  }
}
