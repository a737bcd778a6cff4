package io.workloadplacement.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workloadplacement.router.RouterAddress.Upstream;
import io.workloadplacement.router.RouterTable.PollAnswer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTableTest {

  private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");
  private static final String POD = "10.1.0.5";
  private static final String OTHER_POD = "10.1.0.6";
  private static final RouterAddress CHECKOUT = address("checkout", 20000, "10.96.0.1");

  private final AtomicLong nanoTime = new AtomicLong();
  private final RouterTable table = new RouterTable(START, nanoTime::get);

  private static RouterAddress address(String name, int port, String host) {
    return new RouterAddress(
        "shop", name, port, true, List.of(new Upstream(host, 80, 1, Map.of())));
  }

  private static RouterAddress drained(RouterAddress address) {
    return new RouterAddress(
        address.namespace(), address.name(), address.port(), false, address.upstreams());
  }

  private PollingPod pod(String ip) {
    return new PollingPod(table, ip);
  }

  @Test
  void what_a_pod_was_offered_counts_as_accepted_once_it_says_so() {
    table.set(CHECKOUT);
    table.open();
    PollingPod pod = pod(POD);

    pod.accept(XdsType.LISTENERS);
    pod.accept(XdsType.CLUSTERS);
    assertThat(table.acceptedBy(POD, "shop", "checkout")).isEmpty();
    pod.poll(XdsType.LISTENERS);
    assertThat(table.acceptedBy(POD, "shop", "checkout"))
        .as("a listener without its cluster")
        .contains(new RouterAddress("shop", "checkout", 20000, true, List.of()));
    pod.poll(XdsType.CLUSTERS);

    assertThat(table.acceptedBy(POD, "shop", "checkout")).contains(CHECKOUT);
    assertThat(table.wanted("shop", "checkout")).contains(CHECKOUT);
  }

  @Test
  void of_a_pod_that_has_just_started_it_is_known_that_it_has_nothing() {
    table.set(CHECKOUT);
    table.open();
    assertThat(table.knows(POD)).as("before it has polled").isFalse();

    table.poll(XdsType.LISTENERS, List.of(POD), "");
    assertThat(table.knows(POD)).as("half of it").isFalse();
    table.poll(XdsType.CLUSTERS, List.of(POD), "");

    assertThat(table.knows(POD)).isTrue();
    assertThat(table.acceptedBy(POD, "shop", "checkout")).isEmpty();
  }

  @Test
  void
      what_a_pod_has_from_another_leader_is_not_known_until_it_has_accepted_something_of_this_one() {
    table.set(CHECKOUT);
    table.open();
    for (XdsType type : XdsType.values()) {
      table.poll(type, List.of(POD), "of-another-leader");
    }
    assertThat(table.knows(POD)).isFalse();

    pod(POD).acceptsAll();
    assertThat(table.knows(POD)).isTrue();

    table.poll(XdsType.CLUSTERS, List.of(POD), "of-another-leader");
    assertThat(table.knows(POD)).as("it has listened to another one since").isFalse();
  }

  @Test
  void whether_all_addresses_are_set_is_asked_until_they_are_and_not_again() {
    AtomicLong asked = new AtomicLong();
    table.openOnce(() -> asked.incrementAndGet() == 2);

    assertThat(table.isOpen()).isFalse();
    assertThat(table.isOpen()).isTrue();
    assertThat(table.isOpen()).isTrue();
    assertThat(asked).hasValue(2);
  }

  @Test
  void each_pod_is_known_for_itself() {
    table.set(CHECKOUT);
    table.open();
    pod(POD).acceptsAll();

    assertThat(table.acceptedBy(POD, "shop", "checkout")).contains(CHECKOUT);
    assertThat(table.acceptedBy(OTHER_POD, "shop", "checkout")).isEmpty();

    pod(OTHER_POD).acceptsAll();
    assertThat(table.acceptedBy(OTHER_POD, "shop", "checkout")).contains(CHECKOUT);
  }

  @Test
  void a_pod_keeps_what_it_accepted_while_it_has_not_accepted_what_is_new() {
    table.set(CHECKOUT);
    table.open();
    PollingPod pod = pod(POD).acceptsAll();
    RouterAddress switched = address("checkout", 20000, "10.96.0.2");

    table.set(switched);
    pod.poll(XdsType.CLUSTERS);
    assertThat(table.acceptedBy(POD, "shop", "checkout")).contains(CHECKOUT);

    nanoTime.addAndGet(Duration.ofSeconds(2).toNanos());
    pod.acceptsAll();
    assertThat(table.acceptedBy(POD, "shop", "checkout")).contains(switched);
  }

  @Test
  void a_change_of_the_upstreams_leaves_the_listeners_alone() {
    table.set(CHECKOUT);
    table.open();
    PollingPod pod = pod(POD).acceptsAll();

    table.set(address("checkout", 20000, "10.96.0.2"));

    assertThat(pod.poll(XdsType.LISTENERS)).isInstanceOf(PollAnswer.Unchanged.class);
    assertThat(pod.poll(XdsType.CLUSTERS)).isInstanceOf(PollAnswer.Offer.class);
  }

  @Test
  void an_equal_address_makes_no_new_version() {
    table.set(CHECKOUT);
    table.open();
    PollingPod pod = pod(POD).acceptsAll();

    table.set(address("checkout", 20000, "10.96.0.1"));

    assertThat(pod.poll(XdsType.LISTENERS)).isInstanceOf(PollAnswer.Unchanged.class);
    assertThat(pod.poll(XdsType.CLUSTERS)).isInstanceOf(PollAnswer.Unchanged.class);
  }

  @Test
  void an_address_that_drains_keeps_its_cluster_and_loses_its_listener() throws IOException {
    table.set(CHECKOUT);
    table.open();
    PollingPod pod = pod(POD).acceptsAll();

    table.set(drained(CHECKOUT));

    assertThat(PollingPod.offered(pod.poll(XdsType.LISTENERS))).isEmpty();
    assertThat(pod.poll(XdsType.CLUSTERS)).isInstanceOf(PollAnswer.Unchanged.class);
    nanoTime.addAndGet(Duration.ofSeconds(2).toNanos());
    pod.acceptsAll();
    assertThat(table.acceptedBy(POD, "shop", "checkout")).contains(drained(CHECKOUT));
  }

  @Test
  void a_removed_address_is_gone_once_the_pod_says_so() {
    table.set(CHECKOUT);
    table.open();
    PollingPod pod = pod(POD).acceptsAll();

    table.remove("shop", "checkout");

    assertThat(table.wanted("shop", "checkout")).isEmpty();
    assertThat(table.acceptedBy(POD, "shop", "checkout")).contains(CHECKOUT);
    pod.acceptsAll();
    assertThat(table.acceptedBy(POD, "shop", "checkout")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1796039999000000-1", "7", "'; drop table", "\u0000"})
  void a_version_of_another_leader_is_not_taken_for_accepted(String version) {
    table.set(CHECKOUT);
    table.open();

    for (XdsType type : XdsType.values()) {
      assertThat(table.poll(type, List.of(POD), version)).isInstanceOf(PollAnswer.Offer.class);
      table.poll(type, List.of(POD), version);
    }

    assertThat(table.acceptedBy(POD, "shop", "checkout")).isEmpty();
  }

  @Test
  void a_version_that_was_offered_to_another_pod_only_is_not_taken_for_accepted() {
    table.set(CHECKOUT);
    table.open();
    PollingPod pod = pod(POD).acceptsAll();

    table.poll(XdsType.CLUSTERS, List.of(OTHER_POD), pod.version(XdsType.CLUSTERS));

    assertThat(table.acceptedBy(OTHER_POD, "shop", "checkout")).isEmpty();
  }

  @Test
  void a_pod_that_starts_anew_has_accepted_nothing() {
    table.set(CHECKOUT);
    table.open();
    pod(POD).acceptsAll();

    PollingPod restarted = pod(POD);
    restarted.poll(XdsType.LISTENERS);
    assertThat(restarted.poll(XdsType.CLUSTERS)).isInstanceOf(PollAnswer.Offer.class);

    assertThat(table.acceptedBy(POD, "shop", "checkout")).isEmpty();
  }

  @Test
  void versions_of_two_leaders_differ_and_grow() {
    table.set(CHECKOUT);
    table.open();
    String first = version(pod(POD).poll(XdsType.LISTENERS));
    RouterTable later = new RouterTable(START.plusMillis(1));
    later.set(CHECKOUT);
    later.open();

    assertThat(version(later.poll(XdsType.LISTENERS, List.of(POD), first))).isGreaterThan(first);
  }

  @Test
  void a_table_that_is_not_open_answers_nothing_and_learns_nothing() {
    table.set(CHECKOUT);
    PollingPod pod = pod(POD);
    assertThat(pod.poll(XdsType.LISTENERS)).isInstanceOf(PollAnswer.Closed.class);

    table.open();
    pod.acceptsAll();
    table.close();

    assertThat(pod.poll(XdsType.LISTENERS)).isInstanceOf(PollAnswer.Closed.class);
    assertThat(table.acceptedBy(POD, "shop", "checkout")).contains(CHECKOUT);
  }

  @Test
  void whoever_waits_is_called_for_what_changed_and_nothing_else() {
    List<String> calls = new ArrayList<>();
    table.onAccepted((namespace, name) -> calls.add(namespace + "/" + name));
    table.set(CHECKOUT);
    table.set(address("cart", 20001, "10.96.0.3"));
    table.open();
    PollingPod pod = pod(POD).acceptsAll();
    assertThat(calls).containsOnly("shop/checkout", "shop/cart").hasSize(4);
    calls.clear();

    table.set(address("cart", 20001, "10.96.0.4"));
    pod.acceptsAll().acceptsAll();

    assertThat(calls).containsExactly("shop/cart");
  }

  @Test
  void a_pod_with_two_addresses_is_known_by_both_and_listens_on_both() throws IOException {
    table.set(CHECKOUT);
    table.open();
    List<String> both = List.of(POD, "fd00::5");

    for (XdsType type : XdsType.values()) {
      PollAnswer answer = table.poll(type, both, "");
      table.poll(type, both, version(answer));
    }

    assertThat(table.acceptedBy(POD, "shop", "checkout")).contains(CHECKOUT);
    assertThat(table.acceptedBy("fd00::5", "shop", "checkout")).contains(CHECKOUT);
  }

  @Test
  void a_port_has_one_address() {
    table.set(CHECKOUT);

    assertThatThrownBy(() -> table.set(address("cart", 20000, "10.96.0.3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Port 20000 of the router cannot be that of shop/cart: it is that of shop/checkout");

    table.set(address("checkout", 20001, "10.96.0.1"));
    table.set(address("cart", 20000, "10.96.0.3"));
    table.remove("shop", "cart");
    table.set(address("carts", 20000, "10.96.0.3"));
  }

  @Test
  void pods_that_nobody_has_seen_cost_a_bounded_memory() {
    table.set(CHECKOUT);
    table.open();
    PollingPod pod = pod(POD).acceptsAll();

    for (int i = 0; i < 5000; i++) {
      table.poll(XdsType.LISTENERS, List.of("10.9.%d.%d".formatted(i / 250, i % 250)), "");
      pod.poll(XdsType.LISTENERS);
    }

    assertThat(table.acceptedBy(POD, "shop", "checkout")).contains(CHECKOUT);
  }

  private static String version(PollAnswer answer) {
    return ((PollAnswer.Offer) answer).snapshot().version();
  }
}
