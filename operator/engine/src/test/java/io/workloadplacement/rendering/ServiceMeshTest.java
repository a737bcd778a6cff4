package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceMeshTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "labels: {sidecar.istio.io/inject: 'true'} | {} | spec.template.metadata.labels[sidecar.istio.io/inject]",
        "annotations: {linkerd.io/inject: enabled} | {} | spec.template.metadata.annotations[linkerd.io/inject]",
        "annotations: {consul.hashicorp.com/connect-inject: 'true'} | {} | spec.template.metadata.annotations[consul.hashicorp.com/connect-inject]",
        "annotations: {dapr.io/enabled: 'true'} | {} | spec.template.metadata.annotations[dapr.io/enabled]",
        "labels: {app: web} | labels: {istio-injection: enabled} | Namespace 'shop': metadata.labels[istio-injection]",
        "labels: {app: web} | labels: {istio.io/rev: canary} | Namespace 'shop': metadata.labels[istio.io/rev]",
        "labels: {app: web} | labels: {istio.io/dataplane-mode: ambient} | Namespace 'shop': metadata.labels[istio.io/dataplane-mode]",
        "labels: {app: web} | annotations: {linkerd.io/inject: enabled} | Namespace 'shop': metadata.annotations[linkerd.io/inject]",
        "labels: {app: web} | labels: {kuma.io/sidecar-injection: enabled} | Namespace 'shop': metadata.labels[kuma.io/sidecar-injection]",
      })
  void a_mesh_keeps_it_off_knative_unless_its_owner_accepts_what_that_means(
      String pods, String namespace, String field) {
    KnativeCandidate candidate = candidate(pods);

    assertThat(ServiceMesh.blockers(candidate, namespace(namespace)))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo(field);
              assertThat(blocker.message())
                  .contains("workloadplacement.io/accept-mesh: \"true\" on the placement");
            });
    assertThat(ServiceMesh.notes(candidate, namespace(namespace))).isEmpty();

    candidate
        .placement()
        .getMetadata()
        .setAnnotations(Map.of("workloadplacement.io/accept-mesh", "true"));
    assertThat(ServiceMesh.blockers(candidate, namespace(namespace))).isEmpty();
    assertThat(ServiceMesh.notes(candidate, namespace(namespace)))
        .singleElement()
        .asString()
        .contains(field, "the router as the caller");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "labels: {sidecar.istio.io/inject: 'false'} | labels: {istio-injection: enabled}",
        "annotations: {linkerd.io/inject: disabled} | annotations: {linkerd.io/inject: enabled}",
        "labels: {app: web} | labels: {istio-injection: disabled}",
        "labels: {app: web} | labels: {istio.io/dataplane-mode: none}",
        "annotations: {vault.hashicorp.com/agent-inject: 'true'} | {}",
        "annotations: {instrumentation.opentelemetry.io/inject-java: 'true'} | {}",
        "annotations: {sidecar.jaegertracing.io/inject: 'true'} | {}",
      })
  void pods_that_stay_out_and_other_sidecars_are_no_matter(String pods, String namespace) {
    assertThat(ServiceMesh.blockers(candidate(pods), namespace(namespace))).isEmpty();
  }

  private static KnativeCandidate candidate(String metadata) {
    return Fixtures.candidate(
        Fixtures.template(
            "metadata: {%s}\nspec: {containers: [{name: web, image: web}]}".formatted(metadata)),
        Fixtures.PROFILE,
        KnativeFeatures.defaults());
  }

  private static Namespace namespace(String metadata) {
    Namespace namespace =
        Serialization.unmarshal(
            "apiVersion: v1\nkind: Namespace\nmetadata: %s"
                .formatted(metadata.startsWith("{") ? metadata : "{" + metadata + "}"),
            Namespace.class);
    namespace.getMetadata().setName("shop");
    return namespace;
  }
}
