package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What users set on charts of operators, as Helm renders it with this one. */
class UsualValuesTest {

  private static final YAMLMapper YAML = new YAMLMapper();

  @TempDir private Path folder;

  /**
   * A set of values, and what comes of it.
   *
   * @param values as in a file of values
   * @param gives what is at a JSON pointer of an object; null where nothing is
   * @param refused the words with which Helm refuses the values; empty where it takes them
   */
  record ValueSet(JsonNode values, JsonNode gives, String refused) {
    @Override
    public String toString() {
      return values.toString();
    }
  }

  static Stream<ValueSet> usual() throws IOException {
    try (InputStream file = UsualValuesTest.class.getResourceAsStream("/chart-values/usual.yaml")) {
      JsonNode sets = YAML.readTree(Objects.requireNonNull(file, "usual.yaml"));
      return StreamSupport.stream(sets.spliterator(), false)
          .map(
              set ->
                  new ValueSet(set.get("values"), set.path("gives"), set.path("refused").asText()));
    }
  }

  static Stream<Path> ofContinuousIntegration() {
    return KubernetesObjects.files("charts/workload-placement-operator/ci").stream();
  }

  @ParameterizedTest
  @MethodSource("usual")
  void usual_values_do_what_they_do_elsewhere_or_are_refused_by_name(ValueSet set) {
    TemplateCommand chart = Installations.chart().withValuesFile(file(set.values()));
    if (!set.refused().isEmpty()) {
      assertThatThrownBy(chart::call).hasMessageContaining(set.refused());
      return;
    }
    KubernetesObjects rendered = KubernetesObjects.parse(chart.call());
    assertThat(set.gives().properties()).isNotEmpty();
    set.gives().properties().forEach(object -> holds(rendered, object.getKey(), object.getValue()));
    eachObjectIsThereOnce(rendered);
  }

  @ParameterizedTest
  @MethodSource("ofContinuousIntegration")
  void the_chart_renders_with_the_values_of_its_own_ci(Path values) {
    eachObjectIsThereOnce(
        KubernetesObjects.parse(Installations.chart().withValuesFile(values).call()));
  }

  /** A key that stands twice is read as one, so it is looked for in the text. */
  @Test
  void no_key_stands_twice_where_values_repeat_what_the_chart_sets() {
    String rendered =
        Installations.chart()
            .withValuesFile(
                file(
                    YAML.createObjectNode()
                        .<ObjectNode>set(
                            "podAnnotations",
                            YAML.createObjectNode().put("prometheus.io/scrape", "false"))))
            .call();

    assertThat(rendered.split("prometheus.io/scrape:", -1))
        .as("once for the operator, once for the router")
        .hasSize(3);
  }

  private static void holds(KubernetesObjects rendered, String id, JsonNode fields) {
    List<ObjectNode> found =
        rendered.objects().stream().filter(object -> id(object).equals(id)).toList();
    if (fields.isNull()) {
      assertThat(found).as(id).isEmpty();
      return;
    }
    assertThat(found).as(id).hasSize(1);
    fields
        .properties()
        .forEach(
            field ->
                assertThat(found.get(0).at(field.getKey()))
                    .as("%s %s", id, field.getKey())
                    .isEqualTo(
                        field.getValue().isNull() ? MissingNode.getInstance() : field.getValue()));
  }

  private static void eachObjectIsThereOnce(KubernetesObjects rendered) {
    assertThat(rendered.objects())
        .extracting(object -> id(object) + object.at("/metadata/namespace"))
        .doesNotHaveDuplicates();
  }

  private static String id(ObjectNode object) {
    return object.get("kind").asText() + "/" + object.at("/metadata/name").asText();
  }

  private Path file(JsonNode values) {
    try {
      return Files.writeString(folder.resolve("values.yaml"), YAML.writeValueAsString(values));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
