package io.workloadplacement.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A query of {@code config/monitoring}.
 *
 * @param place where it stands
 * @param text the query, with all of what variables may choose
 */
record MonitoringQuery(String place, String text) {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Pattern METRIC =
      Pattern.compile(
          "\\b(workload_placement|operator_sdk|jvm|process|system|envoy)_\\w+(?![\\w=!])");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\w+");
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), \\w+\\)");

  /** Those of the panels of all dashboards, and of their variables. */
  static List<MonitoringQuery> ofDashboards() {
    List<MonitoringQuery> queries = new ArrayList<>();
    for (var file : ScenarioCluster.files("config/monitoring/dashboards")) {
      JsonNode dashboard =
          yaml(ScenarioCluster.text("config/monitoring/dashboards/" + file.getFileName()));
      for (JsonNode panel : dashboard.get("panels")) {
        String place = file.getFileName() + ", " + panel.get("title").asText();
        panel
            .path("targets")
            .forEach(target -> queries.add(of(place, target.get("expr").asText())));
      }
      for (JsonNode variable : dashboard.at("/templating/list")) {
        LABEL_VALUES
            .matcher(variable.at("/query/query").asText())
            .results()
            .forEach(
                values ->
                    queries.add(
                        of(
                            file.getFileName() + ", " + variable.get("name").asText(),
                            values.group(1))));
      }
    }
    return queries;
  }

  /** Those of the alerts and the recording rules. */
  static List<MonitoringQuery> ofRules(String file) {
    List<MonitoringQuery> queries = new ArrayList<>();
    for (JsonNode group : rules(file).get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        String name = rule.path("alert").asText(rule.path("record").asText());
        queries.add(of(file + ", " + name, rule.get("expr").asText()));
      }
    }
    return queries;
  }

  /** What Prometheus itself reads of a PrometheusRule. */
  static JsonNode rules(String file) {
    return yaml(ScenarioCluster.text("config/monitoring/" + file)).get("spec");
  }

  /** Which metrics the PodMonitor of the router keeps. */
  static Pattern keptOfRouter() {
    return Stream.of(ScenarioCluster.text("config/monitoring/pod-monitor.yaml").split("(?m)^---$"))
        .map(MonitoringQuery::yaml)
        .map(monitor -> monitor.at("/spec/podMetricsEndpoints/0/metricRelabelings/0/regex"))
        .filter(regex -> !regex.isMissingNode())
        .map(regex -> Pattern.compile(regex.asText()))
        .findFirst()
        .orElseThrow();
  }

  private static MonitoringQuery of(String place, String text) {
    return new MonitoringQuery(place, VARIABLE.matcher(text).replaceAll(".*"));
  }

  private static JsonNode yaml(String text) {
    try {
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** The names of the metrics that it asks for. */
  Set<String> metrics() {
    return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  /** Whether it asks for what the router alone has. */
  boolean isOfRouter() {
    return text.contains("envoy_");
  }

  @Override
  public String toString() {
    return place + ": " + text;
  }
}
