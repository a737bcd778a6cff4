package io.workloadplacement.scenario;

import static io.workloadplacement.scenario.State.READY;
import static io.workloadplacement.scenario.State.condition;
import static io.workloadplacement.scenario.State.stalled;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the status says, and how often it is written. */
@Execution(ExecutionMode.CONCURRENT)
class StatusScenario {

  @RegisterExtension
  static final ScenarioCluster cluster = ScenarioCluster.withOperator().atShippedPace();

  private static final WrittenPlacement CHECKOUT = WrittenPlacement.steady("checkout");

  @Test
  void aConditionKeepsItsTimeWhileItsStateStaysAndEachSpeaksOfTheSpecThatWasSeen() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT);
    WorkloadPlacement first = checkout.becomes(READY);

    shop.apply(CHECKOUT.with("spec: {scaling: {targetUtilizationPercentage: 60}}"));
    WorkloadPlacement second = checkout.becomes(READY);

    assertThat(second.getMetadata().getGeneration())
        .isGreaterThan(first.getMetadata().getGeneration());
    assertThat(second.getStatus().conditions())
        .extracting(Condition::getObservedGeneration)
        .containsOnly(second.getMetadata().getGeneration());
    assertThat(compliance(second).getLastTransitionTime())
        .isEqualTo(compliance(first).getLastTransitionTime());
    assertThat(second.getStatus().history()).isEqualTo(first.getStatus().history()).hasSize(1);
    assertThat(second.getStatus().address().url())
        .isEqualTo("http://checkout." + shop.name + ".svc.cluster.local");
  }

  @Test
  void aChildThatFlapsManyTimesASecondIsLookedAtOnceASecond() {
    ScenarioNamespace shop = cluster.namespace();
    shop.apply(CHECKOUT).becomes(READY);
    int before = looks(shop);
    Instant start = Instant.now();

    int flaps = 0;
    while (flaps < 40 || Duration.between(start, Instant.now()).toMillis() < 3000) {
      flap(shop, flaps++ % 2);
    }

    long seconds = Duration.between(start, Instant.now()).toSeconds();
    assertThat(looks(shop) - before).isPositive().isLessThanOrEqualTo((int) seconds + 2);
  }

  @Test
  void aSecondPlacementThatDerivesTheSameNameIsTheOneThatWaits() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement first = shop.apply(WrittenPlacement.sporadic("shop"));
    first.becomes(State.readyOn(io.workloadplacement.api.v1alpha1.Target.KNATIVE));

    // Its Service and Deployment would be called as the first one's Knative Service's own Service.
    ScenarioPlacement second = shop.apply(WrittenPlacement.steady("shop-kn"));

    second.becomes(stalled("Conflict"));
    first.becomes(READY);
  }

  private static int looks(ScenarioNamespace shop) {
    return (int)
        cluster.operator().looks().filter(look -> look.namespace().equals(shop.name)).count();
  }

  /** What a Deployment's controller does that cannot make up its mind. */
  private static void flap(ScenarioNamespace shop, int available) {
    try {
      cluster
          .client()
          .resources(Deployment.class)
          .inNamespace(shop.name)
          .withName("checkout")
          .subresource("status")
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"status\": {\"availableReplicas\": " + available + "}}");
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).as("another controller came in between").isEqualTo(409);
    }
  }

  private static Condition compliance(WorkloadPlacement placement) {
    return condition(placement, Conditions.POLICY_COMPLIANT).orElseThrow();
  }
}
