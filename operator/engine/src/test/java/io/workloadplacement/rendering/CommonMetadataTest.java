package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels and annotations of everything that is made. */
class CommonMetadataTest {

  private static final String TEMPLATE =
      "{metadata: {labels: {team: own}}, spec: {containers: [{image: a}]}}";

  @Test
  void every_object_has_the_common_labels_and_annotations_and_the_workloads_name() {
    RenderInput input =
        input("{labels: {team: pay, tier: web}, annotations: {contact: pay@example.com}}");

    assertThat(everything(input))
        .hasSize(8)
        .allSatisfy(
            object -> {
              assertThat(object.getMetadata().getLabels())
                  .containsEntry("team", "pay")
                  .containsEntry("tier", "web")
                  .containsEntry("app.kubernetes.io/name", "checkout")
                  .containsEntry("app.kubernetes.io/managed-by", "workload-placement-operator");
              assertThat(object.getMetadata().getAnnotations())
                  .containsEntry("contact", "pay@example.com");
            });
  }

  @Test
  void pods_have_them_too_but_the_template_counts_more() {
    RenderInput input =
        input("{labels: {team: pay, tier: web}, annotations: {contact: pay@example.com}}");

    assertThat(pods(input))
        .allSatisfy(
            pod -> {
              assertThat(pod.getLabels()).containsEntry("team", "own").containsEntry("tier", "web");
              assertThat(pod.getAnnotations()).containsEntry("contact", "pay@example.com");
              assertThat(pod.getLabels())
                  .as("others may select by it")
                  .doesNotContainKey("app.kubernetes.io/name");
            });
  }

  @Test
  void knatives_pods_have_none_by_which_the_deployment_side_selects() {
    Service service = KnativeSide.render(input("{labels: {tier: web, zone: a}}"), Set.of("tier"));

    assertThat(service.getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry("zone", "a")
        .doesNotContainKey("tier");
  }

  @Test
  void without_any_nothing_but_the_name_is_added() {
    RenderInput input = Fixtures.input(TEMPLATE);

    assertThat(DeploymentSide.render(input).deployment().getMetadata().getLabels())
        .isEqualTo(
            Map.of(
                "app.kubernetes.io/name", "checkout",
                "app.kubernetes.io/managed-by", "workload-placement-operator"));
    assertThat(DeploymentSide.render(input).deployment().getMetadata().getAnnotations())
        .isNullOrEmpty();
  }

  @Test
  void the_owner_may_give_another_name() {
    assertThat(
            DeploymentSide.render(input("{labels: {app.kubernetes.io/name: shop}}"))
                .deployment()
                .getMetadata()
                .getLabels())
        .containsEntry("app.kubernetes.io/name", "shop");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{labels: {workloadplacement.io/placement: other}} | labels[workloadplacement.io/placement] | the operator",
        "{labels: {app.kubernetes.io/managed-by: helm}} | labels[app.kubernetes.io/managed-by] | the operator",
        "{labels: {networking.knative.dev/visibility: public}} | labels[networking.knative.dev/visibility] | Knative",
        "{annotations: {autoscaling.knative.dev/min-scale: '3'}} | annotations[autoscaling.knative.dev/min-scale] | Knative",
        "{labels: {kubernetes.io/service-name: other}} | labels[kubernetes.io/service-name] | Kubernetes",
        "{labels: {endpointslice.kubernetes.io/managed-by: x}} | labels[endpointslice.kubernetes.io/managed-by] | Kubernetes",
        "{labels: {'a b': x}} | labels[a b] | No object can have such a key",
        "{annotations: {'Example.com/x': x}} | annotations[Example.com/x] | No object can have such a key",
      })
  void keys_of_others_are_refused(String common, String field, String why) {
    assertThat(TemplateRules.violations(input(common).placement()))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.field()).isEqualTo("spec.commonMetadata." + field);
              assertThat(violation.message()).containsIgnoringCase(why);
            });
  }

  @Test
  void common_labels_do_not_put_pods_behind_what_selects_others() {
    assertThat(
            TemplateRules.violations(
                input("{labels: {tier: web}}").placement(),
                Map.of("Service web", Map.of("team", "own", "tier", "web"))))
        .hasSize(1);
  }

  private static List<HasMetadata> everything(RenderInput input) {
    DeploymentManifests deployment = DeploymentSide.render(input);
    io.fabric8.kubernetes.api.model.Service stable = StableAddress.service(input);
    Ingress known =
        Serialization.unmarshal(
            "{apiVersion: networking.internal.knative.dev/v1alpha1, kind: Ingress, metadata: {name: checkout, annotations: {networking.knative.dev/ingress-class: kourier}}}"
                .replace("{apiVersion", "---\n{apiVersion"),
            Ingress.class);
    return Stream.<HasMetadata>concat(
            Stream.of(
                deployment.deployment(),
                deployment.autoscaler().orElseThrow(),
                deployment.disruptionBudget(),
                stable,
                StableAddress.podsService(input),
                KnativeSide.render(input, Set.of()),
                StableAddress.routeToPods(input, known, List.of("10.0.0.1"), "cluster.local")),
            StableAddress.gatewaySlices(input.placement(), stable, List.of("10.0.0.1"), 8081)
                .stream())
        .toList();
  }

  private static List<ObjectMeta> pods(RenderInput input) {
    return List.of(
        DeploymentSide.render(input).deployment().getSpec().getTemplate().getMetadata(),
        KnativeSide.render(input, Set.of()).getSpec().getTemplate().getMetadata());
  }

  private static RenderInput input(String common) {
    RenderInput input = Fixtures.input(TEMPLATE);
    ObjectNode spec = ModelTree.tree(input.placement().getSpec());
    spec.set(
        "commonMetadata",
        Serialization.unmarshal("common: " + common, ObjectNode.class).path("common"));
    input.placement().setSpec(ModelTree.model(spec, WorkloadPlacementSpec.class));
    return input;
  }
}
