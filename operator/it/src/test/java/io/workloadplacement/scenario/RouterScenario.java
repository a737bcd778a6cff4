package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Callers reach a workload on Knative by the router. */
@Execution(ExecutionMode.CONCURRENT)
class RouterScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  private static final WrittenPlacement CHECKOUT = WrittenPlacement.sporadic("checkout");

  @Test
  void a_workload_goes_to_knative_and_back_while_a_side_serves() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT));
    checkout.becomes(readyOn(DEPLOYMENT));
    List<String> onDeployment = shop.owned();

    try (ServingWatch serving = new ServingWatch(cluster, shop, "checkout")) {
      shop.apply(CHECKOUT.pinnedTo(KNATIVE));
      checkout.becomes(readyOn(KNATIVE));
      EndpointSlice slice = shop.slice("checkout-router").orElseThrow();
      int port = slice.getPorts().get(0).getPort();
      assertThat(cluster.server().routed("10.245.0.1", port)).isNotEmpty();
      assertThat(shop.owned())
          .containsExactly(
              "EndpointSlice checkout-router", "Service checkout", "Service checkout-kn");

      shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT));
      checkout.becomes(readyOn(DEPLOYMENT));
      assertThat(cluster.server().routed("10.245.0.1", port)).isEmpty();
      assertThat(serving.gaps()).isEmpty();
      assertThat(serving.looks()).isPositive();
    }
    assertThat(shop.owned()).isEqualTo(onDeployment);
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void an_operator_that_starts_anew_goes_on_with_the_ports_that_callers_know() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(KNATIVE));
    checkout.becomes(readyOn(KNATIVE));
    // Each pod of the router is added as soon as it serves.
    EndpointSlice before =
        shop.until(
            EndpointSlice.class, "checkout-router", slice -> slice.getEndpoints().size() == 2);

    try (ServingWatch serving = new ServingWatch(cluster, shop, "checkout")) {
      cluster.restartOperator();
      checkout.isLookedAtAgain();

      assertThat(shop.slice("checkout-router")).contains(before);
      assertThat(serving.gaps()).isEmpty();
    }
  }

  @Test
  void a_placement_that_is_deleted_on_knative_is_gone_from_the_router() {
    ScenarioNamespace shop = cluster.namespace();
    shop.apply(CHECKOUT.pinnedTo(KNATIVE)).becomes(readyOn(KNATIVE));
    int port = shop.slice("checkout-router").orElseThrow().getPorts().get(0).getPort();

    shop.delete(WorkloadPlacement.class, "checkout");

    await()
        .atMost(ScenarioNamespace.PATIENCE)
        .untilAsserted(() -> assertThat(cluster.server().routed("10.245.0.1", port)).isEmpty());
  }
}
