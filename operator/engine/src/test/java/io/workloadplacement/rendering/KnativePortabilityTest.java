package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import io.workloadplacement.decision.TrafficProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KnativePortabilityTest {

  private static final String TEMPLATE =
      """
      spec:
        containers: [{image: example.com/app}]
      """;

  static Stream<Named<JsonNode>> rows() throws IOException {
    JsonNode rows =
        Serialization.unmarshal(
            Files.readString(Path.of("src/test/resources/rendering/portability.yaml")),
            JsonNode.class);
    return StreamSupport.stream(rows.spliterator(), false)
        .map(row -> Named.of(row.path("rule").asText(), row));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void each_rule_of_knative_is_known_before_anything_is_applied(JsonNode row) {
    List<Blocker> blockers = blockers(row, flags(row));

    if (row.has("refused")) {
      assertThat(blockers).extracting(Blocker::field).containsExactly(field(row));
      assertThat(blockers.get(0).target()).isEqualTo(Target.KNATIVE);
      assertThat(blockers.get(0).message()).matches("[^:]+: .+\\.");
    } else {
      assertThat(blockers).isEmpty();
    }
  }

  static Stream<Named<JsonNode>> flaggedRows() throws IOException {
    return rows().filter(row -> row.getPayload().has("flag"));
  }

  @ParameterizedTest
  @MethodSource("flaggedRows")
  void what_a_flag_lets_in_is_no_blocker_where_it_is_enabled(JsonNode row) {
    String flag = row.path("flag").asText();

    assertThat(blockers(row, flags(row)).get(0).message()).contains(flag);
    Map<String, String> enabled = flags(row);
    enabled.put(flag, "enabled");
    assertThat(blockers(row, enabled)).isEmpty();
  }

  @Test
  void tcp_stays_on_a_deployment() {
    assertThat(blockers(Fixtures.profile(Protocol.TCP, Duration.ofSeconds(30), 0.7), Map.of()))
        .extracting(Blocker::field)
        .containsExactly("spec.traffic.protocol");
  }

  @Test
  void work_between_requests_stays_on_a_deployment() {
    KnativeCandidate candidate =
        Fixtures.candidate(
            Fixtures.template(TEMPLATE), Fixtures.PROFILE, KnativeFeatures.defaults());
    var spec = ModelTree.tree(candidate.placement().getSpec());
    spec.withObject("/traffic").put("backgroundWork", true);
    candidate.placement().setSpec(ModelTree.model(spec, WorkloadPlacementSpec.class));

    assertThat(KnativePortability.blockers(candidate))
        .extracting(Blocker::field)
        .containsExactly("spec.traffic.backgroundWork");
  }

  @Test
  void requests_longer_than_knative_allows_stay_on_a_deployment() {
    TrafficProfile ten = Fixtures.profile(Protocol.HTTP1, Duration.ofSeconds(600), 0.7);
    TrafficProfile longer = Fixtures.profile(Protocol.HTTP1, Duration.ofMillis(600_001), 0.7);

    assertThat(blockers(ten, Map.of())).isEmpty();
    assertThat(blockers(longer, Map.of()))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo("spec.traffic.maxRequestDuration");
              assertThat(blocker.message())
                  .contains("10m1ms", "10m", "max-revision-timeout-seconds");
            });
    assertThat(blockers(longer, Map.of("max-revision-timeout-seconds", "900"))).isEmpty();
  }

  @Test
  void a_limit_that_is_no_number_counts_as_the_default() {
    TrafficProfile longer = Fixtures.profile(Protocol.HTTP1, Duration.ofSeconds(601), 0.7);

    assertThat(blockers(longer, Map.of("max-revision-timeout-seconds", "a lot"))).hasSize(1);
  }

  private static List<Blocker> blockers(TrafficProfile profile, Map<String, String> defaults) {
    return KnativePortability.blockers(
        Fixtures.candidate(
            Fixtures.template(TEMPLATE),
            profile,
            KnativeFeatures.of(Map.of(), defaults, Map.of())));
  }

  private static List<Blocker> blockers(JsonNode row, Map<String, String> flags) {
    return KnativePortability.blockers(
        Fixtures.candidate(
            template(row), Fixtures.PROFILE, KnativeFeatures.of(flags, Map.of(), Map.of())));
  }

  private static Map<String, String> flags(JsonNode row) {
    Map<String, String> flags = new HashMap<>();
    Map.of("with", "Enabled", "allowed", "Allowed", "disabled", "Disabled")
        .forEach(
            (key, value) -> {
              if (row.has(key)) {
                flags.put(row.path(key).asText(), value);
              }
            });
    return flags;
  }

  private static String field(JsonNode row) {
    String field = row.path("refused").asText();
    return field.startsWith("metadata.") ? "spec.template." + field : "spec.template.spec." + field;
  }

  private static PodTemplateSpec template(JsonNode row) {
    ObjectNode server = JsonNodeFactory.instance.objectNode();
    server.put("name", "server").put("image", "example.com/app");
    if (row.get("server") instanceof ObjectNode more) {
      server.setAll(more);
    }
    ObjectNode template = JsonNodeFactory.instance.objectNode();
    ObjectNode pod = template.putObject("spec");
    ArrayNode containers = pod.putArray("containers").add(server);
    row.path("pod").path("containers").forEach(containers::add);
    for (var field : row.path("pod").properties()) {
      if (!field.getKey().equals("containers")) {
        pod.set(field.getKey(), field.getValue());
      }
    }
    if (row.has("annotations")) {
      template.putObject("metadata").set("annotations", row.get("annotations"));
    }
    return Serialization.unmarshal(template.toString(), PodTemplateSpec.class);
  }
}
