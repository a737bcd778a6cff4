package io.workloadplacement.reconcile.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The states on which the health checks of {@code config/argocd} and the rules of kstatus are tried
 * are those that the operator writes. After a change that is meant: {@code -Dargocd.update=true}.
 */
class RecordedStatesTest {

  private static final Path FOLDER =
      Path.of(System.getProperty("repository.root"))
          .resolve("config/argocd/resource_customizations/workloadplacement.io");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  /** Long figures that say nothing of the state. */
  private static final List<String> LEFT_OUT =
      List.of("factors", "totals", "estimates", "flipPoint", "notes");

  @ParameterizedTest
  @ValueSource(strings = {"WorkloadPlacement", "PlacementPolicy"})
  void the_recorded_states_are_what_the_operator_writes(String kind) throws IOException {
    Path folder = FOLDER.resolve(kind).resolve("testdata");
    Map<String, String> written = new TreeMap<>();
    Map<String, ? extends HasMetadata> states =
        kind.equals("WorkloadPlacement") ? PlacementStates.all() : PolicyStates.all();
    for (Map.Entry<String, ? extends HasMetadata> state : states.entrySet()) {
      written.put(fileName(state.getKey()), yaml(state.getValue()));
    }
    if (Boolean.getBoolean("argocd.update")) {
      Files.createDirectories(folder);
      for (Map.Entry<String, String> file : written.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    }

    assertThat(recorded(folder)).isEqualTo(written);
  }

  private static String fileName(String state) {
    return state.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".yaml";
  }

  private static String yaml(HasMetadata object) throws IOException {
    ObjectNode tree = JSON.valueToTree(object);
    if (tree.at("/status/decision") instanceof ObjectNode decision) {
      decision.remove(LEFT_OUT);
    }
    return YAML.writeValueAsString(tree);
  }

  private static Map<String, String> recorded(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }
}
