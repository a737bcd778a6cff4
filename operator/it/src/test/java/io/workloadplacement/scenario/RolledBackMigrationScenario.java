package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.migrating;
import static io.workloadplacement.scenario.State.ready;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Moves that do not get ready in time, and those that wait for them: one runs at a time. */
@Execution(ExecutionMode.CONCURRENT)
class RolledBackMigrationScenario {

  @RegisterExtension
  static final ScenarioCluster cluster = ScenarioCluster.withOperator().withParallelMigrations(1);

  private static final WrittenPlacement CHECKOUT =
      WrittenPlacement.steady("checkout")
          .with("spec: {migration: {drainPeriod: 1s, readyTimeout: 10s}}");

  private static final List<String> ON_A_DEPLOYMENT =
      List.of(
          "Deployment checkout",
          "HorizontalPodAutoscaler checkout",
          "PodDisruptionBudget checkout",
          "Service checkout");

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void itIsUndoneSaysWhyAndIsTriedAgain() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT));
    checkout.becomes(readyOn(DEPLOYMENT));
    cluster.simulation().failKnativeService(shop.name, "checkout-kn", "no such image");

    try (ServingWatch serving = new ServingWatch(cluster, shop, "checkout")) {
      shop.apply(CHECKOUT.pinnedTo(KNATIVE));
      WorkloadPlacement rolledBack =
          checkout.becomes(
              ready("MigrationRolledBack")
                  .and("waiting", p -> p.getStatus().migration().phase().equals("BackingOff")));

      assertThat(rolledBack.getStatus().target()).isEqualTo(DEPLOYMENT);
      assertThat(rolledBack.getStatus().migration().message())
          .contains("within 10s")
          .contains("no such image");
      assertThat(rolledBack.getStatus().migration().attempts()).isEqualTo(1);
      assertThat(shop.owned()).isEqualTo(ON_A_DEPLOYMENT);
      assertThat(shop.events("checkout")).contains("Warning RollingBack", "Warning BackingOff");

      cluster.simulation().healKnativeService(shop.name, "checkout-kn");
      checkout.becomes(readyOn(KNATIVE));
      assertThat(serving.gaps()).isEmpty();
    }
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void backToADeploymentWhosePodsAreRefusedKnativeServesOn() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(KNATIVE));
    checkout.becomes(readyOn(KNATIVE));
    List<String> onKnative = shop.owned();
    cluster.simulation().refusePods(shop.name, "exceeded quota: pods=0");

    try (ServingWatch serving = new ServingWatch(cluster, shop, "checkout")) {
      shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT));
      WorkloadPlacement rolledBack =
          checkout.becomes(
              ready("MigrationRolledBack")
                  .and("waiting", p -> p.getStatus().migration().phase().equals("BackingOff")));

      assertThat(rolledBack.getStatus().target()).isEqualTo(KNATIVE);
      assertThat(rolledBack.getStatus().migration().message()).contains("exceeded quota");
      assertThat(shop.owned()).isEqualTo(onKnative);
      assertThat(serving.gaps()).isEmpty();
    }
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void aMoveWaitsItsTurnAndAPlacementOfItsOwnNeedsNone() {
    ScenarioNamespace first = cluster.namespace();
    ScenarioNamespace second = cluster.namespace();
    List<ScenarioNamespace> both = List.of(first, second);
    both.forEach(shop -> shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT)).becomes(readyOn(DEPLOYMENT)));
    cluster.simulation().failKnativeService(first.name, "checkout-kn", "no such image");
    first.apply(CHECKOUT.pinnedTo(KNATIVE));
    first.placement("checkout").becomes(migrating("Preparing"));

    second.apply(CHECKOUT.pinnedTo(KNATIVE));
    second.placement("checkout").becomes(ready("Queued").and("queued", migrating("Queued").test()));
    assertThat(second.owned()).isEqualTo(ON_A_DEPLOYMENT);
    second.apply(CHECKOUT.named("new").pinnedTo(KNATIVE)).becomes(readyOn(KNATIVE));

    second.placement("checkout").becomes(readyOn(KNATIVE));
    assertThat(first.placement("checkout").get().getStatus().target()).isEqualTo(DEPLOYMENT);
  }
}
