package io.workloadplacement.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.chart.ChartFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files that are generated, from the API types and the chart's values, and committed. */
class GeneratedFilesTest {

  private static final Path ROOT = Path.of(System.getProperty("repository.root", ".."));
  private static final Path CHART = ROOT.resolve("charts/workload-placement-operator");
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
    isExactly(CHART.resolve("files/crds"), definitionFiles());
  }

  @Test
  void chartHoldsTheMonitoringOfKustomize() throws IOException {
    isExactly(CHART.resolve("files/monitoring"), monitoringFiles());
  }

  @Test
  void schema_of_the_charts_values_is_what_values_and_settings_give() throws IOException {
    isExactly(CHART.resolve("values.schema.json"), chartFiles().schema());
  }

  @Test
  void readme_of_the_chart_says_what_the_comments_of_its_values_say() throws IOException {
    isExactly(CHART.resolve("README.md"), chartFiles().readme());
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
    Map<String, String> files = new TreeMap<>();
    definitions.forEach(
        (name, definition) -> files.put(name, HEADER + CustomResourceDefinitions.yaml(definition)));
    return files;
  }

  private ChartFiles chartFiles() {
    return new ChartFiles(
        CHART, definitions.get("placementpolicies.workloadplacement.io.yaml"), COMMAND);
  }

  /** What stands in config/monitoring, but for what only kustomize and promtool read. */
  private static Map<String, String> monitoringFiles() throws IOException {
    Path folder = ROOT.resolve("config/monitoring");
    Map<String, String> files = new TreeMap<>();
    for (String file : filesIn(folder)) {
      if (!file.endsWith("kustomization.yaml") && !file.endsWith("-test.yaml")) {
        files.put(file, Files.readString(folder.resolve(file)));
      }
    }
    return files;
  }

  private static void isExactly(Path folder, Map<String, String> files) throws IOException {
    for (var file : files.entrySet()) {
      isExactly(folder.resolve(file.getKey()), file.getValue());
    }
    for (String present : filesIn(folder)) {
      if (UPDATE && !files.containsKey(present)) {
        Files.delete(folder.resolve(present));
      }
    }
    assertThat(filesIn(folder)).as("files in %s", folder).containsExactlyElementsOf(files.keySet());
  }

  private static List<String> filesIn(Path folder) throws IOException {
    try (Stream<Path> present = Files.walk(folder)) {
      return present
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static void isExactly(Path file, String text) throws IOException {
    if (UPDATE) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(file)
        .as("%s is not what it is generated from; run: %s", file, COMMAND)
        .exists()
        .hasContent(text);
  }
}
