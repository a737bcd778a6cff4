package io.workloadplacement.reconcile;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.workloadplacement.rendering.TemplateHash;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written, and in which order: make before break. */
class PlanTest {

  @Test
  void aNewDeploymentComesWithItsAddressAutoscalerAndBudget() {
    Plan plan = Observed.pinnedTo(DEPLOYMENT).plan();

    assertThat(names(plan.apply()))
        .containsExactly(
            "Service checkout",
            "Deployment checkout",
            "HorizontalPodAutoscaler checkout",
            "PodDisruptionBudget checkout");
    assertThat(plan.remove()).isEmpty();
  }

  @Test
  void podsThatABudgetOfSomebodyElseSelectsGetNoSecondOne() {
    Observed observed =
        Observed.pinnedTo(DEPLOYMENT).foreignBudget("{workloadplacement.io/placement: checkout}");

    assertThat(names(observed.plan().apply())).doesNotContain("PodDisruptionBudget checkout");
    assertThat(names(Observed.pinnedTo(DEPLOYMENT).foreignBudget("{app: other}").plan().apply()))
        .contains("PodDisruptionBudget checkout");
  }

  @Test
  void theWayToKnativeIsMadeStepByStep() {
    Observed observed = Observed.pinnedTo(KNATIVE);
    assertThat(names(observed.plan().apply()))
        .containsExactly("Service checkout", "Service checkout-kn");

    observed.knativeService("True");
    assertThat(names(observed.plan().apply()))
        .as("the alias once Knative is ready")
        .endsWith("Ingress checkout");

    observed.alias("True");
    assertThat(names(observed.plan().apply()))
        .as("the gateway's pods once it knows the alias")
        .endsWith("EndpointSlice checkout-gateway");
  }

  @Test
  void aDeploymentIsKeptWhileKnativeIsNotServingAndRemovedOnceItIs() {
    Observed observed = Observed.pinnedTo(KNATIVE).availableDeployment().knativeService("True");
    assertThat(names(observed.plan().apply())).contains("Deployment checkout");
    assertThat(observed.plan().remove()).isEmpty();

    observed.alias("True").slice();
    assertThat(names(observed.plan().remove()))
        .as("first what would scale or guard it, then the Deployment itself")
        .containsExactly(
            "HorizontalPodAutoscaler checkout",
            "PodDisruptionBudget checkout",
            "Deployment checkout");
  }

  @Test
  void knativeIsDetachedFirstAndRemovedAfterTheDrainPeriod() {
    Observed observed = Observed.pinnedTo(DEPLOYMENT).servingKnative();
    assertThat(observed.plan().remove()).as("the Deployment is not there yet").isEmpty();
    assertThat(names(observed.plan().apply())).contains("Ingress checkout");

    observed.availableDeployment();
    assertThat(names(observed.plan().remove())).containsExactly("EndpointSlice checkout-gateway");

    Observed detached =
        Observed.pinnedTo(DEPLOYMENT).availableDeployment().knativeService("True").alias("True");
    detached.status(detached.told());
    assertThat(detached.at(Observed.NOW.plusSeconds(30)).plan().remove())
        .as("a request may take 30s")
        .isEmpty();
    assertThat(names(detached.at(Observed.NOW.plusSeconds(31)).plan().remove()))
        .containsExactly("Service checkout-kn", "Ingress checkout");
  }

  @Test
  void aFailedRolloutGoesBackToTheNewestTemplateThatServes() {
    Observed observed = Observed.pinnedTo(DEPLOYMENT).deployment("ProgressDeadlineExceeded", 1);
    String failed = TemplateHash.of(observed.placement.getSpec().template());
    observed
        .replicaSet(1, "older", 1)
        .replicaSet(2, "good", 1)
        .replicaSet(3, "never-up", 0)
        .replicaSet(4, failed, 1);

    Plan plan = observed.plan();

    assertThat(plan.failure()).map(Plan.Failure::templateHash).contains(failed);
    assertThat(plan.apply())
        .filteredOn(io.fabric8.kubernetes.api.model.apps.Deployment.class::isInstance)
        .singleElement()
        .satisfies(
            deployment -> {
              var template =
                  ((io.fabric8.kubernetes.api.model.apps.Deployment) deployment)
                      .getSpec()
                      .getTemplate();
              assertThat(template.getSpec().getContainers().get(0).getImage())
                  .isEqualTo("checkout:r2");
              assertThat(template.getMetadata().getLabels()).doesNotContainKey("pod-template-hash");
            });
  }

  @Test
  void withoutATemplateThatEverServedAFailedRolloutIsLeft() {
    Observed observed = Observed.pinnedTo(DEPLOYMENT).deployment("ProgressDeadlineExceeded", 0);
    observed.replicaSet(1, TemplateHash.of(observed.placement.getSpec().template()), 0);

    assertThat(observed.plan().failure()).isEmpty();
  }

  private static List<String> names(List<HasMetadata> objects) {
    return objects.stream().map(o -> o.getKind() + " " + o.getMetadata().getName()).toList();
  }
}
