package io.workloadplacement.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an API server that holds the CRDs answers to the fixtures; to be run against each kind of
 * API server.
 */
public abstract class SchemaContract {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Applies {@code crds/} by server-side apply and waits until the API server serves them. */
  protected static void applyDefinitions(KubernetesClient client) {
    for (String plural : List.of("workloadplacements", "placementpolicies")) {
      // As kubectl sends it: the typed model would turn whole numbers into fractions.
      GenericKubernetesResource definition =
          client
              .getKubernetesSerialization()
              .convertValue(
                  CustomResourceDefinitions.committed(plural), GenericKubernetesResource.class);
      client.resource(definition).forceConflicts().serverSideApply();
      client
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(definition.getMetadata().getName())
          .waitUntilCondition(SchemaContract::isEstablished, 30, TimeUnit.SECONDS);
    }
  }

  private static boolean isEstablished(CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  /** A client of the API server, to which the CRDs have been applied. */
  protected abstract KubernetesClient client();

  /** A namespace that exists. */
  protected abstract String namespace();

  @ParameterizedTest
  @MethodSource("io.workloadplacement.crd.SchemaFixture#valid")
  protected void takesWhatIsValid(SchemaFixture fixture) {
    assertThat(create(fixture).at("/metadata/uid").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.workloadplacement.crd.SchemaFixture#invalid")
  protected void refusesWhatIsInvalidAndSaysWhatWouldBeRight(SchemaFixture fixture) {
    assertThatThrownBy(() -> create(fixture))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refusal ->
                assertThat(refusal.getStatus().getMessage())
                    .contains(fixture.comments().toArray(String[]::new)));
  }

  @Test
  protected void fillsInTheDefaults() {
    JsonNode created =
        create(
            SchemaFixture.valid()
                .filter(fixture -> fixture.name().equals("valid-minimal.yaml"))
                .findFirst()
                .orElseThrow());
    assertThat(created.at("/spec/traffic"))
        .isEqualTo(
            json(
                """
                {"pattern": "Steady", "averageRequestsPerSecond": "5", "protocol": "HTTP1",
                 "serviceTime": "100ms", "maxRequestDuration": "60s", "concurrencyPerReplica": 10}
                """));
    assertThat(created.at("/spec/latency"))
        .isEqualTo(json("{\"target\": \"150ms\", \"percentile\": 95, \"coldStart\": \"3s\"}"));
    assertThat(created.at("/spec/placement")).isEqualTo(json("{\"mode\": \"Auto\"}"));
    assertThat(created.at("/spec/scaling"))
        .isEqualTo(json("{\"targetUtilizationPercentage\": 70}"));
    assertThat(created.at("/spec/migration")).isEqualTo(json("{\"readyTimeout\": \"10m\"}"));
    assertThat(created.at("/spec/service")).isEqualTo(json("{\"port\": 80}"));
    assertThat(created.at("/spec/rollout").isMissingNode()).as("rollout has no default").isTrue();
    assertThat(created.at("/status")).isEqualTo(json("{\"observedGeneration\": -1}"));
  }

  @Test
  protected void refusesAnotherDeploymentForAPlacementThatHasAdoptedOne() {
    String all =
        "/apis/workloadplacement.io/v1alpha1/namespaces/" + namespace() + "/workloadplacements";
    String adopting =
        """
        {"apiVersion": "workloadplacement.io/v1alpha1", "kind": "WorkloadPlacement",
         "metadata": {"name": "adopting"},
         "spec": {"workloadRef": {"name": "one"}, "latency": {"target": "2s"},
                  "traffic": {"pattern": "Sporadic", "averageRequestsPerSecond": "1"},
                  "placement": {"mode": "Recommend"}}}
        """;
    ObjectNode created = (ObjectNode) json(client().raw(all, "POST", json(adopting)));
    try {
      created.withObject("/spec/workloadRef").put("name", "another");
      assertThatThrownBy(() -> client().raw(all + "/adopting?dryRun=All", "PUT", created))
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining(
              "spec.workloadRef cannot be changed: delete the placement, which gives its"
                  + " Deployment back, and create another");
    } finally {
      client().raw(all + "/adopting", "DELETE", null);
    }
  }

  private JsonNode create(SchemaFixture fixture) {
    String scope =
        fixture.isPolicy()
            ? "placementpolicies"
            : "namespaces/" + namespace() + "/workloadplacements";
    String uri =
        "/apis/workloadplacement.io/v1alpha1/" + scope + "?dryRun=All&fieldValidation=Strict";
    return json(client().raw(uri, "POST", fixture.resource()));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
