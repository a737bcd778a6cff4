package io.workloadplacement.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Names keep to the terms of {@code docs/glossary.md}. */
class LanguageTest {

  private static final Path ROOT = Path.of(System.getProperty("repository.root", "..")).normalize();
  private static final String TYPE_NAME =
      "(?:[a-z-]+ )*(?:class|record|interface|enum|@interface) ([A-Z]\\w*)";
  private static final Pattern TYPE = Pattern.compile("(?m)^ *" + TYPE_NAME);
  private static final Pattern TOP_LEVEL_TYPE = Pattern.compile("(?m)^" + TYPE_NAME);
  private static final Pattern CAMEL_CASE_TEXT =
      Pattern.compile("\"([A-Z][a-z]+(?:[A-Z][a-z]+)*)\"");
  private static final Pattern ALERT = Pattern.compile("(?m)^ *- alert: (\\w+)");
  private static final Pattern WORD = Pattern.compile("([A-Z]?[a-z]+|[A-Z]+(?![a-z]))");
  private static final int COLUMN_OF_AVOIDED = 3;

  private static Set<String> avoided;
  private static List<Path> sources;

  @BeforeAll
  static void read() throws IOException {
    avoided =
        Files.readAllLines(ROOT.resolve("docs/glossary.md")).stream()
            .filter(line -> line.startsWith("| "))
            .skip(1)
            .map(line -> line.split("\\|"))
            .flatMap(cells -> Arrays.stream(cells[COLUMN_OF_AVOIDED].split(",")))
            .map(String::strip)
            .filter(Predicate.not(String::isEmpty))
            .collect(Collectors.toCollection(TreeSet::new));
    try (Stream<Path> files = Files.walk(ROOT.resolve("operator"))) {
      sources =
          files
              .filter(file -> file.toString().matches(".*/src/(main|test)/java/.*\\.java"))
              .toList();
    }
  }

  @Test
  void the_glossary_says_what_to_avoid() {
    assertThat(avoided)
        .contains("move", "alias", "verdict", "laboratory")
        .allMatch(word -> word.matches("[a-z]+"), "is a single word");
  }

  @Test
  void no_two_classes_have_the_same_simple_name() {
    List<String> names =
        sources.stream().flatMap(file -> found(TOP_LEVEL_TYPE, text(file))).toList();

    assertThat(names).hasSizeGreaterThan(400).doesNotHaveDuplicates();
  }

  @Test
  void classes_take_the_words_of_the_glossary() {
    assertThat(namesIn(TYPE, ".*"))
        .contains("LanguageTest", "MigrationState")
        .filteredOn(LanguageTest::isAvoided)
        .isEmpty();
  }

  @Test
  void reasons_and_events_take_the_words_of_the_glossary() {
    assertThat(namesIn(CAMEL_CASE_TEXT, ".*/src/main/.*/(decision|reconcile|app)/.*"))
        .contains("Moved", "Conflict")
        .filteredOn(LanguageTest::isAvoided)
        .isEmpty();
  }

  @Test
  void alerts_take_the_words_of_the_glossary() {
    assertThat(found(ALERT, text(ROOT.resolve("config/monitoring/alerts.yaml"))))
        .contains("WorkloadPlacementNoLeader")
        .filteredOn(LanguageTest::isAvoided)
        .isEmpty();
  }

  @Test
  void fields_of_the_resources_take_the_words_of_the_glossary() throws IOException {
    List<String> fields = new ArrayList<>();
    try (Stream<Path> definitions = Files.list(ROOT.resolve("crds"))) {
      for (Path definition : definitions.toList()) {
        collectFields(
            new YAMLMapper()
                .readTree(definition.toFile())
                .at("/spec/versions/0/schema/openAPIV3Schema"),
            fields);
      }
    }

    assertThat(fields)
        .contains("latency", "originalReplicas")
        .filteredOn(LanguageTest::isAvoided)
        .isEmpty();
  }

  /** All fields but those of a pod template, which are Kubernetes' own. */
  private static void collectFields(JsonNode schema, List<String> into) {
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              into.add(property.getKey());
              if (!property.getKey().equals("template")) {
                collectFields(property.getValue(), into);
              }
            });
    if (schema.has("items")) {
      collectFields(schema.get("items"), into);
    }
  }

  private static Stream<String> namesIn(Pattern pattern, String files) {
    return sources.stream()
        .filter(file -> file.toString().matches(files))
        .flatMap(file -> found(pattern, text(file)));
  }

  /** In the singular and in the plural. */
  private static boolean isAvoided(String name) {
    return found(WORD, name)
        .map(word -> word.toLowerCase(Locale.ROOT))
        .anyMatch(
            word ->
                avoided.contains(word)
                    || avoided.contains(word.replaceFirst("s$", ""))
                    || avoided.contains(word.replaceFirst("ies$", "y")));
  }

  private static Stream<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(result -> result.group(1)).toList().stream();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
