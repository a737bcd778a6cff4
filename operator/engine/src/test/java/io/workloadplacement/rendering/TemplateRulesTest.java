package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateRulesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec: {}                                            | spec.template.spec.containers",
        "metadata: {}                                        | spec.template.spec.containers",
        "spec: {containers: [{name: a}]}                     | spec.template.spec.containers[0].image",
        "spec: {containers: [{image: a, name: a}, {image: b, name: a}]} | spec.template.spec.containers[1].name",
        "spec: {containers: [{image: a, name: a}], initContainers: [{image: b, name: a}]} | spec.template.spec.initContainers[0].name",
        "spec: {containers: [{image: a}], restartPolicy: OnFailure} | spec.template.spec.restartPolicy",
        "spec: {containers: [{image: a}], activeDeadlineSeconds: 5} | spec.template.spec.activeDeadlineSeconds",
        "spec: {containers: [{image: a}], ephemeralContainers: [{name: debug}]} | spec.template.spec.ephemeralContainers",
        "spec: {containers: [{image: a, ports: [{containerPort: 80}, {containerPort: 443}]}]} | spec.template.spec.containers",
        "'{metadata: {labels: {workloadplacement.io/placement: other}}, spec: {containers: [{image: a}]}}' | spec.template.metadata.labels[workloadplacement.io/placement]",
        "'{metadata: {labels: {serving.knative.dev/revisionUID: x}}, spec: {containers: [{image: a}]}}' | spec.template.metadata.labels[serving.knative.dev/revisionUID]",
      })
  void a_template_that_no_side_can_run_is_named_with_its_field(String template, String field) {
    List<TemplateRules.Violation> violations =
        TemplateRules.violations(Fixtures.placement(template));

    assertThat(violations).extracting(TemplateRules.Violation::field).containsExactly(field);
    assertThat(violations.get(0).message()).matches("[^:]+: .+\\.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec: {containers: [{image: a}]}",
        "spec: {containers: [{image: a}, {image: b}], restartPolicy: Always}",
        "spec: {containers: [{image: a, ports: [{containerPort: 8080}, {containerPort: 9102}]}]}",
        "spec: {containers: [{image: a, ports: [{containerPort: 80}, {containerPort: 53, protocol: UDP}]}]}",
        "{metadata: {labels: {app: checkout, example.com/team: shop}}, spec: {containers: [{image: a}]}}",
      })
  void a_template_that_some_side_can_run_breaks_no_rule(String template) {
    assertThat(TemplateRules.violations(Fixtures.placement(template))).isEmpty();
  }

  @Test
  void labels_by_which_another_placement_selects_are_refused() {
    WorkloadPlacement placement =
        Fixtures.placement(
            "{metadata: {labels: {app: web, tier: front}}, spec: {containers: [{image: a}]}}");

    assertThat(
            TemplateRules.violations(
                placement,
                Map.of(
                    "Service web of placement web", Map.of("app", "web"),
                    "Service api of placement api", Map.of("app", "web", "tier", "back"),
                    "Service all of placement all", Map.of())))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.field()).isEqualTo("spec.template.metadata.labels");
              assertThat(violation.message()).contains("{app=web}", "Service web of placement web");
            });
  }

  @Test
  void an_adopted_deployment_has_no_template_to_break_a_rule_with() {
    WorkloadPlacement placement =
        Serialization.unmarshal(
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: WorkloadPlacement
            metadata: {name: checkout, namespace: shop}
            spec: {workloadRef: {name: checkout}}
            """,
            WorkloadPlacement.class);

    assertThat(TemplateRules.violations(placement)).isEmpty();
  }
}
