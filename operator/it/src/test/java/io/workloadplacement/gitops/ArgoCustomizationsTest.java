package io.workloadplacement.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Argo CD's health checks and actions, run on recorded states as its own tests run them. After a
 * change that is meant: {@code -Dargocd.update=true}.
 */
class ArgoCustomizationsTest {

  private static final Path CONFIG_MAP =
      Customizations.ROOT.resolve("config/argocd/argocd-cm.yaml");
  private static final Instant NOW = Instant.parse("2026-11-30T23:59:58Z");
  private static final ArgoLua ARGO = new ArgoLua(NOW, ZoneOffset.UTC);
  private static final boolean UPDATE = Boolean.getBoolean("argocd.update");
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
          .build();

  static List<Customizations> kinds() {
    return Customizations.all().toList();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void every_state_has_the_health_that_its_test_says(Customizations kind) throws IOException {
    ArrayNode tests = YAML.createArrayNode();
    for (String state : kind.states()) {
      ObjectNode test = tests.addObject();
      test.set("healthStatus", ARGO.run(kind.script("health.lua"), kind.yaml(state)));
      test.put("inputPath", state);
    }
    JsonNode file = YAML.createObjectNode().set("tests", tests);
    if (UPDATE) {
      Files.writeString(kind.folder().resolve("health_test.yaml"), YAML.writeValueAsString(file));
    }

    assertThat(kind.yaml("health_test.yaml")).isEqualTo(file);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void argo_cd_and_flux_say_the_same_of_every_state(Customizations kind) {
    for (String state : kind.states()) {
      JsonNode object = kind.yaml(state);
      assertThat(ARGO.run(kind.script("health.lua"), object).path("status").asText())
          .as(state)
          .isEqualTo(Kstatus.of(object).health());
    }
  }

  @Test
  void an_object_without_any_status_is_waited_for() {
    JsonNode bare = YAML.createObjectNode().set("metadata", YAML.createObjectNode());

    assertThat(kinds())
        .allSatisfy(
            kind ->
                assertThat(ARGO.run(kind.script("health.lua"), bare).path("status").asText())
                    .isEqualTo("Progressing"));
  }

  @Test
  void actions_are_offered_where_they_have_an_effect() {
    Customizations placements = Customizations.of("WorkloadPlacement");
    for (JsonNode test : placements.yaml("actions/action_test.yaml").path("discoveryTests")) {
      JsonNode object = placements.yaml("actions/" + test.path("inputPath").asText());
      List<JsonNode> offered = new ArrayList<>();
      ARGO.run(placements.script("actions/discovery.lua"), object)
          .properties()
          .forEach(
              entry ->
                  offered.add(
                      YAML.createObjectNode()
                          .put("name", entry.getKey())
                          .setAll((ObjectNode) entry.getValue())));
      assertThat(offered)
          .as(test.path("inputPath").asText())
          .containsExactlyInAnyOrderElementsOf(test.path("result"));
      assertThat(offered)
          .extracting(action -> action.path("name").asText())
          .containsExactlyInAnyOrderElementsOf(placements.actions());
    }
  }

  @Test
  void actions_change_an_annotation_and_nothing_else() {
    Customizations placements = Customizations.of("WorkloadPlacement");
    List<String> tried = new ArrayList<>();
    for (JsonNode test : placements.yaml("actions/action_test.yaml").path("actionTests")) {
      String action = test.path("action").asText();
      tried.add(action);
      JsonNode object = placements.yaml("actions/" + test.path("inputPath").asText());
      JsonNode made =
          ARGO.act(placements.script("actions/" + action + "/action.lua"), object.deepCopy());
      assertThat(withoutMoments(made))
          .as(test.toString())
          .isEqualTo(placements.yaml("actions/" + test.path("expectedOutputPath").asText()));
    }
    assertThat(tried).containsAll(placements.actions());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "America/Toronto", "Asia/Kolkata"})
  void moments_are_utc_wherever_argo_cd_runs(String zone) {
    ArgoLua argo = new ArgoLua(NOW, ZoneId.of(zone));

    assertThat(annotation(argo, "pin-to-knative", "pin"))
        .isEqualTo("Knative until 2026-12-01T23:59:58Z");
    assertThat(annotation(argo, "pin-to-deployment", "pin"))
        .isEqualTo("Deployment until 2026-12-01T23:59:58Z");
    assertThat(annotation(argo, "retry-migration", "retry-at")).isEqualTo("2026-11-30T23:59:58Z");
  }

  private static String annotation(ArgoLua argo, String action, String key) {
    Customizations placements = Customizations.of("WorkloadPlacement");
    return argo.act(
            placements.script("actions/" + action + "/action.lua"),
            placements.yaml("actions/testdata/plain.yaml"))
        .at("/metadata/annotations/workloadplacement.io~1" + key)
        .asText();
  }

  private static JsonNode withoutMoments(JsonNode object) {
    if (object.at("/metadata/annotations") instanceof ObjectNode annotations) {
      annotations
          .properties()
          .forEach(
              e ->
                  e.setValue(
                      YAML.getNodeFactory()
                          .textNode(
                              e.getValue()
                                  .asText()
                                  .replaceAll("[0-9-]{10}T[0-9:]{8}Z", "0001-01-01T00:00:00Z"))));
    }
    return object;
  }

  @Test
  void the_config_map_has_these_scripts() throws IOException {
    Map<String, String> data = new TreeMap<>();
    for (Customizations kind : kinds()) {
      String name = "workloadplacement.io_" + kind.kind();
      data.put("resource.customizations.health." + name, kind.script("health.lua"));
      if (!kind.actions().isEmpty()) {
        data.put("resource.customizations.actions." + name, actions(kind));
      }
    }
    String text = Files.readString(CONFIG_MAP);
    String head = text.substring(0, text.indexOf("data:"));
    String whole = head + YAML.writeValueAsString(Map.of("data", data));
    if (UPDATE) {
      Files.writeString(CONFIG_MAP, whole);
    }

    assertThat(Files.readString(CONFIG_MAP)).isEqualTo(whole);
  }

  private static String actions(Customizations kind) throws IOException {
    ObjectNode actions = YAML.createObjectNode();
    actions.put("discovery.lua", kind.script("actions/discovery.lua"));
    ArrayNode definitions = actions.putArray("definitions");
    for (String action : kind.actions()) {
      definitions
          .addObject()
          .put("name", action)
          .put("action.lua", kind.script("actions/" + action + "/action.lua"));
    }
    return YAML.writeValueAsString(actions);
  }
}
