package io.workloadplacement.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The invalid fixtures break every rule of the schema of ours; Kubernetes' pod template aside, and
 * rules of changes, which {@link SchemaContract} breaks.
 */
class FixturesCoverSchemaTest {

  private static final Set<String> CONSTRAINTS =
      Set.of("enum", "minimum", "pattern", "format", "minLength");

  static Stream<ObjectNode> definitions() {
    return Stream.of("workloadplacements", "placementpolicies")
        .map(CustomResourceDefinitions::committed);
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void everyRuleHasAnInvalidFixtureWithItsMessage(ObjectNode definition) {
    List<String> expected = expectedMessages(definition);
    List<String> notShown = new ArrayList<>();
    ourFields(definition)
        .forEach(
            (path, field) -> {
              for (JsonNode rule : field.schema().path("x-kubernetes-validations")) {
                boolean ofAChange = rule.get("rule").asText().contains("oldSelf");
                if (!ofAChange && expected.stream().noneMatch(line -> shows(line, path, rule))) {
                  notShown.add(path + ": " + rule.get("message").asText());
                }
              }
            });
    assertThat(notShown).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void everyConstrainedFieldHasAnInvalidFixture(ObjectNode definition) {
    List<String> expected = expectedMessages(definition);
    Set<String> notShown = new TreeSet<>();
    ourFields(definition)
        .forEach(
            (path, field) -> {
              if (CONSTRAINTS.stream().anyMatch(field.schema()::has)) {
                notShown.add(path);
              }
              String prefix = path.isEmpty() ? "" : path + ".";
              field.schema().path("required").forEach(name -> notShown.add(prefix + name.asText()));
            });
    notShown.removeIf(path -> expected.stream().anyMatch(line -> line.startsWith(path)));
    assertThat(notShown).isEmpty();
  }

  /** A rule whose message is computed is known by its field alone; a value of a map has its key. */
  private static boolean shows(String line, String path, JsonNode rule) {
    String field = path.replace("{}", "[") + rule.path("fieldPath").asText();
    return line.startsWith(field)
        && (rule.has("messageExpression") || line.contains(rule.get("message").asText()));
  }

  private static Map<String, SchemaOverlay.Field> ourFields(ObjectNode definition) {
    Map<String, SchemaOverlay.Field> fields =
        SchemaOverlay.fields((ObjectNode) definition.at("/spec/versions/0/schema/openAPIV3Schema"));
    fields
        .keySet()
        .removeIf(path -> path.startsWith("status") || path.startsWith("spec.template."));
    return fields;
  }

  private static List<String> expectedMessages(ObjectNode definition) {
    boolean policy = definition.at("/spec/names/kind").asText().equals("PlacementPolicy");
    return SchemaFixture.invalid()
        .filter(fixture -> fixture.isPolicy() == policy)
        .flatMap(fixture -> fixture.comments().stream())
        .map(line -> line.replaceAll("\\[\\d+\\]", "[]"))
        .toList();
  }
}
