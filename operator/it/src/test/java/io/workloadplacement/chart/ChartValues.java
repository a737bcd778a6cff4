package io.workloadplacement.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of the chart: their defaults, and what the comments before them say.
 *
 * @param defaults what values.yaml holds
 * @param comments by path, such as {@code router.image.tag}
 */
record ChartValues(ObjectNode defaults, Map<String, String> comments) {

  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z][A-Za-z0-9]*):.*");

  static ChartValues read(Path file) {
    try {
      String text = Files.readString(file);
      return new ChartValues((ObjectNode) new YAMLMapper().readTree(text), comments(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The comment of a value. */
  String comment(String path) {
    String comment = comments.getOrDefault(path, "");
    if (comment.isEmpty()) {
      throw new IllegalStateException("values.yaml has no comment before " + path);
    }
    return comment;
  }

  JsonNode at(String path) {
    return defaults.at("/" + path.replace('.', '/'));
  }

  private static Map<String, String> comments(String text) {
    Map<String, String> comments = new LinkedHashMap<>();
    Deque<String> path = new ArrayDeque<>();
    StringBuilder comment = new StringBuilder();
    for (String line : text.split("\n")) {
      Matcher key = KEY.matcher(line);
      if (line.strip().startsWith("#")) {
        comment.append(comment.isEmpty() ? "" : " ").append(line.strip().substring(1).strip());
      } else if (key.matches()) {
        while (path.size() > key.group(1).length() / 2) {
          path.removeLast();
        }
        path.addLast(key.group(2));
        comments.put(String.join(".", path), comment.toString());
        comment.setLength(0);
      } else {
        comment.setLength(0);
      }
    }
    return comments;
  }
}
