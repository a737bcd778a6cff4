package io.workloadplacement.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The tables of docs/gitops.md are what Argo CD and Flux see. After a change that is meant: {@code
 * -Ddocs.update=true}.
 */
class GitOpsPageTest {

  private static final Path PAGE = Customizations.ROOT.resolve("docs/gitops.md");
  private static final ArgoLua ARGO = new ArgoLua(Instant.EPOCH, ZoneOffset.UTC);

  @Test
  void the_tables_are_what_both_tools_see_of_every_state() throws IOException {
    String page = Files.readString(PAGE);
    String shown = page;
    for (Customizations kind : Customizations.all().toList()) {
      String begin = "<!-- states of %s: begin -->\n".formatted(kind.kind());
      String end = "<!-- states of %s: end -->".formatted(kind.kind());
      shown =
          shown.substring(0, shown.indexOf(begin) + begin.length())
              + table(kind)
              + shown.substring(shown.indexOf(end));
    }
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(PAGE, shown);
    }

    assertThat(Files.readString(PAGE)).isEqualTo(shown);
  }

  @Test
  void the_page_names_every_action() throws IOException {
    assertThat(Customizations.of("WorkloadPlacement").actions())
        .allSatisfy(
            action -> assertThat(Files.readString(PAGE)).contains("| `%s` |".formatted(action)));
  }

  private static String table(Customizations kind) {
    StringBuilder table =
        new StringBuilder("| State | `Ready` | Argo CD | Flux |\n|---|---|---|---|\n");
    for (String state : kind.states()) {
      JsonNode object = kind.yaml(state);
      table.append(
          "| %s | %s | %s | %s |%n"
              .formatted(
                  words(state),
                  ready(object),
                  ARGO.run(kind.script("health.lua"), object).path("status").asText(),
                  Kstatus.of(object)));
    }
    return table.toString();
  }

  private static String ready(JsonNode object) {
    for (JsonNode condition : object.at("/status/conditions")) {
      if ("Ready".equals(condition.path("type").asText())) {
        return condition.path("status").asText() + ", `" + condition.path("reason").asText() + "`";
      }
    }
    return "";
  }

  private static String words(String state) {
    String words =
        state
            .replaceAll("testdata/|\\.yaml", "")
            .replace('-', ' ')
            .replace("knative", "Knative")
            .replace("deployment", "Deployment")
            .replace("api", "API");
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
