package io.workloadplacement.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages name is there. */
class DocumentationTest {

  /** A class as the pages write it: its layer and its name. */
  private static final Pattern CLASS =
      Pattern.compile(
          "(app|cli|decision|local|observability|reconcile|rendering)\\.[A-Z][A-Za-z]+");

  static Stream<Markdown> pages() {
    return Markdown.pages().stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(Markdown page) {
    for (String link : page.links()) {
      if (link.startsWith("https://")) {
        continue;
      }
      String[] fileAndAnchor = link.split("#", 2);
      Path target =
          fileAndAnchor[0].isEmpty()
              ? page.file()
              : page.file().resolveSibling(fileAndAnchor[0]).normalize();
      assertThat(target).as("%s in %s", link, page).exists();
      if (fileAndAnchor.length > 1) {
        assertThat(Markdown.read(target).anchors())
            .as("%s in %s", link, page)
            .contains(fileAndAnchor[1]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyClassThatIsNamedExists(Markdown page) {
    for (String code : page.codes()) {
      if (CLASS.matcher(code).matches()) {
        assertThatCode(() -> Class.forName("io.workloadplacement." + code))
            .as("%s in %s", code, page)
            .doesNotThrowAnyException();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandNamesWhatExists(Markdown page) {
    page.blocks("sh").stream().flatMap(ShellCommand::in).forEach(ShellCommand::namesWhatExists);
  }

  @Test
  void everyDecisionIsInTheirIndex() {
    List<String> records =
        Markdown.pages().stream()
            .map(page -> page.file().getFileName().toString())
            .filter(name -> name.matches("[0-9]{4}-.*"))
            .toList();

    assertThat(Markdown.read("docs/decisions/README.md").links())
        .containsExactlyElementsOf(records);
  }

  @Test
  void tableOfRightsIsThatOfTheRoles() {
    List<List<String>> granted = new ArrayList<>();
    for (String role : List.of("operator-role", "leader-election-role")) {
      for (JsonNode document :
          Resources.ofFile(Markdown.ROOT.resolve("config/rbac/" + role + ".yaml")).documents()) {
        for (JsonNode rule : document.path("rules")) {
          granted.add(
              List.of(
                  names(rule.get("apiGroups")).replace("``", "`core`"),
                  names(rule.get("resources")),
                  names(rule.get("verbs")).replace("`", "")));
        }
      }
    }

    assertThat(Markdown.read("docs/operations.md").table("Group", "Resources", "Verbs", "Why"))
        .extracting(row -> row.subList(0, 3))
        .containsExactlyInAnyOrderElementsOf(granted);
  }

  @Test
  void tableOfRightsNamesTheObjectsToWhichARightIsNarrowed() {
    String page = Markdown.read("docs/operations.md").codes().toString();
    for (JsonNode document :
        Resources.ofFile(Markdown.ROOT.resolve("config/rbac/operator-role.yaml")).documents()) {
      assertThat(document.path("rules").findValues("resourceNames"))
          .isNotEmpty()
          .allSatisfy(
              names -> assertThat(names).allSatisfy(n -> assertThat(page).contains(n.asText())));
    }
  }

  @Test
  void tableOfAlertsHasThoseThatAreShipped() {
    List<String> shipped =
        Resources.ofFile(Markdown.ROOT.resolve("config/monitoring/alerts.yaml"))
            .documents()
            .stream()
            .flatMap(document -> document.findValuesAsText("alert").stream())
            .toList();

    assertThat(Markdown.read("docs/operations.md").namesIn("Alert", "Says", "First look"))
        .isNotEmpty()
        .isEqualTo(
            shipped.stream().map(alert -> "[%s](runbooks/%s.md)".formatted(alert, alert)).toList());
  }

  @Test
  void every_alert_names_its_runbook_and_there_is_no_other() throws IOException {
    List<String> named =
        Resources.ofFile(Markdown.ROOT.resolve("config/monitoring/alerts.yaml"))
            .documents()
            .stream()
            .flatMap(document -> document.findValuesAsText("runbook_url").stream())
            .sorted()
            .toList();

    try (Stream<Path> pages = Files.list(Markdown.ROOT.resolve("docs/runbooks"))) {
      assertThat(pages.map(page -> Markdown.ROOT.relativize(page).toString()).sorted())
          .isNotEmpty()
          .isEqualTo(named);
    }
  }

  @Test
  void every_runbook_says_what_it_means_what_suffers_and_how_to_look_and_mend() {
    assertThat(Markdown.pages())
        .filteredOn(page -> page.toString().startsWith("docs/runbooks/"))
        .isNotEmpty()
        .allSatisfy(
            page ->
                assertThat(page.anchors().subList(1, page.anchors().size()))
                    .as("%s", page)
                    .containsExactly("meaning", "impact", "how-to-look", "how-to-mend"));
  }

  private static String names(JsonNode names) {
    return StreamSupport.stream(names.spliterator(), false)
        .map(name -> "`" + name.asText() + "`")
        .collect(Collectors.joining(", "));
  }
}
