package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code plan} says of a folder, the operator says and does once the folder is applied. */
class PlanIsWhatTheClusterSaysTest {

  private static final Path FOLDERS = PlanRun.FILES.resolve("folders");

  @RegisterExtension static final FolderCluster cluster = new FolderCluster();

  static Stream<String> folders() throws IOException {
    return in(FOLDERS).stream().map(folder -> folder.getFileName().toString());
  }

  private static List<Path> in(Path folders) throws IOException {
    try (Stream<Path> found = Files.list(folders)) {
      return found.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void what_plan_says_of_a_folder_the_cluster_says_of_it(String folder) throws IOException {
    cluster.saysWhatPlanSays(FOLDERS.resolve(folder));
  }

  /** The same of any folder of folders: {@code -Dplan.folders=...}. */
  @Tag("campaign")
  @TestFactory
  Stream<DynamicTest> what_plan_says_of_other_folders() throws IOException {
    String folders = System.getProperty("plan.folders");
    assertThat(folders).as("-Dplan.folders, a folder of folders with manifests").isNotNull();
    return in(Path.of(folders)).stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(
                    folder.getFileName().toString(), () -> cluster.saysWhatPlanSays(folder)));
  }
}
