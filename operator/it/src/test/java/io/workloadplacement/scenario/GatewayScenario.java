package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Where the operator has no router, callers reach Knative by its own gateway. */
@Execution(ExecutionMode.CONCURRENT)
class GatewayScenario {

  @RegisterExtension
  static final ScenarioCluster cluster = ScenarioCluster.withOperator().throughKnativesGateway();

  private static final WrittenPlacement CHECKOUT = WrittenPlacement.sporadic("checkout");

  @Test
  void
      connections_that_callers_keep_to_the_gateway_are_led_to_the_pods_until_the_gateway_is_replaced() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT));
    checkout.becomes(readyOn(DEPLOYMENT));
    List<String> before = shop.owned();
    try (ServingWatch serving = new ServingWatch(cluster, shop, "checkout")) {
      shop.apply(CHECKOUT.pinnedTo(KNATIVE));
      checkout.becomes(readyOn(KNATIVE));
      assertThat(shop.owned())
          .containsExactly(
              "EndpointSlice checkout-gateway",
              "Ingress checkout",
              "Service checkout",
              "Service checkout-kn");
      assertThat(serving.gaps()).isEmpty();
    }

    shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT));
    checkout.becomes(readyOn(DEPLOYMENT));

    assertThat(backendsOf(shop, "checkout")).containsExactly("checkout-pods");
    assertThat(shop.owned())
        .isEqualTo(
            List.of(
                "Deployment checkout",
                "HorizontalPodAutoscaler checkout",
                "Ingress checkout",
                "PodDisruptionBudget checkout",
                "Service checkout",
                "Service checkout-pods"));

    shop.replaceGateway("checkout");
    shop.untilGone(Ingress.class, "checkout");
    shop.untilGone(io.fabric8.kubernetes.api.model.Service.class, "checkout-pods");
    assertThat(shop.owned()).isEqualTo(before);
  }

  @Test
  void a_deployment_that_is_released_is_its_owners_while_callers_may_come_by_the_gateway() {
    ScenarioNamespace shop = cluster.namespace();
    AdoptedCheckout.running(shop, 3);
    AdoptedCheckout.adopt(shop, "mode: Pinned, target: Knative");
    shop.placement("checkout").becomes(readyOn(KNATIVE));

    shop.delete(WorkloadPlacement.class, "checkout");
    await()
        .atMost(ScenarioNamespace.PATIENCE)
        .until(() -> shop.events("checkout").contains("Normal Released"));
    assertThat(AdoptedCheckout.replicas(shop)).isEqualTo(3);
    assertThat(shop.owned())
        .contains("Ingress checkout")
        .doesNotContain("PodDisruptionBudget checkout");
    cluster.client().apps().deployments().inNamespace(shop.name).withName("legacy").scale(5);
    shop.placement("checkout").isLookedAtAgain();
    assertThat(AdoptedCheckout.replicas(shop)).as("its size is its owners' again").isEqualTo(5);

    shop.replaceGateway("checkout");
    shop.untilGone(WorkloadPlacement.class, "checkout");
    assertThat(AdoptedCheckout.replicas(shop)).isEqualTo(5);
  }

  @Test
  void what_stands_before_the_service_keeps_it_off_knative() {
    ScenarioNamespace shop = cluster.namespace();
    AdoptedCheckout.running(shop, 1);
    shop.apply(
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: public}
        spec:
          rules:
            - host: shop.example
              http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: checkout, port: {number: 8000}}}}]}
        """);
    AdoptedCheckout.adopt(shop, "mode: Auto");

    WorkloadPlacement blocked =
        shop.placement("checkout")
            .becomes(readyOn(DEPLOYMENT).and("adopted", p -> p.getStatus().adoption() != null));

    assertThat(blocked.getStatus().decision().blockers())
        .extracting(Blocker::field)
        .containsExactly("Ingress 'public': spec.rules");
    shop.delete(io.fabric8.kubernetes.api.model.networking.v1.Ingress.class, "public");
    shop.placement("checkout").becomes(readyOn(KNATIVE));
  }

  private static List<String> backendsOf(ScenarioNamespace shop, String route) {
    return shop.get(Ingress.class, route).orElseThrow().getSpec().getRules().stream()
        .flatMap(rule -> rule.getHttp().getPaths().stream())
        .flatMap(path -> path.getSplits().stream())
        .map(split -> split.getServiceName())
        .toList();
  }
}
