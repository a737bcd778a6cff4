package io.workloadplacement.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each row: the decision of a status, and whether the Deployment that runs stands in for Knative.
 */
class CurrentPlacementTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a field says so                    | {target: Knative, standsIn: true, message: Cheaper.}"
            + " | true",
        "nothing says so                    | {target: Knative, message: Held on a Deployment.}   "
            + " | false",
        "a sentence of the version before   | {target: Knative, message: 'Cheaper. Knative is not"
            + " installed: a Deployment serves until it is.'} | true",
        "the sentence of another decision   | {target: Deployment, message: 'Cheaper. Knative is"
            + " not installed: a Deployment serves until it is.'} | false",
        "a field that says the contrary     | {target: Knative, standsIn: false, message: 'Knative"
            + " is not installed: a Deployment serves until it is.'} | false",
      })
  void a_deployment_stands_in_where_the_status_says_so(
      String what, String decision, boolean standsIn) {
    WorkloadPlacement placement =
        Serialization.unmarshal(
            "---\n{spec: {}, status: {target: Deployment, decision: %s}}".formatted(decision),
            WorkloadPlacement.class);

    assertThat(CurrentPlacement.of(placement).standsIn()).as(what).isEqualTo(standsIn);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", status: {observedGeneration: -1}"})
  void a_deployment_of_others_runs_before_its_placement_has_any_status(String status) {
    WorkloadPlacement placement =
        Serialization.unmarshal(
            "---\n{spec: {workloadRef: {name: legacy}}%s}".formatted(status),
            WorkloadPlacement.class);

    assertThat(CurrentPlacement.of(placement).running()).contains(Target.DEPLOYMENT);
  }
}
