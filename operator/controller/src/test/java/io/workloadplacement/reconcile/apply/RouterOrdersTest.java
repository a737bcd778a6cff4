package io.workloadplacement.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.observe.KnownRoute;
import io.workloadplacement.reconcile.observe.RouterConnection;
import io.workloadplacement.reconcile.observe.RouterFacts;
import io.workloadplacement.reconcile.plan.RouterOrder;
import io.workloadplacement.router.ListenerPorts;
import io.workloadplacement.router.RouterAddress;
import io.workloadplacement.router.RouterAddress.Upstream;
import io.workloadplacement.router.RouterTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From when on the router may follow a new leader, and what it is to serve then. */
class RouterOrdersTest {

  private static final Instant START = Instant.parse("2026-11-21T07:00:00Z");
  private static final boolean ATTACHED = true;
  private static final boolean NOT_ATTACHED = false;
  private static final RouterAddress TO_KNATIVE = address("10.92.0.5");
  private static final RouterAddress TO_PODS = address("10.92.0.7");

  private final WorkloadPlacement checkout = placement("checkout");
  private final WorkloadPlacement cart = placement("cart");
  private final RouterTable table = new RouterTable(START);
  private final ListenerPorts ports = new ListenerPorts(20_000, 2);
  private Instant now = START;
  private boolean leads = true;
  private RouterOrders orders;

  @BeforeEach
  void connect() {
    orders =
        new RouterOrders(
            new RouterConnection(
                "system", "router", table, ports, RouterFacts.Drain.DEFAULT, () -> leads),
            () -> now);
  }

  @Test
  void what_an_operator_before_had_served_is_served_again() {
    orders.restore(checkout, () -> new KnownRoute(ATTACHED, Optional.of(TO_KNATIVE)));

    assertThat(served(checkout)).contains(TO_KNATIVE);
  }

  @Test
  void what_this_operator_has_decided_is_not_restored_to_what_the_cluster_says() {
    orders.carryOut(checkout, new RouterOrder.Serve(TO_PODS));

    orders.restore(checkout, () -> new KnownRoute(ATTACHED, Optional.of(TO_KNATIVE)));

    assertThat(served(checkout)).contains(TO_PODS);
  }

  @Test
  void an_address_is_served_until_it_is_said_to_stop() {
    orders.carryOut(checkout, new RouterOrder.Serve(TO_KNATIVE));

    orders.carryOut(checkout, new RouterOrder.GoOn());
    assertThat(served(checkout)).contains(TO_KNATIVE);

    orders.carryOut(checkout, new RouterOrder.Stop());
    assertThat(served(checkout)).isEmpty();
  }

  @Test
  void the_router_follows_once_every_placement_was_looked_at() {
    look(checkout, () -> new KnownRoute(ATTACHED, Optional.of(TO_KNATIVE)));
    assertThat(complete()).isFalse();

    look(cart, () -> new KnownRoute(NOT_ATTACHED, Optional.empty()));
    assertThat(complete()).isTrue();
  }

  @Test
  void the_router_follows_at_once_where_there_are_no_placements() {
    assertThat(orders.complete(Stream::empty)).isTrue();
  }

  @Test
  void an_address_that_callers_use_is_not_known_before_it_can_be_said_where_it_leads() {
    look(cart, () -> new KnownRoute(NOT_ATTACHED, Optional.empty()));
    look(checkout, () -> new KnownRoute(ATTACHED, Optional.empty()));
    assertThat(complete()).isFalse();

    look(checkout, () -> new KnownRoute(ATTACHED, Optional.of(TO_KNATIVE)));
    assertThat(complete()).isTrue();
  }

  @Test
  void an_address_is_known_too_once_this_operator_has_decided_where_it_leads() {
    look(cart, () -> new KnownRoute(NOT_ATTACHED, Optional.empty()));
    orders.restore(checkout, () -> new KnownRoute(ATTACHED, Optional.empty()));
    orders.carryOut(checkout, new RouterOrder.Serve(TO_PODS));
    orders.looked(checkout);

    assertThat(complete()).isTrue();
  }

  @Test
  void one_address_of_which_nothing_is_known_keeps_the_others_waiting_for_a_minute_at_most() {
    look(cart, () -> new KnownRoute(ATTACHED, Optional.of(address("cart", 20_001, "10.92.0.9"))));
    look(checkout, () -> new KnownRoute(ATTACHED, Optional.empty()));
    assertThat(complete()).isFalse();

    now = START.plus(Duration.ofSeconds(59));
    assertThat(complete()).isFalse();

    now = START.plus(Duration.ofMinutes(1));
    assertThat(complete()).isTrue();
  }

  @Test
  void whoever_does_not_lead_configures_nothing_and_the_minute_begins_when_it_leads() {
    leads = false;
    assertThat(
            orders.complete(
                () -> {
                  throw new AssertionError("the placements of who does not lead may be few");
                }))
        .isFalse();
    look(checkout, () -> new KnownRoute(ATTACHED, Optional.empty()));
    now = START.plus(Duration.ofHours(1));
    assertThat(complete()).isFalse();

    leads = true;
    assertThat(complete()).isFalse();

    now = now.plus(Duration.ofMinutes(1));
    assertThat(complete()).isTrue();
  }

  @Test
  void a_placement_that_is_gone_leaves_no_address_and_no_port_behind() {
    ports.assign("uid-checkout", now);
    orders.carryOut(checkout, new RouterOrder.Serve(TO_KNATIVE));
    orders.restore(checkout, () -> new KnownRoute(ATTACHED, Optional.of(TO_KNATIVE)));

    orders.forget(checkout);

    assertThat(served(checkout)).isEmpty();
    assertThat(orders.complete(() -> Stream.of(checkout)))
        .as("a new one of the same name is another")
        .isFalse();
    now = now.plus(Duration.ofHours(1));
    assertThat(ports.assign("uid-cart", now)).isPresent();
    assertThat(ports.assign("uid-new", now)).as("both ports are free again").isPresent();
  }

  @Test
  void callers_who_are_asked_to_go_are_known_before_the_router_follows() {
    look(cart, () -> new KnownRoute(NOT_ATTACHED, Optional.empty()));
    orders.restore(checkout, () -> new KnownRoute(NOT_ATTACHED, Optional.empty()));
    assertThat(complete()).isFalse();

    orders.carryOut(checkout, new RouterOrder.Serve(TO_PODS));
    orders.looked(checkout);

    assertThat(complete()).isTrue();
  }

  /** A reconcile that orders nothing. */
  private void look(WorkloadPlacement placement, Supplier<KnownRoute> route) {
    orders.restore(placement, route);
    orders.looked(placement);
  }

  private boolean complete() {
    return orders.complete(() -> Stream.of(checkout, cart));
  }

  private Optional<RouterAddress> served(WorkloadPlacement placement) {
    return table.wanted("shop", placement.getMetadata().getName());
  }

  private static RouterAddress address(String upstream) {
    return address("checkout", 20_000, upstream);
  }

  private static RouterAddress address(String name, int port, String upstream) {
    return new RouterAddress(
        "shop", name, port, true, List.of(new Upstream(upstream, 80, 100, Map.of())));
  }

  private static WorkloadPlacement placement(String name) {
    WorkloadPlacement placement = new WorkloadPlacement();
    placement.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("shop")
            .withName(name)
            .withUid("uid-" + name)
            .build());
    return placement;
  }
}
