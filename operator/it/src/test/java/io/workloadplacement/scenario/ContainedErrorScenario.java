package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.scenario.State.message;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.scenario.RuntimeErrors.Step;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An error of the Java runtime in one reconcile is the matter of that one object. */
@Execution(ExecutionMode.CONCURRENT)
class ContainedErrorScenario {

  private static final State RETRYING =
      new State(
          "Retrying",
          placement ->
              State.condition(placement, Conditions.READY)
                  .filter(c -> "False".equals(c.getStatus()) && "Retrying".equals(c.getReason()))
                  .isPresent());

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withoutOperator();

  @ParameterizedTest
  @EnumSource
  void of_a_placement_in_any_step_is_reported_and_tried_again_while_others_go_on(Step step) {
    ScenarioNamespace shop = cluster.namespace();
    try (RuntimeErrors errors = new RuntimeErrors(step, "faulty");
        RunningOperator operator = cluster.startOperator(shop.name, errors::into)) {
      operator.ready();
      ScenarioPlacement faulty = shop.apply(WrittenPlacement.steady("faulty"));
      ScenarioPlacement sound = shop.apply(WrittenPlacement.steady("sound"));

      sound.becomes(readyOn(DEPLOYMENT));
      assertIsForPeople(retryingEvent(shop, "WorkloadPlacement", "faulty"));
      if (step != Step.STATUS) {
        assertIsForPeople(message(faulty.becomes(RETRYING)));
      }
      isTriedAgain(errors);
      errors.end();
      shop.apply(WrittenPlacement.steady("faulty").with("metadata: {annotations: {note: again}}"));
      faulty.becomes(readyOn(DEPLOYMENT));
    }
  }

  @Test
  void of_an_annotated_Service_is_reported_on_it_and_tried_again() {
    ScenarioNamespace shop = cluster.namespace();
    try (RuntimeErrors errors = new RuntimeErrors(Step.OBSERVE, "annotated");
        RunningOperator operator = cluster.startOperator(shop.name, errors::into)) {
      operator.ready();
      shop.apply(
          """
          apiVersion: v1
          kind: Service
          metadata:
            name: annotated
            annotations:
              workloadplacement.io/traffic-pattern: Steady
              workloadplacement.io/average-requests-per-second: "1"
              workloadplacement.io/latency-target: 2s
          spec: {selector: {app: nowhere}, ports: [{port: 80}]}
          """);

      assertIsForPeople(retryingEvent(shop, "Service", "annotated"));
      isTriedAgain(errors);
      errors.end();
      event(shop.name, "Service", "annotated", "NotPlaced");
    }
  }

  @Test
  void of_a_policy_is_reported_on_it_and_tried_again() {
    String name = "policy-of-errors";
    ScenarioNamespace shop = cluster.namespace();
    try (RuntimeErrors errors = new RuntimeErrors(Step.DECIDE, name);
        RunningOperator operator = cluster.startOperator(shop.name, errors::into)) {
      operator.ready();
      cluster.apply(
          ScenarioCluster.parse(
              """
              apiVersion: workloadplacement.io/v1alpha1
              kind: PlacementPolicy
              metadata: {name: %s}
              spec: {workloadSelector: {matchLabels: {nobody: has-it}}}
              """
                  .formatted(name)),
          "");

      assertIsForPeople(event("default", "PlacementPolicy", name, "Retrying").getMessage());
      isTriedAgain(errors);
      errors.end();
      await("the policy is Ready")
          .atMost(ScenarioNamespace.PATIENCE)
          .until(
              () ->
                  cluster
                      .client()
                      .resources(PlacementPolicy.class)
                      .withName(name)
                      .get()
                      .getStatus(),
              status ->
                  status != null
                      && status.conditions().stream()
                          .anyMatch(condition -> "Valid".equals(condition.getReason())));
    }
  }

  private static void isTriedAgain(RuntimeErrors errors) {
    int before = errors.thrown();
    await("it is tried again")
        .atMost(ScenarioNamespace.PATIENCE)
        .until(() -> errors.thrown() > before + 1);
  }

  private static void assertIsForPeople(String message) {
    assertThat(message)
        .startsWith("The operator could not finish and tries again: ")
        .endsWith("The operator's log has the details.")
        .doesNotContain("java.", "Error:", "Exception", "://")
        .hasSizeLessThan(300);
  }

  private static String retryingEvent(ScenarioNamespace shop, String kind, String name) {
    return event(shop.name, kind, name, "Retrying").getMessage();
  }

  private static Event event(String namespace, String kind, String name, String reason) {
    return await(reason + " of " + kind + " " + name)
        .atMost(ScenarioNamespace.PATIENCE)
        .until(
            () ->
                cluster.client().v1().events().inNamespace(namespace).list().getItems().stream()
                    .filter(event -> kind.equals(event.getInvolvedObject().getKind()))
                    .filter(event -> name.equals(event.getInvolvedObject().getName()))
                    .filter(event -> reason.equals(event.getReason()))
                    .findFirst()
                    .orElse(null),
            Objects::nonNull);
  }
}
