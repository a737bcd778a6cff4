package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.AdoptedCheckout.DEPLOYMENT_AND_SERVICE;
import static io.workloadplacement.scenario.AdoptedCheckout.adopt;
import static io.workloadplacement.scenario.AdoptedCheckout.placement;
import static io.workloadplacement.scenario.AdoptedCheckout.release;
import static io.workloadplacement.scenario.AdoptedCheckout.replicas;
import static io.workloadplacement.scenario.AdoptedCheckout.running;
import static io.workloadplacement.scenario.AdoptedCheckout.start;
import static io.workloadplacement.scenario.State.message;
import static io.workloadplacement.scenario.State.readyOn;
import static io.workloadplacement.scenario.State.stalled;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What an adopted Deployment's owners and the placement both want to say. */
@Execution(ExecutionMode.CONCURRENT)
class AdoptionConflictScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  @Test
  void aRolloutFieldThatSomebodyOwnsIsToldAndNotTaken() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, 1);
    shop.edit(
        Deployment.class,
        "legacy",
        live -> {
          live.getSpec().setMinReadySeconds(1);
          return live;
        });
    shop.apply(
        placement(
            "mode: Pinned, target: Deployment",
            "{minReadySeconds: 7, progressDeadlineSeconds: 300}"));

    WorkloadPlacement told = shop.placement("checkout").becomes(stalled("Conflict"));

    assertThat(message(told))
        .contains("Deployment 'legacy' has spec.minReadySeconds 1")
        .contains("spec.rollout states 7");
    shop.until(
        Deployment.class,
        "legacy",
        live ->
            live.getSpec().getMinReadySeconds() == 1
                && live.getSpec().getProgressDeadlineSeconds() == 300);
    shop.apply(placement("mode: Pinned, target: Deployment", "{progressDeadlineSeconds: 300}"));
    shop.placement("checkout").becomes(readyOn(DEPLOYMENT));
    shop.delete(WorkloadPlacement.class, "checkout");
    shop.untilGone(WorkloadPlacement.class, "checkout");
    assertThat(shop.deployment("legacy").orElseThrow().getSpec().getProgressDeadlineSeconds())
        .as("what was not stated before is the API server's default again")
        .isEqualTo(600);
  }

  @Test
  void whoeverStartsItAgainAndAgainIsToldWhichLineToRemove() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, 2);
    adopt(shop, "mode: Pinned, target: Knative");
    shop.placement("checkout").becomes(readyOn(KNATIVE));

    for (int time = 1; time <= 2; time++) {
      start(shop, 2);
      shop.until(Deployment.class, "legacy", live -> live.getSpec().getReplicas() == 0);
    }
    start(shop, 2);

    WorkloadPlacement contested = shop.placement("checkout").becomes(stalled("ScaleConflict"));
    assertThat(message(contested))
        .contains("Remove the line 'replicas: 2' under spec from the Deployment's manifest.");
    assertThat(contested.getStatus().target()).isEqualTo(KNATIVE);
    List<ClientTraffic.Write> before = shop.writes();
    start(shop, 2);
    shop.placement("checkout").isLookedAtAgain();
    assertThat(replicas(shop)).isEqualTo(2);
    assertThat(shop.writesSince(before)).isEmpty();

    release(shop);
    shop.until(Deployment.class, "legacy", live -> live.getSpec().getReplicas() == 0);
    shop.placement("checkout").becomes(readyOn(KNATIVE));
  }

  @Test
  void whoeverScalesItUpAgainAndAgainIsLeftToItUntilItRests() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, 2);
    adopt(shop, "mode: Pinned, target: Knative");
    shop.placement("checkout").becomes(readyOn(KNATIVE));

    for (int time = 1; time <= 5; time++) {
      scale(shop, 4);
      endedTimes(shop, time + 1);
    }
    scale(shop, 4);

    WorkloadPlacement contested = shop.placement("checkout").becomes(stalled("ScaleConflict"));
    assertThat(message(contested))
        .startsWith("Knative serves, and somebody has scaled up Deployment 'legacy'");
    assertThat(contested.getStatus().adoption().originalReplicas()).isEqualTo(2);
    List<ClientTraffic.Write> before = shop.writes();
    scale(shop, 5);
    shop.placement("checkout").isLookedAtAgain();
    assertThat(replicas(shop)).isEqualTo(5);
    assertThat(shop.writesSince(before)).isEmpty();

    scale(shop, 0);
    shop.placement("checkout").becomes(readyOn(KNATIVE));
  }

  @Test
  void aDeploymentHasOnePlacementAndAServiceOfThatNameLeadsToIt() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, 1);
    adopt(shop, "mode: Pinned, target: Deployment");
    shop.placement("checkout").becomes(readyOn(DEPLOYMENT));
    shop.apply(placement("mode: Auto", "{}").replace("name: checkout}", "name: second}"));
    shop.apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: third}
        spec: {selector: {app: another}, ports: [{port: 80}]}
        """);
    shop.apply(
        DEPLOYMENT_AND_SERVICE
            .substring(0, DEPLOYMENT_AND_SERVICE.indexOf("---"))
            .replace("name: legacy,", "name: other,")
            .replace("app: legacy", "app: other"));
    shop.apply(
        placement("mode: Auto", "{}")
            .replace("name: checkout}", "name: third}")
            .replace("name: legacy", "name: other"));

    assertThat(message(shop.placement("second").becomes(stalled("Conflict"))))
        .contains("Deployment 'legacy' is already managed by WorkloadPlacement 'checkout'");
    assertThat(message(shop.placement("third").becomes(stalled("Conflict"))))
        .contains("Service 'third' has the name of the placement's address and does not select");
  }

  /** It is at zero again, and that was counted. */
  private static void endedTimes(ScenarioNamespace shop, int times) {
    shop.until(Deployment.class, "legacy", live -> live.getSpec().getReplicas() == 0);
    shop.until(
        WorkloadPlacement.class,
        "checkout",
        placement -> Objects.equals(placement.getStatus().adoption().scaleToZeroAttempts(), times));
  }

  private static void scale(ScenarioNamespace shop, int replicas) {
    cluster.client().apps().deployments().inNamespace(shop.name).withName("legacy").scale(replicas);
  }
}
