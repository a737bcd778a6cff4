package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
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

  @ParameterizedTest
  @CsvSource({"admin, 9000", "http, 3000", "7000, 7000"})
  void of_several_ports_the_placement_names_the_one_that_serves(String targetPort, int number) {
    WorkloadPlacement placement = serving(targetPort);

    assertThat(TemplateRules.violations(placement)).isEmpty();
    assertThat(ServingPort.of(placement, placement.getSpec().template()).orElseThrow().number())
        .isEqualTo(number);
  }

  @Test
  void a_port_that_no_container_declares_by_that_name_is_refused() {
    assertThat(TemplateRules.violations(serving("metrics")))
        .containsExactly(
            new TemplateRules.Violation(
                "spec.service.targetPort",
                "'metrics' is the name of no TCP port of a container: write one that a container declares, or its number."));
  }

  private static WorkloadPlacement serving(String targetPort) {
    WorkloadPlacement placement =
        Fixtures.placement(
            "spec: {containers: [{image: a, ports: [{name: http, containerPort: 3000}, {name: admin, containerPort: 9000}]}]}");
    ObjectNode spec = ModelTree.tree(placement.getSpec());
    ObjectNode service = spec.putObject("service");
    if (targetPort.matches("[0-9]+")) {
      service.put("targetPort", Integer.parseInt(targetPort));
    } else {
      service.put("targetPort", targetPort);
    }
    placement.setSpec(ModelTree.model(spec, WorkloadPlacementSpec.class));
    return placement;
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
