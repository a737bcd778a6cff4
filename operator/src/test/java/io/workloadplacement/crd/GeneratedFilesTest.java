package io.workloadplacement.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files that are generated from the API types and committed. */
class GeneratedFilesTest {

  private static final Path ROOT = Path.of(System.getProperty("repository.root", ".."));
  private static final boolean UPDATE = Boolean.getBoolean("crds.update");
  private static final String COMMAND =
      "./mvnw test -Dtest=GeneratedFilesTest -Dsurefire.failIfNoSpecifiedTests=false -Dcrds.update=true";
  private static final String HEADER =
      "# Generated from io.workloadplacement.api.v1alpha1; to change it, edit there and run\n# "
          + COMMAND
          + "\n";

  private final Map<String, ObjectNode> definitions = CustomResourceDefinitions.generate();

  @Test
  void crdsFolderHoldsExactlyWhatTheApiTypesGive() throws IOException {
    isExactly(ROOT.resolve("crds"), definitionFiles());
  }

  @Test
  void clientSideApplyHasRoomForEveryDefinition() {
    assertThat(definitions)
        .allSatisfy(
            (name, definition) ->
                assertThat(definition.toString().getBytes(StandardCharsets.UTF_8).length)
                    .as("%s as compact JSON, in bytes", name)
                    .isLessThan(200_000));
  }

  private Map<String, String> definitionFiles() {
    return definitions.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> HEADER + CustomResourceDefinitions.yaml(entry.getValue())));
  }

  private static void isExactly(Path folder, Map<String, String> files) throws IOException {
    if (UPDATE) {
      Files.createDirectories(folder);
      for (var file : files.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    }
    try (Stream<Path> present = Files.list(folder)) {
      assertThat(present.map(path -> path.getFileName().toString()))
          .as("files in %s", folder)
          .containsExactlyInAnyOrderElementsOf(files.keySet());
    }
    for (var file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      assertThat(Files.readString(path))
          .as("%s is not what the API types give; run: %s", path, COMMAND)
          .isEqualTo(file.getValue());
    }
  }
}
