package io.workloadplacement.simulation;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The simulation is still as close to a real cluster as its page says. After a new measurement, or
 * a change of the models, the page's table and plots are written anew by
 *
 * <pre>
 * ./mvnw test -Dtest=AutoscalerComparisonTest -Dsurefire.failIfNoSpecifiedTests=false -Dautoscalers.update=true
 * </pre>
 */
class AutoscalerComparisonTest {

  private static final boolean UPDATE = Boolean.getBoolean("autoscalers.update");
  private static final Path PAGE = AutoscalerComparison.FOLDER.resolveSibling("simulation.md");

  private static AutoscalerComparison comparison;

  @BeforeAll
  static void simulate() {
    comparison = AutoscalerComparison.read();
  }

  @Test
  void simulationAgreesWithWhatWasMeasured() {
    comparison.agrees();
  }

  @Test
  void tableOfThePageIsThatOfTheComparison() throws IOException {
    List<String> table = comparison.table();
    String page = Files.readString(PAGE);
    String old =
        page.substring(page.indexOf(table.get(0)))
            .lines()
            .takeWhile(line -> line.startsWith("|"))
            .collect(joining("\n"));
    if (UPDATE) {
      Files.writeString(PAGE, page.replace(old, String.join("\n", table)));
    }
    assertThat(Files.readString(PAGE)).contains(String.join("\n", table));
  }

  @Test
  void stepMayBeSimulatedByItself() throws IOException {
    LoadShape step = LoadShape.STEP;
    String trace = step.times().stream().map(at -> at + "\n").collect(joining("", "t_s\n", ""));
    isExactly("step.csv", trace);
    isExactly("step.yaml", step.manifest(Target.DEPLOYMENT, "shop"));
  }

  @ParameterizedTest
  @EnumSource
  void plotsAreThoseOfTheComparison(LoadShape shape) throws IOException {
    isExactly(shape.id() + ".svg", comparison.plot(shape));
  }

  private static void isExactly(String name, String text) throws IOException {
    Path file = AutoscalerComparison.FOLDER.resolve(name);
    if (UPDATE) {
      Files.writeString(file, text);
    }
    assertThat(file).hasContent(text);
  }
}
