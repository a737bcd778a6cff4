package io.workloadplacement.scenario;

import static io.workloadplacement.scenario.State.READY;
import static io.workloadplacement.scenario.State.stalled;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.Target;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A new template that does not come up. */
@Execution(ExecutionMode.CONCURRENT)
class FailedRolloutScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  private static final String GOOD = "registry.example/checkout:1";
  private static final String BETTER = "registry.example/checkout:2";
  private static final String UNPULLABLE = "registry.example/unpullable:1";

  private static final WrittenPlacement CHECKOUT =
      WrittenPlacement.steady("checkout").with("spec: {rollout: {progressDeadlineSeconds: 200}}");

  @BeforeAll
  static void oneImageCannotBePulled() {
    cluster.simulation().failImage("unpullable");
  }

  @Test
  void goesBackToTheLastGoodTemplateAndStaysThereUntilTheSpecChanges() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT);
    checkout.becomes(READY);

    shop.apply(CHECKOUT.image(UNPULLABLE));
    var failed = checkout.becomes(stalled("RolledBack"));
    assertThat(State.condition(failed, Conditions.READY).orElseThrow().getMessage())
        .contains("ImagePullBackOff")
        .contains("Change spec.template");
    shop.until(Deployment.class, "checkout", FailedRolloutScenario::isRolledOut);
    assertThat(image(shop)).isEqualTo(GOOD);

    var writes = shop.writes();
    checkout.isLookedAtAgain(3);
    assertThat(shop.writesSince(writes)).isEmpty();
    assertThat(shop.events("checkout")).containsOnlyOnce("Warning RolledBack");

    shop.apply(CHECKOUT.image(BETTER));
    checkout.becomes(READY);
    assertThat(image(shop)).isEqualTo(BETTER);
    assertThat(checkout.get().getStatus().failedTemplateHash()).isNull();
  }

  @Test
  void staysRolledBackWhenSomethingElseThanTheTemplateChanges() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT);
    checkout.becomes(READY);
    shop.apply(CHECKOUT.image(UNPULLABLE));
    checkout.becomes(stalled("RolledBack"));

    shop.apply(CHECKOUT.image(UNPULLABLE).with("spec: {scaling: {minReplicas: 3}}"));

    checkout.becomes(stalled("RolledBack"));
    shop.until(Deployment.class, "checkout", d -> d.getSpec().getReplicas() == 3);
    assertThat(image(shop)).isEqualTo(GOOD);
  }

  @Test
  void withNoGoodTemplateToGoBackToItStallsAndHealsWithTheNextOne() {
    ScenarioNamespace shop = cluster.namespace();

    ScenarioPlacement checkout = shop.apply(CHECKOUT.image(UNPULLABLE));
    checkout.becomes(stalled("ProgressDeadlineExceeded"));
    checkout.isLookedAtAgain(2);
    assertThat(image(shop)).isEqualTo(UNPULLABLE);

    shop.apply(CHECKOUT.image(GOOD));
    checkout.becomes(READY);
  }

  @Test
  void withoutAutoRollbackTheFailedTemplateIsLeftAndTheOldPodsServe() {
    ScenarioNamespace shop = cluster.namespace();
    WrittenPlacement manual = CHECKOUT.with("spec: {rollout: {autoRollback: false}}");
    ScenarioPlacement checkout = shop.apply(manual);
    checkout.becomes(READY);

    shop.apply(manual.image(UNPULLABLE));
    checkout.becomes(stalled("ProgressDeadlineExceeded"));
    checkout.isLookedAtAgain(2);

    assertThat(image(shop)).isEqualTo(UNPULLABLE);
    assertThat(shop.deployment("checkout").orElseThrow().getStatus().getAvailableReplicas())
        .isPositive();
  }

  @Test
  void aKnativeServiceKeepsItsOldRevisionByItself() {
    ScenarioNamespace shop = cluster.namespace();
    WrittenPlacement webhook = WrittenPlacement.sporadic("webhook");
    shop.apply(webhook).becomes(State.readyOn(Target.KNATIVE));

    shop.apply(webhook.image(UNPULLABLE));
    shop.placement("webhook").becomes(stalled("RevisionFailed"));
    assertThat(shop.knativeService("webhook-kn").orElseThrow().getStatus().getTraffic())
        .singleElement()
        .satisfies(traffic -> assertThat(traffic.getRevisionName()).endsWith("00001"));

    shop.apply(webhook.image(BETTER));
    shop.placement("webhook").becomes(READY);
  }

  private static boolean isRolledOut(Deployment deployment) {
    return deployment
            .getMetadata()
            .getGeneration()
            .equals(deployment.getStatus().getObservedGeneration())
        && deployment.getStatus().getConditions().stream()
            .anyMatch(c -> "NewReplicaSetAvailable".equals(c.getReason()));
  }

  private static String image(ScenarioNamespace shop) {
    return shop.deployment("checkout")
        .orElseThrow()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0)
        .getImage();
  }
}
