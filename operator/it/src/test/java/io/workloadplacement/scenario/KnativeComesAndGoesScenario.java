package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.ready;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.PlacementRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Knative is installed, and taken away, while the operator runs. */
@Execution(ExecutionMode.CONCURRENT)
class KnativeComesAndGoesScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withoutKnative();

  @Test
  void aDeploymentStandsInWhileKnativeIsAbsentAndOtherDeploymentsNeverNotice() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement webhook = shop.apply(WrittenPlacement.sporadic("webhook"));
    ScenarioPlacement checkout = shop.apply(WrittenPlacement.steady("checkout"));

    var waiting = webhook.becomes(ready("WaitingForKnative"));
    assertThat(waiting.getStatus().target()).isEqualTo(DEPLOYMENT);
    assertThat(waiting.getStatus().decision().target()).isEqualTo(KNATIVE);
    assertThat(waiting.getStatus().history()).as("a stand-in is no placement").isEmpty();
    checkout.becomes(readyOn(DEPLOYMENT));
    var bystander = shop.writes().stream().filter(write -> isOf(write, "checkout")).count();

    try (ServingWatch serving = new ServingWatch(cluster, shop, "webhook")) {
      cluster.server().installKnative();
      var moved = webhook.becomes(readyOn(KNATIVE));
      assertThat(serving.gaps()).isEmpty();
      assertThat(moved.getStatus().history())
          .extracting(PlacementRecord::target)
          .containsExactly(KNATIVE);
    }
    assertThat(shop.deployment("webhook")).isEmpty();

    cluster.server().removeKnative();
    webhook.becomes(
        ready("WaitingForKnative")
            .and("on a Deployment", p -> p.getStatus().target() == DEPLOYMENT));
    assertThat(shop.owned())
        .contains("Deployment webhook", "Service webhook")
        .doesNotContain("EndpointSlice webhook-router");

    cluster.server().installKnative();
    webhook.becomes(readyOn(KNATIVE));

    checkout.becomes(readyOn(DEPLOYMENT));
    assertThat(shop.writes().stream().filter(write -> isOf(write, "checkout")).count())
        .as("nothing is written for a workload that has nothing to do with it")
        .isEqualTo(bystander);
  }

  private static boolean isOf(ClientTraffic.Write write, String placement) {
    return write.path().contains("/" + placement);
  }
}
