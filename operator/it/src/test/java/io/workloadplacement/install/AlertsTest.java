package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts and the recording rules, by Prometheus' own tool where that is installed. */
class AlertsTest {

  private static final Path MONITORING = KubernetesObjects.ROOT.resolve("config/monitoring");
  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void each_alert_fires_by_what_it_is_about_and_not_by_what_is_well(@TempDir Path folder)
      throws Exception {
    assumeTrue(hasPromtool(), "promtool is not there");
    extract("alerts.yaml", folder);
    Files.copy(MONITORING.resolve("alerts-test.yaml"), folder.resolve("alerts-test.yaml"));

    promtool(folder, "test", "rules", "alerts-test.yaml");
  }

  @Test
  void prometheus_takes_all_rules(@TempDir Path folder) throws Exception {
    assumeTrue(hasPromtool(), "promtool is not there");
    extract("alerts.yaml", folder);
    extract("recording-rules.yaml", folder);

    promtool(folder, "check", "rules", "alerts.yaml", "recording-rules.yaml");
  }

  @Test
  void each_alert_is_tested_both_ways() throws IOException {
    Map<String, TreeSet<Boolean>> tested = new HashMap<>();
    for (JsonNode test :
        YAML.readTree(MONITORING.resolve("alerts-test.yaml").toFile()).get("tests")) {
      for (JsonNode expected : test.get("alert_rule_test")) {
        tested
            .computeIfAbsent(expected.get("alertname").asText(), any -> new TreeSet<>())
            .add(expected.get("exp_alerts").size() > 0);
      }
    }

    assertThat(tested.keySet())
        .containsExactlyInAnyOrderElementsOf(rules().findValuesAsText("alert"));
    assertThat(tested.values()).allMatch(outcomes -> outcomes.size() == 2);
  }

  @Test
  void each_alert_says_what_how_bad_and_what_to_do_next() throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    StreamSupport.stream(rules().get("groups").spliterator(), false)
        .forEach(group -> group.get("rules").forEach(alerts::add));

    assertThat(alerts)
        .allSatisfy(
            alert -> {
              assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
              for (String annotation : List.of("summary", "description", "runbook_url")) {
                assertThat(alert.at("/annotations/" + annotation).asText())
                    .as("%s of %s", annotation, alert.get("alert"))
                    .isNotBlank();
              }
            });
  }

  private static JsonNode rules() throws IOException {
    return YAML.readTree(MONITORING.resolve("alerts.yaml").toFile()).get("spec");
  }

  /** What Prometheus itself reads of a PrometheusRule. */
  private static void extract(String file, Path into) throws IOException {
    YAML.writeValue(
        into.resolve(file).toFile(), YAML.readTree(MONITORING.resolve(file).toFile()).get("spec"));
  }

  private static boolean hasPromtool() throws Exception {
    try {
      return new ProcessBuilder("promtool", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  private static void promtool(Path folder, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
  }
}
