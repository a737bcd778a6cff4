package io.workloadplacement.scenario;

import static io.workloadplacement.scenario.State.READY;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The number of replicas belongs to the autoscaler. */
@Execution(ExecutionMode.CONCURRENT)
class AutoscalingScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  private static final WrittenPlacement CHECKOUT =
      WrittenPlacement.steady("checkout").with("spec: {scaling: {minReplicas: 2, maxReplicas: 9}}");

  @Test
  void sevenReplicasOfTheAutoscalerSurviveReconcilesAndANewImage() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT);
    checkout.becomes(READY);
    cluster.simulation().load(shop.name, "checkout", 7);
    shop.until(Deployment.class, "checkout", d -> d.getSpec().getReplicas() == 7);

    checkout.isLookedAtAgain(3);
    assertThat(replicas(shop)).isEqualTo(7);

    shop.apply(CHECKOUT.image("registry.example/checkout:2"));
    Deployment rolledOut =
        shop.until(
            Deployment.class,
            "checkout",
            d -> {
              assertThat(d.getSpec().getReplicas()).isEqualTo(7);
              return Integer.valueOf(7).equals(d.getStatus().getUpdatedReplicas())
                  && Integer.valueOf(7).equals(d.getStatus().getAvailableReplicas());
            });
    checkout.becomes(READY);
    assertThat(rolledOut.getSpec().getReplicas()).isEqualTo(7);
    assertThat(
            rolledOut.getMetadata().getManagedFields().stream()
                .filter(entry -> "workload-placement-operator".equals(entry.getManager()))
                .filter(entry -> "Apply".equals(entry.getOperation()))
                .map(entry -> entry.getFieldsV1().getAdditionalProperties().get("f:spec"))
                .map(String::valueOf))
        .as("the operator does not own the field")
        .isNotEmpty()
        .noneMatch(spec -> spec.contains("f:replicas"));
  }

  @Test
  void aNewDeploymentStartsAtTheSizeThatItsTrafficNeeds() {
    ScenarioNamespace shop = cluster.namespace();

    shop.apply(CHECKOUT.with("spec: {scaling: {minReplicas: 3}}")).becomes(READY);

    assertThat(replicas(shop)).isEqualTo(3);
    assertThat(shop.deployment("checkout").orElseThrow().getStatus().getAvailableReplicas())
        .isEqualTo(3);
  }

  @Test
  void scalingUpIsNoReasonToBeLessThanReady() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT);
    var since =
        State.condition(checkout.becomes(READY), "Ready").orElseThrow().getLastTransitionTime();

    cluster.simulation().load(shop.name, "checkout", 5);
    shop.until(
        Deployment.class,
        "checkout",
        d -> Integer.valueOf(5).equals(d.getStatus().getAvailableReplicas()));
    checkout.isLookedAtAgain();

    assertThat(
            State.condition(checkout.becomes(READY), "Ready").orElseThrow().getLastTransitionTime())
        .isEqualTo(since);
  }

  @Test
  void anAutoscalerOfTheOwnerIsLeftAloneAndTheOperatorsGoes() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT);
    checkout.becomes(READY);
    assertThat(shop.autoscaler("checkout")).isPresent();

    shop.apply(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: theirs}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: checkout}
          maxReplicas: 4
          metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]
        """);

    shop.untilGone(HorizontalPodAutoscaler.class, "checkout");
    assertThat(
            checkout
                .becomes(READY.and("with a note", p -> !p.getStatus().decision().notes().isEmpty()))
                .getStatus()
                .decision()
                .notes())
        .contains(
            "HorizontalPodAutoscaler 'theirs' scales Deployment 'checkout' already and is left"
                + " alone: no autoscaler is added");
    assertThat(shop.autoscaler("theirs")).isPresent();

    shop.delete(HorizontalPodAutoscaler.class, "theirs");
    shop.until(HorizontalPodAutoscaler.class, "checkout", any -> true);
  }

  private static int replicas(ScenarioNamespace shop) {
    return shop.deployment("checkout").orElseThrow().getSpec().getReplicas();
  }
}
