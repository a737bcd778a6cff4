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
import io.workloadplacement.router.RouterAddress.Upstream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The address of a workload, led to Knative and back by the router. */
class RouterPlanTest {

  private static final String ONE = "10.0.0.1";
  private static final String TWO = "10.0.0.2";

  @Test
  void the_router_is_asked_to_serve_the_address_before_callers_are_sent_there() {
    Observed observed = onItsWayToKnative().router(Map.of(ONE, NOTHING, TWO, NOTHING));

    assertThat(phase(observed)).isEqualTo("Attaching");
    assertThat(ordered(observed)).contains(address(true, Observed.REVISION));
    assertThat(slices(observed)).isEmpty();
  }

  @Test
  void only_pods_of_the_router_that_serve_the_address_are_added_to_it() {
    Observed observed = onItsWayToKnative().router(Map.of(ONE, TO_KNATIVE, TWO, NOTHING));

    assertThat(slices(observed))
        .singleElement()
        .satisfies(
            slice -> {
              assertThat(slice.getMetadata().getLabels())
                  .containsEntry("kubernetes.io/service-name", "checkout");
              assertThat(slice.getPorts()).extracting("port").containsExactly(20_017);
              assertThat(slice.getPorts()).extracting("name").containsExactly("http");
            });
    assertThat(addressesIn(observed)).containsExactly(ONE);
    assertThat(observed.plan().apply()).noneMatch(isNamed("checkout", "Ingress"));
  }

  @Test
  void the_deployment_ends_once_callers_reach_knative_by_the_router() {
    Observed observed = onItsWayToKnative().router(Map.of(ONE, TO_KNATIVE)).routerSlice(ONE);

    assertThat(phase(observed)).isEqualTo("Draining");
    assertThat(observed.plan().replicas()).hasValue(0);
  }

  @Test
  void a_pod_of_the_router_that_starts_again_leaves_the_address_until_it_serves() {
    Observed observed =
        onKnative().router(Map.of(ONE, TO_KNATIVE, TWO, NOTHING)).routerSlice(ONE, TWO);

    assertThat(addressesIn(observed)).containsExactly(ONE);
  }

  @Test
  void a_new_leader_changes_nothing_before_the_router_has_spoken_to_it() {
    Observed observed = onKnative().router(Map.of(ONE, UNKNOWN, TWO, UNKNOWN)).routerSlice(ONE);

    assertThat(addressesIn(observed)).containsExactly(ONE);
    assertThat(observed.told().migration()).isNull();
    assertThat(ordered(observed)).contains(address(true, Observed.REVISION));
  }

  @Test
  void what_the_router_does_not_accept_is_said_where_it_is_waited_for() {
    Observed observed = onItsWayToKnative().router(Map.of(ONE, NOTHING), true);

    assertThat(observed.told().migration().message())
        .startsWith("The address is being routed to Knative.")
        .contains("A pod of the router does not accept what it is to serve");
    assertThat(onItsWayToKnative().router(Map.of(ONE, NOTHING)).told().migration().message())
        .doesNotContain("does not accept");
  }

  @Test
  void pods_that_serve_are_not_ended_before_the_router_has_said_that_it_sends_to_knative() {
    Observed observed =
        onItsWayToKnative()
            .podsService()
            .router(Map.of(ONE, UNKNOWN, TWO, TO_KNATIVE))
            .routerSlice(ONE, TWO);

    assertThat(phase(observed)).isEqualTo("Attaching");
    assertThat(observed.plan().replicas()).isEmpty();
  }

  @Test
  void nobody_is_sent_to_pods_that_have_ended_however_knative_fares() {
    Observed observed =
        Observed.pinnedTo(KNATIVE)
            .knativeService("False")
            .podsService()
            .router(Map.of(ONE, TO_KNATIVE))
            .routerSlice(ONE);

    assertThat(ordered(observed)).contains(address(true, Observed.REVISION));
  }

  @Test
  void while_no_pod_of_the_router_is_there_the_address_is_left_as_it_is_and_that_is_said() {
    Observed observed = onKnative().router(Map.of()).routerSlice(ONE);

    assertThat(slices(observed)).isEmpty();
    assertThat(observed.plan().remove()).isEmpty();
    assertThat(observed.told().conditions())
        .filteredOn(condition -> condition.getType().equals("Ready"))
        .singleElement()
        .satisfies(
            ready -> {
              assertThat(ready.getStatus()).isNotEqualTo("True");
              assertThat(ready.getMessage()).contains("router");
            });
  }

  @Test
  void on_the_way_back_the_router_is_routed_to_the_pods_before_it_is_taken_away() {
    Observed observed = onItsWayBack().router(Map.of(ONE, TO_KNATIVE)).routerSlice(ONE);
    assertThat(phase(observed)).isEqualTo("Attaching");
    assertThat(observed.plan().apply()).anyMatch(isNamed("checkout-pods", "Service"));
    assertThat(ordered(observed)).contains(address(true, Observed.REVISION));

    observed.podsService();
    assertThat(ordered(observed)).contains(address(true, POD_SERVICE));
    assertThat(observed.plan().remove()).isEmpty();

    observed.router(Map.of(ONE, TO_PODS));
    assertThat(observed.plan().remove())
        .extracting(object -> object.getMetadata().getName())
        .containsExactly("checkout-router");
  }

  @Test
  void callers_that_stay_are_served_then_asked_to_go_and_then_all_of_it_is_removed() {
    Observed observed = onItsWayBack().podsService().router(Map.of(ONE, TO_PODS));
    observed.status(observed.told());
    assertThat(phase(observed)).isEqualTo("Draining");
    assertThat(ordered(observed)).contains(address(true, POD_SERVICE));

    observed.at(Observed.NOW.plus(Duration.ofSeconds(12)));
    assertThat(ordered(observed)).contains(address(false, POD_SERVICE));
    assertThat(observed.plan().remove()).isEmpty();

    observed.status(observed.told()).router(Map.of(ONE, NOTHING));
    observed.at(Observed.NOW.plus(Duration.ofSeconds(59)));
    assertThat(observed.plan().remove()).isEmpty();

    observed.at(Observed.NOW.plus(Duration.ofSeconds(62)));
    assertThat(observed.plan().remove())
        .extracting(object -> object.getMetadata().getName())
        .contains("checkout-kn");
  }

  @Test
  void callers_have_all_of_their_time_to_go_however_late_they_are_asked() {
    Observed observed = onItsWayBack().podsService().router(Map.of(ONE, TO_PODS));
    observed.status(observed.told());
    Instant late = Observed.NOW.plus(Duration.ofMinutes(20));

    observed.at(late);
    assertThat(ordered(observed)).contains(address(false, POD_SERVICE));
    assertThat(observed.plan().remove()).isEmpty();

    observed.status(observed.told()).router(Map.of(ONE, NOTHING));
    observed.at(late.plus(Duration.ofSeconds(49)));
    assertThat(observed.plan().remove()).isEmpty();

    observed.at(late.plus(Duration.ofSeconds(50)));
    assertThat(observed.plan().remove())
        .extracting(object -> object.getMetadata().getName())
        .contains("checkout-kn");
  }

  @Test
  void callers_are_asked_to_go_too_when_a_migration_to_knative_is_rolled_back() {
    Observed observed = onItsWayToKnative().podsService().router(Map.of(ONE, TO_PODS));
    observed.status(observed.told());
    Instant late = Observed.NOW.plus(Duration.ofMinutes(11));
    observed.at(late);
    observed.status(observed.told());
    assertThat(phase(observed)).isEqualTo("RollingBack");
    assertThat(ordered(observed)).contains(address(true, POD_SERVICE));

    observed.at(late.plus(Duration.ofSeconds(12)));

    assertThat(ordered(observed)).contains(address(false, POD_SERVICE));
    assertThat(observed.plan().remove())
        .extracting(object -> object.getMetadata().getName())
        .doesNotContain("checkout-kn");
  }

  @Test
  void callers_are_not_led_away_before_the_deployment_has_as_many_pods_as_knative() {
    Observed observed =
        Observed.pinnedTo(DEPLOYMENT)
            .availableDeployment()
            .knativeService("True")
            .revision(3, 0)
            .podsService()
            .router(Map.of(ONE, TO_KNATIVE))
            .routerSlice(ONE);

    assertThat(observed.told().migration().message())
        .isEqualTo("Deployment has 1 of the 3 pods that the load needs.");
    assertThat(observed.plan().replicas()).hasValue(3);
    assertThat(ordered(observed)).contains(address(true, Observed.REVISION));
  }

  @Test
  void nobody_is_sent_to_pods_that_are_about_to_end() {
    Observed observed =
        Observed.pinnedTo(KNATIVE)
            .availableDeployment()
            .scaledTo(0)
            .knativeService("Unknown")
            .podsService()
            .router(Map.of(ONE, TO_KNATIVE))
            .routerSlice(ONE);

    assertThat(ordered(observed)).contains(address(true, Observed.REVISION));
  }

  @Test
  void callers_who_are_at_the_wanted_pods_stay_there_while_another_one_starts() {
    Observed observed = onItsWayBack().podsService().router(Map.of(ONE, TO_PODS)).routerSlice(ONE);
    observed.scaledTo(4).newGenerationOfTheDeployment();

    assertThat(phase(observed)).isEqualTo("Preparing");
    assertThat(ordered(observed)).contains(address(true, POD_SERVICE));
  }

  @Test
  void callers_that_stay_are_served_while_the_deployment_gets_another_pod() {
    Observed observed = onItsWayBack().podsService().router(Map.of(ONE, TO_PODS));
    observed.status(observed.told());

    observed.scaledTo(4).newGenerationOfTheDeployment();

    assertThat(phase(observed)).isEqualTo("Preparing");
    assertThat(ordered(observed)).isPresent();
  }

  @Test
  void callers_that_were_asked_to_go_are_served_while_the_deployment_gets_another_pod() {
    Observed observed = onItsWayBack().podsService().router(Map.of(ONE, NOTHING));
    observed.status(observed.told());
    observed.at(Observed.NOW.plus(Duration.ofSeconds(20)));

    observed.scaledTo(4).newGenerationOfTheDeployment();

    assertThat(phase(observed)).isEqualTo("Preparing");
    assertThat(ordered(observed)).isPresent();
  }

  @Test
  void callers_that_stay_are_served_when_the_way_back_is_turned_around() {
    Observed observed =
        Observed.pinnedTo(KNATIVE)
            .availableDeployment()
            .knativeService("Unknown")
            .podsService()
            .router(Map.of(ONE, TO_PODS));

    assertThat(phase(observed)).isEqualTo("Preparing");
    assertThat(ordered(observed)).contains(address(true, POD_SERVICE));
    assertThat(slices(observed)).as("Knative cannot serve yet").isEmpty();
  }

  @Test
  void nothing_is_asked_of_the_router_for_a_workload_that_knows_its_deployment_alone() {
    Observed observed =
        Observed.pinnedTo(DEPLOYMENT).availableDeployment().router(Map.of(ONE, NOTHING));

    assertThat(RouterOrder.of(observed.migration())).isEqualTo(new RouterOrder.Stop());
    assertThat(observed.plan().apply()).noneMatch(EndpointSlice.class::isInstance);
  }

  @Test
  void a_workload_that_came_by_knatives_gateway_stays_on_that_way() {
    Observed observed = Observed.pinnedTo(KNATIVE).servingKnative().router(Map.of(ONE, NOTHING));

    assertThat(RouterOrder.of(observed.migration())).isEqualTo(new RouterOrder.Stop());
    assertThat(observed.plan().apply()).anyMatch(isNamed("checkout-gateway", "EndpointSlice"));
  }

  private static final Upstream POD_SERVICE = new Upstream("10.92.0.7", 80, 1, Map.of());

  private static Observed onItsWayToKnative() {
    return Observed.pinnedTo(KNATIVE).availableDeployment().knativeService("True").revision(1, 1);
  }

  private static Observed onKnative() {
    return Observed.pinnedTo(KNATIVE).knativeService("True");
  }

  private static Observed onItsWayBack() {
    return Observed.pinnedTo(DEPLOYMENT)
        .availableDeployment()
        .knativeService("True")
        .revision(1, 1);
  }

  private static RouterAddress address(boolean listening, Upstream upstream) {
    return new RouterAddress("shop", "checkout", 20_017, listening, List.of(upstream));
  }

  private static Optional<RouterAddress> ordered(Observed observed) {
    return RouterOrder.of(observed.migration()) instanceof RouterOrder.Serve serve
        ? Optional.of(serve.address())
        : Optional.empty();
  }

  private static String phase(Observed observed) {
    return observed.told().migration().phase();
  }

  private static List<EndpointSlice> slices(Observed observed) {
    return observed.plan().apply().stream()
        .filter(EndpointSlice.class::isInstance)
        .map(EndpointSlice.class::cast)
        .toList();
  }

  private static List<String> addressesIn(Observed observed) {
    return slices(observed).stream()
        .flatMap(slice -> slice.getEndpoints().stream())
        .flatMap(endpoint -> endpoint.getAddresses().stream())
        .toList();
  }

  private static java.util.function.Predicate<HasMetadata> isNamed(String name, String kind) {
    return object -> object.getKind().equals(kind) && object.getMetadata().getName().equals(name);
  }
}
