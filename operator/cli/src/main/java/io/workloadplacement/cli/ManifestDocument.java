package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;

/**
 * One object of a file, with the places where its fields stand.
 *
 * @param source the file as it was named, or {@code -} for standard input
 * @param number of the document in its file, from 1
 * @param content the object
 * @param positions where the value of each field begins, by its path such as {@code
 *     spec.containers[0].name}; the object itself has the empty path
 */
record ManifestDocument(
    String source, int number, ObjectNode content, Map<String, Position> positions) {

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  /**
   * A place in a file.
   *
   * @param line from 1
   * @param column from 1
   */
  record Position(int line, int column) {

    @Override
    public String toString() {
      return line + ":" + column;
    }
  }

  /**
   * An object of a cluster.
   *
   * @param source what it is read from, in words for people
   */
  static ManifestDocument of(HasMetadata object, String source, int number) {
    ObjectNode content = SERIALIZATION.convertValue(object, ObjectNode.class);
    content.put("apiVersion", object.getApiVersion());
    content.put("kind", object.getKind());
    content.remove("status");
    return new ManifestDocument(source, number, content, Map.of("", new Position(1, 1)));
  }

  String apiVersion() {
    return content.path("apiVersion").asText("");
  }

  String kind() {
    return content.path("kind").asText("");
  }

  String name() {
    return content.at("/metadata/name").asText("");
  }

  String namespace() {
    return content.at("/metadata/namespace").asText("");
  }

  JsonNode at(String pointer) {
    return content.at(pointer);
  }

  /** A message about a field: file, line and column, document, path and what is wrong. */
  String fault(String field, String message) {
    String path = field.isEmpty() || message.startsWith(field + ":") ? "" : field + ": ";
    return "%s:%s: document %d%s: %s%s"
        .formatted(source, position(field), number, what(), path, message);
  }

  private String what() {
    return kind().isEmpty() ? "" : ", " + kind() + (name().isEmpty() ? "" : " " + name());
  }

  /** Where a field stands; for one that is absent, where its nearest parent does. */
  private Position position(String field) {
    String path = field;
    while (!positions.containsKey(path)) {
      int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
      path = end < 0 ? "" : path.substring(0, end);
    }
    return positions.get(path);
  }
}
