package io.workloadplacement.crd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A custom resource with what its first lines, comments, say of it: of an invalid one, the messages
 * that a user sees.
 */
public record SchemaFixture(String name, List<String> comments, String yaml) {

  private static final Path FOLDER = Path.of("src/test/resources/crd");

  public static Stream<SchemaFixture> valid() {
    return of("valid-");
  }

  public static Stream<SchemaFixture> invalid() {
    return of("invalid-");
  }

  public JsonNode resource() {
    try {
      return new YAMLMapper().readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  public boolean isPolicy() {
    return resource().path("kind").asText().equals("PlacementPolicy");
  }

  private static Stream<SchemaFixture> of(String prefix) {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .map(SchemaFixture::read)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SchemaFixture read(Path file) {
    try {
      String yaml = Files.readString(file);
      List<String> comments =
          yaml.lines()
              .takeWhile(line -> line.startsWith("# "))
              .map(line -> line.substring(2))
              .toList();
      return new SchemaFixture(file.getFileName().toString(), comments, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
