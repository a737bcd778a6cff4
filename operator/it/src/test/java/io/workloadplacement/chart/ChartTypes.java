package io.workloadplacement.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** What is known of the types of the chart's values beyond their defaults. */
final class ChartTypes {

  private final JsonNode file;
  private final Set<String> unused = new HashSet<>();

  ChartTypes() {
    try (InputStream types = ChartTypes.class.getResourceAsStream("/chart-generation/types.yaml")) {
      file = new YAMLMapper().readTree(Objects.requireNonNull(types, "types.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    file.get("types").fieldNames().forEachRemaining(unused::add);
  }

  ObjectNode definitions() {
    return file.get("definitions").deepCopy();
  }

  /** Whether a group of values holds names of others, too. */
  boolean isOpen(String path) {
    return StreamSupport.stream(file.get("open").spliterator(), false)
        .anyMatch(open -> open.asText().equals(path));
  }

  /** The schema of a value, if its default does not give it. */
  Optional<ObjectNode> of(String path) {
    String end = "**." + path.substring(path.lastIndexOf('.') + 1);
    for (String key : new String[] {path, end}) {
      if (file.get("types").has(key)) {
        unused.remove(key);
        return Optional.of(file.get("types").get(key).deepCopy());
      }
    }
    return Optional.empty();
  }

  /** Fragments that belong to no value, which must not outlive it. */
  Set<String> unused() {
    return unused;
  }
}
