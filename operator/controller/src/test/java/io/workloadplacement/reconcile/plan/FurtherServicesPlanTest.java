package io.workloadplacement.reconcile.plan;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static io.workloadplacement.reconcile.observe.RouterFacts.Serving.NOTHING;
import static io.workloadplacement.reconcile.observe.RouterFacts.Serving.TO_KNATIVE;
import static io.workloadplacement.reconcile.observe.RouterFacts.Serving.TO_PODS;
import static io.workloadplacement.reconcile.observe.RouterFacts.Serving.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.workloadplacement.reconcile.Observed;
import io.workloadplacement.router.RouterAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Services of others that select the pods too go to Knative and back with the address. */
class FurtherServicesPlanTest {

  private static final String ONE = "10.0.0.1";
  private static final String TWO = "10.0.0.2";
  private static final String SELECTOR = "selector: {workloadplacement.io/placement: checkout}, ";
  private static final String LB =
      SELECTOR + "type: LoadBalancer, ports: [{name: web, port: 443, targetPort: 8080}]";

  @Test
  void every_service_is_sent_to_the_router_with_the_address() {
    Observed observed = onItsWayToKnative().router(Map.of(ONE, TO_KNATIVE, TWO, NOTHING));

    assertThat(observed.plan().apply().stream().filter(EndpointSlice.class::isInstance))
        .map(slice -> slice.getMetadata().getName())
        .containsExactly("checkout-router", "checkout-router.checkout-lb");
    EndpointSlice further = slice(observed, "checkout-router.checkout-lb");
    assertThat(further.getMetadata().getLabels())
        .containsEntry("kubernetes.io/service-name", "checkout-lb");
    assertThat(further.getPorts()).extracting("name").containsExactly("web");
    assertThat(further.getPorts()).extracting("port").containsExactly(20_017);
    assertThat(further.getEndpoints())
        .flatExtracting(endpoint -> endpoint.getAddresses())
        .containsExactly(ONE);
    assertThat(further.getMetadata().getOwnerReferences()).hasSize(1);
  }

  @Test
  void the_deployment_serves_until_callers_of_every_service_reach_knative() {
    Observed observed = onItsWayToKnative().router(Map.of(ONE, TO_KNATIVE)).routerSlice(ONE);
    assertThat(phase(observed)).isEqualTo("Attaching");
    assertThat(observed.plan().replicas()).isEmpty();

    observed.furtherRouterSlice("checkout-lb", ONE);
    assertThat(phase(observed)).isEqualTo("Draining");
    assertThat(observed.plan().replicas()).hasValue(0);
  }

  @Test
  void the_deployment_serves_until_the_address_is_routed_whoever_else_is() {
    Observed observed =
        onItsWayToKnative().router(Map.of(ONE, TO_KNATIVE)).furtherRouterSlice("checkout-lb", ONE);

    assertThat(phase(observed)).isEqualTo("Attaching");
    assertThat(observed.plan().replicas()).isEmpty();
  }

  @Test
  void on_the_way_back_all_of_them_leave_the_router_at_once() {
    Observed observed =
        onItsWayBack()
            .router(Map.of(ONE, TO_PODS))
            .routerSlice(ONE)
            .furtherRouterSlice("checkout-lb", ONE);

    assertThat(removed(observed)).containsExactly("checkout-router", "checkout-router.checkout-lb");
    assertThat(observed.plan().apply()).noneMatch(EndpointSlice.class::isInstance);
  }

  @Test
  void what_a_crash_has_left_of_them_leaves_the_router_and_nothing_comes_back() {
    Observed observed =
        onItsWayBack().router(Map.of(ONE, TO_PODS)).furtherRouterSlice("checkout-lb", ONE);

    assertThat(removed(observed)).containsExactly("checkout-router.checkout-lb");
    assertThat(observed.plan().apply()).noneMatch(EndpointSlice.class::isInstance);
  }

  @Test
  void the_router_listens_until_the_last_of_them_has_left_it() {
    Observed observed = onItsWayBack().router(Map.of(ONE, TO_PODS));
    observed.status(observed.told());
    observed.at(Observed.NOW.plus(Duration.ofSeconds(12)));
    assertThat(listens(observed)).isFalse();

    observed.furtherRouterSlice("checkout-lb", ONE);
    assertThat(listens(observed)).isTrue();
  }

  @Test
  void one_that_appears_while_the_workload_is_on_knative_is_sent_to_the_router() {
    Observed observed =
        onKnative().router(Map.of(ONE, TO_KNATIVE, TWO, UNKNOWN)).routerSlice(ONE, TWO);
    assertThat(removed(observed)).isEmpty();

    observed.serviceOfOthers("checkout-lb", LB);

    assertThat(slice(observed, "checkout-router.checkout-lb").getEndpoints())
        .flatExtracting(endpoint -> endpoint.getAddresses())
        .containsExactly(ONE, TWO);
  }

  @Test
  void one_that_is_deleted_or_selects_others_takes_its_slices_with_it() {
    Observed observed =
        onKnative()
            .router(Map.of(ONE, TO_KNATIVE))
            .routerSlice(ONE)
            .furtherRouterSlice("checkout-lb", ONE);
    assertThat(removed(observed)).containsExactly("checkout-router.checkout-lb");

    observed.serviceOfOthers("checkout-lb", LB);
    assertThat(removed(observed)).isEmpty();

    observed.serviceOfOthers("checkout-lb", LB.replace("checkout", "other"));
    assertThat(removed(observed)).containsExactly("checkout-router.checkout-lb");
  }

  @Test
  void one_that_leads_to_others_is_let_go_even_while_the_router_is_not_there() {
    Observed observed =
        onKnative()
            .router(Map.of())
            .routerSlice(ONE)
            .furtherRouterSlice("checkout-lb", ONE)
            .serviceOfOthers("checkout-lb", LB.replace("checkout", "other"));

    assertThat(removed(observed)).containsExactly("checkout-router.checkout-lb");
  }

  @Test
  void one_that_leads_elsewhere_by_now_is_sent_to_the_router_no_longer() {
    Observed observed =
        onKnative()
            .router(Map.of(ONE, TO_KNATIVE))
            .routerSlice(ONE)
            .furtherRouterSlice("checkout-lb", ONE)
            .serviceOfOthers("checkout-lb", LB.replace("8080", "9000"));

    assertThat(removed(observed)).containsExactly("checkout-router.checkout-lb");
    assertThat(observed.observation().workload().blockers())
        .extracting("field")
        .containsExactly("Service 'checkout-lb': spec.ports");
  }

  @Test
  void callers_of_a_headless_one_are_not_sent_to_the_router_and_it_is_named() {
    Observed observed =
        onKnative()
            .router(Map.of(ONE, TO_KNATIVE))
            .routerSlice(ONE)
            .serviceOfOthers("checkout-peers", SELECTOR + "clusterIP: None, ports: [{port: 8080}]");

    assertThat(observed.plan().apply())
        .extracting(object -> object.getMetadata().getName())
        .doesNotContain("checkout-router.checkout-peers");
    assertThat(observed.observation().workload().blockers())
        .extracting("field")
        .containsExactly("Service 'checkout-peers': spec.clusterIP");
  }

  @Test
  void knatives_pods_carry_no_label_by_which_another_service_selects() {
    Observed observed = onKnative().serviceOfOthers("checkout-lb", LB);

    assertThat(observed.observation().workload().withheldLabels(List.of()))
        .containsExactly("workloadplacement.io/placement");
  }

  private static Observed onItsWayToKnative() {
    return Observed.pinnedTo(KNATIVE)
        .availableDeployment()
        .knativeService("True")
        .revision(1, 1)
        .serviceOfOthers("checkout-lb", LB);
  }

  private static Observed onKnative() {
    return Observed.pinnedTo(KNATIVE).knativeService("True");
  }

  private static Observed onItsWayBack() {
    return Observed.pinnedTo(DEPLOYMENT)
        .availableDeployment()
        .knativeService("True")
        .revision(1, 1)
        .podsService()
        .serviceOfOthers("checkout-lb", LB);
  }

  private static EndpointSlice slice(Observed observed, String name) {
    return observed.plan().apply().stream()
        .filter(EndpointSlice.class::isInstance)
        .map(EndpointSlice.class::cast)
        .filter(slice -> slice.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> removed(Observed observed) {
    return observed.plan().remove().stream()
        .map(HasMetadata::getMetadata)
        .map(metadata -> metadata.getName())
        .toList();
  }

  private static String phase(Observed observed) {
    return observed.told().migration().phase();
  }

  private static boolean listens(Observed observed) {
    RouterAddress address = ((RouterOrder.Serve) RouterOrder.of(observed.migration())).address();
    return address.listening();
  }
}
