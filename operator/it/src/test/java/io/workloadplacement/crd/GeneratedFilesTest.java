package io.workloadplacement.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  private static final String REFERENCE_HEADER =
      "<!-- Generated from crds/; to change it, edit io.workloadplacement.api.v1alpha1 and run\n"
          + COMMAND
          + " -->\n";

  private final Map<String, ObjectNode> definitions = CustomResourceDefinitions.generate();

  @Test
  void crdsFolderHoldsExactlyWhatTheApiTypesGive() throws IOException {
    isExactly(ROOT.resolve("crds"), definitionFiles());
  }

  @Test
  void chartHoldsTheSameDefinitions() throws IOException {
    isExactly(ROOT.resolve("charts/workload-placement-operator/crds"), definitionFiles());
  }

  @Test
  void referenceOfTheApiSaysWhatTheDefinitionsSay() throws IOException {
    isExactly(ROOT.resolve("docs/api.md"), REFERENCE_HEADER + ApiReference.of(inReadingOrder()));
  }

  /** kubectl compares with what it applied before, and the API server leaves zero values out. */
  @Test
  void applyingTheDefinitionsAgainFindsThemUnchanged() {
    assertThat(definitions.values())
        .allSatisfy(
            definition -> assertThat(definition.findValuesAsText("priority")).doesNotContain("0"));
  }

  @Test
  void everyFieldOfOursHasADescription() {
    assertThat(definitions.values())
        .allSatisfy(
            definition ->
                assertThat(withoutDescription(definition)).as("fields without one").isEmpty());
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

  private List<ObjectNode> inReadingOrder() {
    return List.of(
        definitions.get("workloadplacements.workloadplacement.io.yaml"),
        definitions.get("placementpolicies.workloadplacement.io.yaml"));
  }

  private static List<String> withoutDescription(ObjectNode definition) {
    return SchemaOverlay.fields(
            (ObjectNode) definition.at("/spec/versions/0/schema/openAPIV3Schema"))
        .entrySet()
        .stream()
        .filter(field -> !field.getKey().matches(".*(\\[]|\\{})|metadata.*|spec\\.template\\..*"))
        .filter(field -> !field.getValue().schema().has("description"))
        .map(Map.Entry::getKey)
        .toList();
  }

  private Map<String, String> definitionFiles() {
    return definitions.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> HEADER + CustomResourceDefinitions.yaml(entry.getValue())));
  }

  private static void isExactly(Path folder, Map<String, String> files) throws IOException {
    for (var file : files.entrySet()) {
      isExactly(folder.resolve(file.getKey()), file.getValue());
    }
    try (Stream<Path> present = Files.list(folder)) {
      assertThat(present.map(path -> path.getFileName().toString()))
          .as("files in %s", folder)
          .containsExactlyInAnyOrderElementsOf(files.keySet());
    }
  }

  private static void isExactly(Path file, String text) throws IOException {
    if (UPDATE) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(file)
        .as("%s is not what the API types give; run: %s", file, COMMAND)
        .exists()
        .hasContent(text);
  }
}
