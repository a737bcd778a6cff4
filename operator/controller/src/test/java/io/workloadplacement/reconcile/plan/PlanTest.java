package io.workloadplacement.reconcile.plan;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.workloadplacement.reconcile.Observed;
import io.workloadplacement.reconcile.migration.PrewarmedScale;
import io.workloadplacement.reconcile.workload.DeploymentWrites;
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
  void theOperatorsAutoscalerGoesWhereItsOwnerBringsOne() {
    Plan plan =
        Observed.pinnedTo(DEPLOYMENT).availableDeployment().autoscaler().scaledByItsOwner().plan();

    assertThat(names(plan.apply())).doesNotContain("HorizontalPodAutoscaler checkout");
    assertThat(names(plan.remove())).containsExactly("HorizontalPodAutoscaler checkout");
  }

  @Test
  void anAutoscalerThatDoesNotScaleIsTold() {
    Observed observed = Observed.pinnedTo(DEPLOYMENT).availableDeployment();

    assertThat(observed.autoscalerWithoutMetrics(Observed.NOW.minusSeconds(60)).plan().notes())
        .as("the first pods have no metrics yet")
        .noneMatch(note -> note.contains("does not scale"));
    assertThat(observed.autoscalerWithoutMetrics(Observed.NOW.minusSeconds(120)).plan().notes())
        .contains(
            "HorizontalPodAutoscaler 'checkout' does not scale (FailedGetResourceMetric): no"
                + " metrics returned from resource metrics API");
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
        .as("the route once Knative is ready")
        .endsWith("Ingress checkout");

    observed.route("True");
    assertThat(names(observed.plan().apply()))
        .as("the gateway's pods once it knows the route")
        .endsWith("EndpointSlice checkout-gateway");
  }

  @Test
  void callersAreSentToKnativeOnceItHasAsManyPodsAsTheDeployment() {
    Observed observed =
        Observed.pinnedTo(KNATIVE).deployment("NewReplicaSetAvailable", 3).knativeService("True");

    Plan cold = observed.revision(1, 0).plan();
    assertThat(cold.warm()).map(PrewarmedScale::minScale).contains(3);
    assertThat(names(cold.apply())).doesNotContain("Ingress checkout");

    Plan warming = observed.revision(2, 3).plan();
    assertThat(warming.warm()).as("asked once").isEmpty();
    assertThat(names(warming.apply())).doesNotContain("Ingress checkout");

    assertThat(names(observed.revision(3, 3).plan().apply())).contains("Ingress checkout");
  }

  @Test
  void aDeploymentIsKeptWhileKnativeIsNotServing() {
    Observed observed = Observed.pinnedTo(KNATIVE).availableDeployment().knativeService("True");

    assertThat(names(observed.plan().apply()))
        .contains("Deployment checkout", "HorizontalPodAutoscaler checkout");
    assertThat(observed.plan().remove()).isEmpty();
    assertThat(observed.plan().replicas()).isEmpty();
  }

  @Test
  void aDeploymentIsKeptWhileTheGatewayThatWasAttachedHasNoPod() {
    Observed observed = Observed.pinnedTo(KNATIVE).availableDeployment().servingKnative();

    observed.gateway();

    assertThat(observed.plan().replicas()).isEmpty();
    assertThat(observed.plan().remove()).isEmpty();
    assertThat(observed.gateway("10.0.0.9").plan().replicas()).hasValue(0);
  }

  @Test
  void aDeploymentThatIsLeftDrainsItsPodsAndGoesAfterTheDrainPeriod() {
    Observed observed = Observed.pinnedTo(KNATIVE).availableDeployment().servingKnative();
    assertThat(names(observed.plan().remove()))
        .as("first what would scale it")
        .containsExactly("HorizontalPodAutoscaler checkout");
    assertThat(observed.plan().replicas()).hasValue(0);

    observed.status(observed.told());
    assertThat(observed.at(Observed.NOW.plusSeconds(30)).plan().remove())
        .as("a request may take 30s")
        .extracting(HasMetadata::getKind)
        .doesNotContain("Deployment");
    assertThat(names(observed.at(Observed.NOW.plusSeconds(31)).plan().remove()))
        .contains("PodDisruptionBudget checkout", "Deployment checkout");
  }

  @Test
  void preWarmedPodsAreLetGoTwoWindowsAfterKnativeTookOver() {
    Observed moving =
        Observed.pinnedTo(KNATIVE).availableDeployment().servingKnative().revision(3, 3);
    moving.status(moving.told());
    Observed moved =
        Observed.pinnedTo(KNATIVE).servingKnative().revision(3, 3).status(moving.told());

    assertThat(moved.at(Observed.NOW.plusSeconds(119)).plan().warm()).isEmpty();
    assertThat(moved.told().warmUntil()).isNotNull();
    moved.at(Observed.NOW.plusSeconds(120));
    assertThat(moved.plan().warm()).map(PrewarmedScale::minScale).contains(0);
    assertThat(moved.told().warmUntil()).isNull();
  }

  @Test
  void theyAreLetGoEvenIfTheDeploymentDrainedForLongerThanThat() {
    Observed draining =
        Observed.pinnedTo(KNATIVE).availableDeployment().servingKnative().revision(3, 3);
    draining.status(draining.told()).at(Observed.NOW.plusSeconds(120));
    assertThat(names(draining.plan().remove())).contains("Deployment checkout");
    Observed drained =
        Observed.pinnedTo(KNATIVE)
            .servingKnative()
            .revision(3, 3)
            .status(draining.placement.getStatus())
            .at(Observed.NOW.plusSeconds(120));

    assertThat(drained.toldAfter(draining.plan()).warmUntil())
        .as("nobody has let them go yet")
        .isNotNull();
    assertThat(drained.plan().warm()).map(PrewarmedScale::minScale).contains(0);
    assertThat(drained.told().warmUntil()).isNull();
  }

  @Test
  void aDeploymentStartsAsLargeAsTheLoadNeeds() {
    Observed observed =
        Observed.pinnedTo(DEPLOYMENT)
            .servingKnative()
            .deployment("NewReplicaSetAvailable", 1)
            .revision(3, 0);

    assertThat(observed.plan().replicas()).hasValue(3);
    assertThat(observed.plan().remove()).as("one pod is too few").isEmpty();
    assertThat(observed.told().migration().message())
        .isEqualTo("Deployment has 1 of the 3 pods that the load needs.");
  }

  @Test
  void theGatewayIsLedToThePodsThenDetachedAndKnativeRemovedAfterTheDrainPeriod() {
    Observed observed = Observed.pinnedTo(DEPLOYMENT).servingKnative();
    assertThat(observed.plan().remove()).as("the Deployment is not there yet").isEmpty();
    assertThat(routesToPods(observed.plan())).isFalse();

    observed.availableDeployment();
    assertThat(names(observed.plan().apply())).contains("Service checkout-pods");
    assertThat(routesToPods(observed.plan())).isTrue();
    assertThat(observed.plan().remove()).as("the gateway does not know yet").isEmpty();

    observed.routeToPods("True");
    assertThat(names(observed.plan().remove())).containsExactly("EndpointSlice checkout-gateway");

    Observed detached =
        Observed.pinnedTo(DEPLOYMENT)
            .availableDeployment()
            .knativeService("True")
            .routeToPods("True");
    detached.status(detached.told());
    assertThat(detached.at(Observed.NOW.plusSeconds(30)).plan().remove())
        .as("a request may take 30s")
        .isEmpty();
    assertThat(names(detached.at(Observed.NOW.plusSeconds(31)).plan().remove()))
        .as("callers may hold connections to the gateway: the route stays")
        .containsExactly("Service checkout-kn");
  }

  @Test
  void theAliasStaysUntilTheGatewaysPodsOfThatTimeAreGone() {
    Observed moved = Observed.pinnedTo(DEPLOYMENT).availableDeployment().routeToPods("True");

    assertThat(moved.plan().remove()).isEmpty();
    assertThat(moved.told().migration()).as("it has moved nevertheless").isNull();
    assertThat(names(moved.gateway("10.0.0.9", "10.0.0.10").plan().remove())).isEmpty();
    assertThat(names(moved.gateway("10.0.0.10").plan().remove()))
        .containsExactly("Ingress checkout");
  }

  @Test
  void podsThatAreAboutToEndTakeNoLoadOver() {
    Observed turnedAround =
        Observed.pinnedTo(DEPLOYMENT)
            .servingKnative()
            .availableDeployment()
            .scaledTo(0)
            .revision(1, 1);

    assertThat(turnedAround.plan().replicas()).hasValue(1);
    assertThat(routesToPods(turnedAround.plan())).isFalse();
    assertThat(turnedAround.plan().remove()).isEmpty();
  }

  @Test
  void connectionsOfAnEarlierTimeAreLedBackToThePodsBeforeKnativeIsRemoved() {
    Observed givenUp =
        Observed.pinnedTo(DEPLOYMENT)
            .availableDeployment()
            .knativeService("True")
            .routeToPods("True")
            .route("True");
    givenUp.status(givenUp.told()).at(Observed.NOW.plusSeconds(31));

    assertThat(routesToPods(givenUp.plan())).isTrue();
    assertThat(givenUp.plan().remove()).as("the gateway does not know yet").isEmpty();

    Observed ledBack =
        Observed.pinnedTo(DEPLOYMENT)
            .availableDeployment()
            .knativeService("True")
            .routeToPods("True");
    ledBack.status(ledBack.told()).at(Observed.NOW.plusSeconds(31));
    assertThat(names(ledBack.plan().remove())).containsExactly("Service checkout-kn");
  }

  @Test
  void aGatewayThatDoesNotFollowInTimeIsNotWaitedFor() {
    Observed observed =
        Observed.pinnedTo(DEPLOYMENT).availableDeployment().servingKnative().routeToPods("Unknown");
    observed.status(observed.told());

    assertThat(observed.plan().remove()).isEmpty();
    assertThat(names(observed.at(Observed.NOW.plusSeconds(600)).plan().remove()))
        .containsExactly("EndpointSlice checkout-gateway");
  }

  @Test
  void anAliasOnThePodsIsTurnedToKnativeOnlyWhenThatCanTakeTheLoad() {
    Observed observed =
        Observed.pinnedTo(KNATIVE)
            .deployment("NewReplicaSetAvailable", 2)
            .routeToPods("True")
            .knativeService("True");

    assertThat(routesToPods(observed.revision(1, 2).plan())).isTrue();
    assertThat(routesToPods(observed.revision(2, 2).plan())).isFalse();
    assertThat(names(observed.plan().apply()))
        .as("the gateway does not know yet")
        .doesNotContain("EndpointSlice checkout-gateway");
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

    assertThat(plan.failure()).map(DeploymentWrites.Failure::templateHash).contains(failed);
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

  private static boolean routesToPods(Plan plan) {
    return plan.apply().stream()
        .filter(Ingress.class::isInstance)
        .map(Ingress.class::cast)
        .anyMatch(
            route ->
                route.getSpec().getRules().stream()
                    .flatMap(rule -> rule.getHttp().getPaths().stream())
                    .flatMap(path -> path.getSplits().stream())
                    .allMatch(split -> split.getServiceName().equals("checkout-pods")));
  }

  private static List<String> names(List<HasMetadata> objects) {
    return objects.stream().map(o -> o.getKind() + " " + o.getMetadata().getName()).toList();
  }
}
