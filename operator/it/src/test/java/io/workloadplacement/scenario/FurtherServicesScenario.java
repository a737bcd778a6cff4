package io.workloadplacement.scenario;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.scenario.AdoptedCheckout.adopt;
import static io.workloadplacement.scenario.AdoptedCheckout.replicas;
import static io.workloadplacement.scenario.AdoptedCheckout.running;
import static io.workloadplacement.scenario.State.readyOn;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every Service of others that selects a workload's pods follows it to Knative and back. */
@Execution(ExecutionMode.CONCURRENT)
class FurtherServicesScenario {

  @RegisterExtension static final ScenarioCluster cluster = ScenarioCluster.withOperator();

  private static final String FURTHER =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: public, labels: {team: shop}}
      spec:
        type: LoadBalancer
        selector: {app: legacy}
        ports: [{name: web, port: 443, targetPort: web}, {name: old, port: 9000}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web-tier}
      spec:
        type: NodePort
        selector: {app: legacy, tier: web}
        ports: [{port: 80, targetPort: 9000}]
      """;

  private static final WrittenPlacement CHECKOUT =
      WrittenPlacement.sporadic("checkout")
          .with("spec: {template: {metadata: {labels: {app: shop}}}}");

  private static final String FRONT =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: front}
      spec:
        selector: {app: shop}
        ports: [{name: http, port: 80, targetPort: 8080}]
      """;

  @Test
  void callers_of_every_service_of_an_adopted_deployment_are_served_all_the_way() {
    ScenarioNamespace shop = cluster.namespace();
    running(shop, 2);
    shop.apply(FURTHER);
    List<String> names = List.of("checkout", "public", "web-tier");
    List<GenericKubernetesResource> before = services(shop, names);

    try (ServingWatch address = watch(shop, "checkout-router");
        ServingWatch loadBalancer = watch(shop, "checkout-router.public");
        ServingWatch nodePort = watch(shop, "checkout-router.web-tier")) {
      adopt(shop, "mode: Pinned, target: Knative");
      WorkloadPlacement there = shop.placement("checkout").becomes(readyOn(KNATIVE));

      assertThat(replicas(shop)).isZero();
      assertThat(there.getStatus().address().url()).contains("//checkout." + shop.name);
      EndpointSlice first = shop.slice("checkout-router").orElseThrow();
      EndpointSlice ofLoadBalancer = shop.slice("checkout-router.public").orElseThrow();
      assertThat(ofLoadBalancer.getMetadata().getLabels())
          .containsEntry("kubernetes.io/service-name", "public")
          .containsEntry("workloadplacement.io/owner-uid", there.getMetadata().getUid());
      assertThat(ofLoadBalancer.getPorts()).extracting("name").containsExactly("web", "old");
      assertThat(ofLoadBalancer.getPorts())
          .extracting("port")
          .containsOnly(first.getPorts().get(0).getPort());
      assertThat(shop.slice("checkout-router.web-tier")).isPresent();
      assertThat(knativesLabels(shop)).doesNotContainKeys("app", "tier");

      adopt(shop, "mode: Pinned, target: Deployment");
      shop.placement("checkout").becomes(readyOn(DEPLOYMENT));
      assertThat(routerSlices(shop)).isEmpty();

      adopt(shop, "mode: Pinned, target: Knative");
      shop.placement("checkout").becomes(readyOn(KNATIVE));
      shop.delete(WorkloadPlacement.class, "checkout");
      shop.untilGone(WorkloadPlacement.class, "checkout");

      assertThat(Stream.of(address, loadBalancer, nodePort).flatMap(w -> w.gaps().stream()))
          .isEmpty();
      assertThat(loadBalancer.looks()).isPositive();
    }
    assertThat(routerSlices(shop)).isEmpty();
    assertThat(replicas(shop)).isEqualTo(2);
    assertThat(services(shop, names)).isEqualTo(before);
  }

  @Test
  void callers_of_somebody_elses_service_of_a_templates_pods_are_served_all_the_way() {
    ScenarioNamespace shop = cluster.namespace();
    shop.apply(FRONT);
    ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT));
    checkout.becomes(readyOn(DEPLOYMENT));
    List<GenericKubernetesResource> before = services(shop, List.of("front"));

    try (ServingWatch front =
        ServingWatch.by("checkout-router.front", cluster, shop, "checkout", "checkout")) {
      shop.apply(CHECKOUT.pinnedTo(KNATIVE));
      checkout.becomes(readyOn(KNATIVE));
      assertThat(shop.slice("checkout-router.front")).isPresent();
      assertThat(knativesLabels(shop)).doesNotContainKey("app");

      shop.apply(CHECKOUT.pinnedTo(DEPLOYMENT));
      checkout.becomes(readyOn(DEPLOYMENT));
      assertThat(front.gaps()).isEmpty();
      assertThat(front.looks()).isPositive();
    }
    assertThat(routerSlices(shop)).isEmpty();
    assertThat(services(shop, List.of("front"))).isEqualTo(before);
  }

  @Test
  void a_service_that_appears_changes_or_goes_is_followed_while_the_workload_is_on_knative() {
    ScenarioNamespace shop = cluster.namespace();
    shop.apply(CHECKOUT.pinnedTo(KNATIVE)).becomes(readyOn(KNATIVE));

    shop.apply(FRONT);
    shop.until(EndpointSlice.class, "checkout-router.front", any -> true);

    shop.edit(
        Service.class,
        "front",
        front -> {
          front.getSpec().getPorts().get(0).setName("web");
          return front;
        });
    shop.until(
        EndpointSlice.class,
        "checkout-router.front",
        slice -> "web".equals(slice.getPorts().get(0).getName()));

    select(shop, "front", Map.of("app", "other"));
    shop.untilGone(EndpointSlice.class, "checkout-router.front");

    select(shop, "front", Map.of("app", "shop"));
    shop.until(EndpointSlice.class, "checkout-router.front", any -> true);

    shop.delete(Service.class, "front");
    shop.untilGone(EndpointSlice.class, "checkout-router.front");
    assertThat(routerSlices(shop)).containsExactly("checkout-router");
  }

  @Test
  void a_service_that_cannot_follow_brings_the_workload_back_until_it_leads_elsewhere() {
    ScenarioNamespace shop = cluster.namespace();
    ScenarioPlacement checkout = shop.apply(CHECKOUT.pinnedTo(KNATIVE));
    checkout.becomes(readyOn(KNATIVE));

    shop.apply(
        FRONT
            .replace("name: front", "name: peers")
            .replace("selector:", "clusterIP: None\n  selector:"));

    WorkloadPlacement back = checkout.becomes(readyOn(DEPLOYMENT));
    assertThat(back.getStatus().decision().blockers())
        .extracting("field")
        .containsExactly("Service 'peers': spec.clusterIP");

    select(shop, "peers", Map.of("app", "other"));
    checkout.becomes(readyOn(KNATIVE));
  }

  @Test
  void ports_that_lead_elsewhere_keep_the_workload_until_its_owner_has_chosen_one() {
    ScenarioNamespace shop = cluster.namespace();
    shop.apply(FRONT);
    shop.edit(
        Service.class,
        "front",
        front -> {
          front.getSpec().getPorts().get(0).setTargetPort(new IntOrString(9100));
          return front;
        });
    ScenarioPlacement checkout = shop.apply(CHECKOUT);
    assertThat(checkout.becomes(readyOn(DEPLOYMENT)).getStatus().decision().blockers())
        .extracting("field")
        .containsExactly("Service 'front': spec.ports");

    shop.apply(CHECKOUT.pinnedTo(KNATIVE).with("spec: {service: {targetPort: 8080}}"));
    assertThat(checkout.becomes(readyOn(KNATIVE)).getStatus().decision().notes())
        .anySatisfy(note -> assertThat(note).contains("nobody answers at Service 'front'"));
    assertThat(routerSlices(shop)).containsExactly("checkout-router");
  }

  private static ServingWatch watch(ScenarioNamespace shop, String slice) {
    return ServingWatch.by(slice, cluster, shop, "checkout", AdoptedCheckout.DEPLOYMENT);
  }

  private static void select(ScenarioNamespace shop, String service, Map<String, String> labels) {
    shop.edit(
        Service.class,
        service,
        live -> {
          live.getSpec().setSelector(labels);
          return live;
        });
  }

  private static List<GenericKubernetesResource> services(
      ScenarioNamespace shop, List<String> names) {
    return names.stream().map(name -> shop.asWritten(shop.service(name).orElseThrow())).toList();
  }

  private static Map<String, String> knativesLabels(ScenarioNamespace shop) {
    return shop.knativeService("checkout-kn")
        .orElseThrow()
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getLabels();
  }

  private static List<String> routerSlices(ScenarioNamespace shop) {
    return shop.list(EndpointSlice.class).stream()
        .map(slice -> slice.getMetadata().getName())
        .filter(name -> name.startsWith("checkout-router"))
        .sorted()
        .toList();
  }
}
