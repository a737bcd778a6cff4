package io.workloadplacement.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.workloadplacement.crd.CustomResourceDefinitions;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The configuration for kube-state-metrics reads what the schemas of both kinds have. */
class KubeStateMetricsTest {

  private static final Map<String, String> PLURALS =
      Map.of("WorkloadPlacement", "workloadplacements", "PlacementPolicy", "placementpolicies");

  /** Types that a number can be read from; conditions are True or False. */
  private static final Set<String> NUMBERS = Set.of("integer", "number", "string");

  /** One metric of a resource. */
  record Metric(JsonNode resource, JsonNode definition) {

    String kind() {
      return resource.at("/groupVersionKind/kind").asText();
    }

    /** What is under the key of its type: gauge, info or stateSet. */
    JsonNode each() {
      String type = definition.at("/each/type").asText();
      return definition
          .path("each")
          .path(type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1));
    }

    @Override
    public String toString() {
      return kind() + " " + definition.path("name").asText();
    }
  }

  static List<Metric> metrics() throws IOException {
    JsonNode file =
        Customizations.YAML.readTree(
            Customizations.ROOT
                .resolve("config/kube-state-metrics/custom-resource-state.yaml")
                .toFile());
    return StreamSupport.stream(file.at("/spec/resources").spliterator(), false)
        .flatMap(
            resource ->
                StreamSupport.stream(resource.path("metrics").spliterator(), false)
                    .map(metric -> new Metric(resource, metric)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void every_path_of_a_metric_is_in_the_schema(Metric metric) {
    JsonNode root = schema(metric.kind());
    JsonNode at = field(root, metric.each().path("path"));
    metric
        .each()
        .path("labelsFromPath")
        .forEach(label -> assertThat(field(at, label).isMissingNode()).as("%s", label).isFalse());
    metric
        .resource()
        .path("labelsFromPath")
        .forEach(label -> assertThat(label.get(0).asText()).isEqualTo("metadata"));
    JsonNode value = metric.each().path("valueFrom");
    if (!value.isMissingNode()) {
      assertThat(NUMBERS).contains(field(at, value).path("type").asText());
    }
    assertThat(at.isMissingNode()).as("%s", metric.each().path("path")).isFalse();
    assertThat(metric.definition().path("help").asText()).endsWith(".");
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void a_set_of_states_has_those_of_the_schema(Metric metric) {
    if (metric.each().has("list")) {
      assertThat(metric.each().path("list"))
          .containsExactlyInAnyOrderElementsOf(
              field(schema(metric.kind()), metric.each().path("path")).path("enum"));
    }
  }

  @Test
  void both_kinds_are_there_by_the_version_that_is_served() throws IOException {
    assertThat(metrics())
        .extracting(Metric::kind)
        .containsOnly("WorkloadPlacement", "PlacementPolicy");
    assertThat(metrics())
        .allSatisfy(
            metric ->
                assertThat(metric.resource().at("/groupVersionKind/version"))
                    .isEqualTo(
                        CustomResourceDefinitions.committed(PLURALS.get(metric.kind()))
                            .at("/spec/versions/0/name")));
  }

  private static JsonNode schema(String kind) {
    return CustomResourceDefinitions.committed(PLURALS.get(kind))
        .at("/spec/versions/0/schema/openAPIV3Schema");
  }

  /** A path leads into the entries of a list. */
  private static JsonNode field(JsonNode schema, JsonNode path) {
    JsonNode at = schema;
    for (JsonNode step : path) {
      at = at.path("properties").path(step.asText());
      at = Stream.of(at.path("items")).filter(JsonNode::isObject).findFirst().orElse(at);
    }
    return at;
  }
}
