package io.workloadplacement.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The committed definitions of our resources. */
final class CustomResource {

  private CustomResource() {}

  static List<Path> definitions() {
    try (Stream<Path> files = Files.list(Markdown.ROOT.resolve("crds"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode ofShortName(String shortName) {
    List<JsonNode> found =
        definitions().stream()
            .map(CustomResource::read)
            .filter(
                definition -> definition.at("/spec/names/shortNames/0").asText().equals(shortName))
            .toList();
    assertThat(found).as("resources of the short name %s", shortName).hasSize(1);
    return found.get(0);
  }

  /** The schema of a field as {@code kubectl explain} names it, such as {@code wp.spec.traffic}. */
  static JsonNode field(String path) {
    List<String> names = Arrays.asList(path.split("\\."));
    JsonNode schema = ofShortName(names.get(0)).at("/spec/versions/0/schema/openAPIV3Schema");
    for (String name : names.subList(1, names.size())) {
      schema = schema.path("properties").path(name);
    }
    assertThat(schema.isMissingNode()).as("%s is missing", path).isFalse();
    return schema;
  }

  private static JsonNode read(Path file) {
    try {
      return new YAMLMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
