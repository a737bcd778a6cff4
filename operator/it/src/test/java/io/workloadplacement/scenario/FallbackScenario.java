package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.notReady;
import static io.workloadplacement.scenario.State.ready;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.workloadplacement.api.v1alpha1.PlacementRecord;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.local.LocalCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A Deployment takes over where callers do not reach Knative. The router is one for all tests. */
@Execution(ExecutionMode.SAME_THREAD)
class FallbackScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withoutOperator();

  private static final WrittenPlacement CHECKOUT = WrittenPlacement.sporadic("checkout");

  private final LaterClock clock = new LaterClock();
  private ScenarioNamespace shop;
  private RunningOperator operator;
  private ScenarioPlacement checkout;

  @BeforeEach
  void aWorkloadRunsOnKnative() {
    shop = cluster.namespace();
    operator = cluster.startOperator(shop.name, clock::rules).ready();
    checkout = shop.apply(CHECKOUT.pinnedTo(KNATIVE));
    checkout.becomes(readyOn(KNATIVE));
  }

  @AfterEach
  void theRouterIsBack() {
    operator.close();
    routerPods(true);
  }

  @Test
  void a_router_that_is_away_for_half_a_minute_is_waited_for() {
    routerPods(false);
    WorkloadPlacement away = checkout.becomes(notReady("RouterUnavailable"));
    assertThat(State.message(away)).isEqualTo("Waiting for a ready pod of the router.");
    assertThat(shop.events("checkout")).contains("Warning RouterUnavailable");

    passes(Duration.ofSeconds(30));
    routerPods(true);

    WorkloadPlacement back = checkout.becomes(readyOn(KNATIVE));
    assertThat(back.getStatus().outage()).isNull();
    assertThat(back.getStatus().history()).hasSize(1);
    assertThat(shop.events("checkout")).doesNotContain("Warning FallingBack");
    assertThat(shop.deployment("checkout")).isEmpty();
  }

  @Test
  void
      a_router_that_is_away_for_longer_is_done_without_and_an_operator_that_ends_forgets_nothing() {
    try (ServingWatch serving = new ServingWatch(cluster, shop, "checkout")) {
      routerPods(false);
      checkout.becomes(notReady("RouterUnavailable"));
      operator.close();
      clock.passes(Duration.ofSeconds(50));
      operator = cluster.startOperator(shop.name, clock::rules).ready();
      checkout.isLookedAtAgainBy(operator);
      assertThat(shop.deployment("checkout")).isEmpty();

      passes(Duration.ofSeconds(15));

      WorkloadPlacement fellBack = checkout.becomes(ready("FellBack"));
      assertThat(fellBack.getStatus().target()).isEqualTo(DEPLOYMENT);
      assertThat(fellBack.getStatus().wanted()).isEqualTo(KNATIVE);
      assertThat(State.message(fellBack)).endsWith("No pod of the router is ready.");
      assertThat(fellBack.getStatus().history())
          .extracting(PlacementRecord::reason)
          .containsExactly("FellBack", "Pinned");
      assertThat(shop.events("checkout")).contains("Warning FallingBack", "Normal Moved");
      assertThat(shop.owned()).doesNotContain("EndpointSlice checkout-router");
      assertThat(serving.gaps()).isEmpty();
    }
  }

  @Test
  void a_router_that_comes_and_goes_does_not_take_the_workload_along() {
    routerPods(false);
    checkout.becomes(notReady("RouterUnavailable"));
    passes(Duration.ofMinutes(2));
    checkout.becomes(ready("FellBack"));

    try (ServingWatch serving = new ServingWatch(cluster, shop, "checkout")) {
      routerPods(true);
      checkout.becomes(ready("FellBack").and("healed", p -> p.getStatus().outage() == null));
      passes(Duration.ofMinutes(5));
      routerPods(false);
      checkout.becomes(notReached(ready("FellBack")));
      passes(Duration.ofMinutes(15));
      checkout.becomes(notReached(ready("FellBack")));
      assertThat(shop.knativeService("checkout-kn")).isEmpty();

      routerPods(true);

      WorkloadPlacement returned = checkout.becomes(readyOn(KNATIVE));
      assertThat(returned.getStatus().history())
          .extracting(PlacementRecord::target)
          .containsExactly(KNATIVE, DEPLOYMENT, KNATIVE);
      assertThat(serving.gaps()).isEmpty();
    }
  }

  @Test
  void a_router_that_is_back_before_the_deployment_serves_is_gone_on_with() {
    cluster.simulation().refusePods(shop.name, "exceeded quota");
    routerPods(false);
    checkout.becomes(notReady("RouterUnavailable"));
    passes(Duration.ofMinutes(2));
    shop.until(io.fabric8.kubernetes.api.model.apps.Deployment.class, "checkout", any -> true);

    routerPods(true);

    WorkloadPlacement back = checkout.becomes(readyOn(KNATIVE));
    assertThat(back.getStatus().history()).hasSize(1);
    assertThat(shop.deployment("checkout")).isEmpty();
  }

  @Test
  void a_router_whose_service_is_gone_is_none() {
    EndpointSlice pods = router().get();
    router().delete();
    checkout.becomes(notReady("RouterUnavailable"));
    passes(Duration.ofMinutes(2));
    checkout.becomes(ready("FellBack"));

    pods.getMetadata().setResourceVersion(null);
    pods.getMetadata().setUid(null);
    cluster.client().resource(pods).create();

    checkout.becomes(ready("FellBack").and("healed", p -> p.getStatus().outage() == null));
    passes(Duration.ofMinutes(11));
    checkout.becomes(readyOn(KNATIVE));
  }

  @Test
  void an_adopted_deployment_takes_over_at_its_former_size() {
    ScenarioNamespace old = cluster.namespace();
    AdoptedCheckout.running(old, 3);
    try (RunningOperator own = cluster.startOperator(old.name, clock::rules).ready()) {
      AdoptedCheckout.adopt(old, "mode: Pinned, target: Knative");
      ScenarioPlacement adopted = old.placement("checkout");
      adopted.becomes(readyOn(KNATIVE));
      assertThat(AdoptedCheckout.replicas(old)).isZero();

      routerPods(false);
      adopted.becomes(notReady("RouterUnavailable"));
      clock.passes(Duration.ofMinutes(2));
      adopted.isLookedAtAgainBy(own);

      adopted.becomes(ready("FellBack"));
      assertThat(AdoptedCheckout.replicas(old)).isEqualTo(3);
    }
  }

  @Test
  void a_revision_that_fails_at_zero_is_replaced_by_a_deployment() {
    try (ServingWatch serving = new ServingWatch(cluster, shop, "checkout")) {
      cluster.simulation().failRevisions(shop.name, "checkout-kn", "Unable to fetch image");
      WorkloadPlacement failed =
          checkout.becomes(
              notReady("RevisionFailed").and("an outage", p -> p.getStatus().outage() != null));
      assertThat(failed.getStatus().outage().reason()).isEqualTo("KnativeUnavailable");
      assertThat(failed.getStatus().outage().message()).contains("Unable to fetch image");

      passes(Duration.ofSeconds(61));

      WorkloadPlacement fellBack = checkout.becomes(ready("FellBack"));
      assertThat(fellBack.getStatus().target()).isEqualTo(DEPLOYMENT);
      assertThat(shop.events("checkout"))
          .contains("Warning KnativeUnavailable", "Warning FallingBack");
      cluster.simulation().healRevisions(shop.name, "checkout-kn");
      passes(Duration.ofMinutes(11));
      checkout.becomes(readyOn(KNATIVE));
      assertThat(serving.gaps()).isEmpty();
    }
  }

  @Test
  void a_new_template_that_fails_leaves_the_workload_to_the_revision_before() {
    cluster.simulation().failKnativeService(shop.name, "checkout-kn", "its own words");
    shop.apply(
        CHECKOUT
            .pinnedTo(KNATIVE)
            .with("spec: {template: {spec: {containers: [{name: app, image: \"checkout:2\"}]}}}"));
    WorkloadPlacement failed = checkout.becomes(State.stalled("RevisionFailed"));

    passes(Duration.ofMinutes(10));

    assertThat(failed.getStatus().outage()).isNull();
    assertThat(shop.deployment("checkout")).isEmpty();
  }

  @Test
  void a_policy_switches_it_off() {
    cluster.apply(
        ScenarioCluster.parse(
            """
            apiVersion: workloadplacement.io/v1alpha1
            kind: PlacementPolicy
            metadata: {name: %1$s}
            spec:
              workloadSelector: {matchLabels: {stays-on: %1$s}}
              fallback: {enabled: false}
            """
                .formatted(shop.name)),
        "");
    shop.apply(
        CHECKOUT.pinnedTo(KNATIVE).with("metadata: {labels: {stays-on: %s}}".formatted(shop.name)));
    checkout.becomes(
        readyOn(KNATIVE).and("under the policy", p -> p.getStatus().decision().policy() != null));

    routerPods(false);
    checkout.becomes(notReady("RouterUnavailable"));
    passes(Duration.ofHours(1));

    checkout.becomes(notReady("RouterUnavailable"));
    assertThat(shop.deployment("checkout")).isEmpty();
  }

  private static State notReached(State state) {
    return state.and("not reached", placement -> placement.getStatus().outage() != null);
  }

  /** Time passes, and the operator looks. */
  private void passes(Duration time) {
    clock.passes(time);
    checkout.isLookedAtAgainBy(operator);
  }

  private void routerPods(boolean ready) {
    router()
        .edit(
            slice -> {
              slice
                  .getEndpoints()
                  .forEach(
                      endpoint ->
                          endpoint.setConditions(new EndpointConditions(ready, ready, false)));
              return slice;
            });
  }

  private static Resource<EndpointSlice> router() {
    return cluster
        .client()
        .resources(EndpointSlice.class)
        .inNamespace(LocalCluster.ROUTER_NAMESPACE)
        .withName(LocalCluster.ROUTER_SERVICE);
  }
}
