package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.cli.ManifestDocument.Position;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads manifests from files, folders and standard input, and remembers where everything stands.
 * What cannot be read is a fault with its place, and does not keep the rest from being read.
 */
final class ManifestReader {

  private static final String STANDARD_INPUT = "-";
  private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

  private final InputStream standardInput;
  private final List<String> faults = new ArrayList<>();

  ManifestReader(InputStream standardInput) {
    this.standardInput = standardInput;
  }

  /** Everything that could not be read, each with file, line and column. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  /**
   * Reads sources in their order.
   *
   * @param sources files; folders, which mean their .yaml, .yml and .json files by name; {@code -}
   *     for standard input
   */
  List<ManifestDocument> read(List<String> sources) {
    List<ManifestDocument> documents = new ArrayList<>();
    for (String source : sources) {
      try {
        if (source.equals(STANDARD_INPUT)) {
          documents.addAll(parse(source, standardInput.readAllBytes()));
        } else {
          for (Path file : files(Path.of(source))) {
            documents.addAll(parse(file.toString(), Files.readAllBytes(file)));
          }
        }
      } catch (IOException e) {
        faults.add(source + ": cannot be read: " + e.getMessage());
      }
    }
    return documents;
  }

  private List<Path> files(Path source) throws IOException {
    if (!Files.exists(source)) {
      faults.add(source + ": there is no such file or folder");
      return List.of();
    }
    if (!Files.isDirectory(source)) {
      return List.of(source);
    }
    try (Stream<Path> files = Files.list(source)) {
      List<Path> manifests =
          files
              .filter(Files::isRegularFile)
              .filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
              .sorted()
              .toList();
      if (manifests.isEmpty()) {
        faults.add(source + ": the folder holds no " + String.join(", ", ENDINGS) + " file");
      }
      return manifests;
    }
  }

  private List<ManifestDocument> parse(String source, byte[] bytes) {
    List<ManifestDocument> documents = new ArrayList<>();
    LoadSettings settings =
        LoadSettings.builder().setLabel(source).setSchema(new CoreSchema()).build();
    int number = 0;
    try {
      for (Node node :
          new Compose(settings).composeAllFromString(new String(bytes, StandardCharsets.UTF_8))) {
        number++;
        YamlTree tree = new YamlTree();
        JsonNode content = tree.read(node);
        if (content instanceof ObjectNode object) {
          documents.addAll(objects(new ManifestDocument(source, number, object, tree.positions())));
        } else if (!content.isNull()) {
          faults.add(
              "%s:%s: document %d is no Kubernetes object"
                  .formatted(source, tree.positions().get(""), number));
        }
      }
    } catch (YamlTree.Fault e) {
      faults.add("%s:%s: document %d: %s".formatted(source, e.position(), number, e.getMessage()));
    } catch (MarkedYamlEngineException e) {
      faults.add(
          "%s:%s: document %d is no YAML: %s"
              .formatted(
                  source,
                  e.getProblemMark().map(ManifestReader::position).orElse(new Position(1, 1)),
                  number + 1,
                  e.getProblem()));
    } catch (YamlEngineException e) {
      faults.add("%s: is no YAML: %s".formatted(source, e.getMessage()));
    }
    return documents;
  }

  private static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** The object, or the items of a list as {@code kubectl get} writes it. */
  private static List<ManifestDocument> objects(ManifestDocument document) {
    if (!document.kind().equals("List") || !document.at("/items").isArray()) {
      return List.of(document);
    }
    List<ManifestDocument> items = new ArrayList<>();
    for (int i = 0; i < document.at("/items").size(); i++) {
      if (document.at("/items/" + i) instanceof ObjectNode item) {
        items.add(
            new ManifestDocument(
                document.source(),
                document.number(),
                item,
                below("items[" + i + "]", document.positions())));
      }
    }
    return items;
  }

  private static Map<String, Position> below(String prefix, Map<String, Position> positions) {
    Map<String, Position> below = new HashMap<>();
    positions.forEach(
        (path, position) -> {
          if (path.equals(prefix)) {
            below.put("", position);
          } else if (path.startsWith(prefix + ".")) {
            below.put(path.substring(prefix.length() + 1), position);
          }
        });
    return below;
  }
}
