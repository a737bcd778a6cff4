package io.workloadplacement.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** NullAway looks at what is marked alone. */
class NullMarkedTest {

  private static final Path ROOT = Path.of(System.getProperty("repository.root", "..")).normalize();

  @Test
  void everyPackageOfTheProgramSaysThatNothingIsNullUnlessItIsMarked() throws IOException {
    List<Path> packages;
    try (Stream<Path> files = Files.walk(ROOT.resolve("operator"))) {
      packages =
          files
              .filter(file -> file.toString().matches(".*/src/main/java/.*\\.java"))
              .map(Path::getParent)
              .distinct()
              .toList();
    }

    assertThat(packages)
        .isNotEmpty()
        .allSatisfy(
            folder ->
                assertThat(folder.resolve("package-info.java"))
                    .content()
                    .containsPattern("(?m)^@(org\\.jspecify\\.annotations\\.)?NullMarked$"));
  }
}
