package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.AdoptedCheckout.adopt;
import static io.workloadplacement.scenario.AdoptedCheckout.replicas;
import static io.workloadplacement.scenario.AdoptedCheckout.running;
import static io.workloadplacement.scenario.State.message;
import static io.workloadplacement.scenario.State.readyOn;
import static io.workloadplacement.scenario.State.stalled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A placement over a Deployment that others own. */
@Execution(ExecutionMode.CONCURRENT)
class AdoptionScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  @Test
  void itMovesThereAndBackAndIsGivenBackAsItWas() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, 3);
    String deploymentBefore = AdoptedCheckout.spec(shop);
    var serviceBefore = shop.asWritten(shop.service("checkout").orElseThrow());

    adopt(shop, "mode: Pinned, target: Knative");
    ServingWatch watch = new ServingWatch(cluster, shop, "checkout", "legacy");
    WorkloadPlacement moved = shop.placement("checkout").becomes(readyOn(KNATIVE));

    assertThat(moved.getStatus().address().url())
        .isEqualTo("http://checkout." + shop.name + ".svc.cluster.local:8000");
    assertThat(moved.getStatus().adoption().originalReplicas()).isEqualTo(3);
    assertThat(replicas(shop)).isZero();
    var knative = shop.knativeService("checkout-kn").orElseThrow().getSpec().getTemplate();
    assertThat(knative.getMetadata().getLabels())
        .as("no selector of the Deployment side reaches Knative's pods")
        .doesNotContainKey("app")
        .containsEntry("tier", "web");
    assertThat(knative.getSpec().getContainers())
        .singleElement()
        .satisfies(
            container ->
                assertThat(container.getPorts())
                    .singleElement()
                    .satisfies(port -> assertThat(port.getContainerPort()).isEqualTo(9000)));
    assertThat(moved.getStatus().decision().notes())
        .anySatisfy(note -> assertThat(note).contains("9100"))
        .anySatisfy(note -> assertThat(note).contains("terminationGracePeriodSeconds"));
    assertThat(shop.slice("checkout-router").orElseThrow().getPorts())
        .singleElement()
        .satisfies(port -> assertThat(port.getName()).isEqualTo("http"));

    adopt(shop, "mode: Pinned, target: Deployment");
    shop.placement("checkout").becomes(readyOn(DEPLOYMENT));
    assertThat(shop.autoscaler("checkout")).isPresent();

    adopt(shop, "mode: Pinned, target: Knative");
    shop.placement("checkout").becomes(readyOn(KNATIVE));
    shop.delete(WorkloadPlacement.class, "checkout");
    await()
        .atMost(ScenarioNamespace.PATIENCE)
        .pollInterval(ScenarioNamespace.OFTEN)
        .until(() -> shop.knativeService("checkout-kn").isEmpty());
    assertThat(watch.gaps()).isEmpty();
    watch.close();

    shop.untilGone(WorkloadPlacement.class, "checkout");
    assertThat(replicas(shop)).isEqualTo(3);
    assertThat(AdoptedCheckout.spec(shop)).isEqualTo(deploymentBefore);
    assertThat(shop.asWritten(shop.service("checkout").orElseThrow())).isEqualTo(serviceBefore);
    await()
        .atMost(ScenarioNamespace.PATIENCE)
        .untilAsserted(() -> assertThat(shop.owned()).isEmpty());
  }

  @Test
  void aTemplateThatChangesIsFollowedOnEitherSide() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, 1);
    adopt(shop, "mode: Pinned, target: Knative");
    shop.placement("checkout").becomes(readyOn(KNATIVE));

    image(shop, "registry.example/legacy:2");

    shop.until(
        io.fabric8.knative.serving.v1.Service.class,
        "checkout-kn",
        service ->
            service
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getImage()
                .endsWith(":2"));
    shop.placement("checkout").becomes(readyOn(KNATIVE));
    assertThat(replicas(shop)).isZero();
  }

  @Test
  void whatItsSpecGetsWrongDoesNotKeepTheDeployment() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, 2);
    adopt(shop, "mode: Pinned, target: Knative");
    shop.placement("checkout").becomes(readyOn(KNATIVE));
    shop.apply(
        AdoptedCheckout.placement("mode: Pinned, target: Knative", "{}")
            .replace(
                "pattern: Sporadic",
                "activeWindows: [{schedule: 0 8 * * 1-5, duration: 9h, timeZone: Mars/Base}],"
                    + " pattern: Scheduled"));
    shop.placement("checkout").becomes(stalled("Invalid"));

    shop.delete(WorkloadPlacement.class, "checkout");

    shop.untilGone(WorkloadPlacement.class, "checkout");
    assertThat(replicas(shop)).isEqualTo(2);
  }

  @Test
  void aDeploymentThatItsOwnerPausesServesAgainWithWhatItHadAndCanBeGivenBack() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, 2);
    adopt(shop, "mode: Auto");
    shop.placement("checkout").becomes(readyOn(KNATIVE));

    shop.edit(
        Deployment.class,
        "legacy",
        live -> {
          live.getSpec().setPaused(true);
          live.getSpec().getTemplate().getSpec().getContainers().get(0).setImage("held/back:2");
          return live;
        });
    WorkloadPlacement back = shop.placement("checkout").becomes(readyOn(DEPLOYMENT));

    assertThat(message(back)).contains("it is paused (spec.paused)");
    assertThat(AdoptedCheckout.available(shop)).isPositive();
    shop.delete(WorkloadPlacement.class, "checkout");
    shop.untilGone(WorkloadPlacement.class, "checkout");
    assertThat(replicas(shop)).isEqualTo(2);
  }

  @Test
  void modeRecommendLeavesItAlone() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, 2);
    List<ClientTraffic.Write> before = shop.writes();

    adopt(shop, "mode: Recommend");
    WorkloadPlacement judged = shop.placement("checkout").becomes(State.ready("Recommended"));

    assertThat(judged.getStatus().decision().target()).isEqualTo(KNATIVE);
    assertThat(judged.getMetadata().getFinalizers()).isEmpty();
    assertThat(shop.owned()).isEmpty();
    assertThat(shop.writesSince(before))
        .allMatch(write -> write.path().contains("/status") || write.path().contains("/events"));
    shop.delete(WorkloadPlacement.class, "checkout");
    shop.untilGone(WorkloadPlacement.class, "checkout");
  }

  @Test
  void aBrokenPolicyLeavesItAloneAndSaysSo() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, 2);
    cluster.apply(
        ScenarioCluster.parse(
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: PlacementPolicy
            metadata: {name: broken-%s}
            spec:
              priority: 10
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}
              rules: [{name: typo, when: "workload.metadata.", effect: Require, target: Deployment, message: none}]
            """
                .formatted(shop.name, shop.name)),
        "");
    adopt(shop, "mode: Auto");

    WorkloadPlacement frozen = shop.placement("checkout").becomes(State.ready("PolicyBroken"));

    assertThat(message(frozen))
        .isEqualTo(
            "The Deployment 'legacy' runs as it is. Nothing is migrated until the policy is mended.");
    assertThat(shop.owned()).isEmpty();
  }

  @Test
  void anAutoscalerOfOthersIsLeftAloneAndNoSecondOneIsAdded() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, 2);
    shop.apply(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: theirs}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: legacy}
          minReplicas: 2
          maxReplicas: 4
          metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]
        """);
    adopt(shop, "mode: Pinned, target: Deployment");

    WorkloadPlacement placed =
        shop.placement("checkout")
            .becomes(
                readyOn(DEPLOYMENT)
                    .and(
                        "adopted",
                        p -> p.getStatus().adoption() != null && !shop.owned().isEmpty()));

    assertThat(placed.getStatus().decision().notes())
        .anySatisfy(
            note ->
                assertThat(note)
                    .isEqualTo(
                        "HorizontalPodAutoscaler 'theirs' scales Deployment 'legacy' already and is"
                            + " left alone: no autoscaler is added"));
    assertThat(shop.autoscaler("checkout")).isEmpty();
    adopt(shop, "mode: Pinned, target: Knative");
    shop.placement("checkout").becomes(readyOn(KNATIVE));
    assertThat(shop.get(HorizontalPodAutoscaler.class, "theirs")).isPresent();

    shop.delete(HorizontalPodAutoscaler.class, "theirs");
    adopt(shop, "mode: Pinned, target: Deployment");
    shop.placement("checkout").becomes(readyOn(DEPLOYMENT));
    shop.until(HorizontalPodAutoscaler.class, "checkout", any -> true);
  }

  private static void image(ScenarioNamespace shop, String image) {
    shop.edit(
        Deployment.class,
        "legacy",
        live -> {
          live.getSpec().getTemplate().getSpec().getContainers().get(0).setImage(image);
          return live;
        });
  }
}
