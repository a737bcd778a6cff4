package io.workloadplacement.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.router.RouterAddress.Upstream;
import io.workloadplacement.router.RouterTable.PollAnswer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pod of the router does not accept is found, and costs nobody else anything. */
class RouterRejectionTest {

  private static final String POD = "10.1.0.5";
  private static final RouterAddress CHECKOUT = address("checkout", 20000, "10.96.0.1");

  private final AtomicLong nanoTime = new AtomicLong();
  private final RouterTable table =
      new RouterTable(Instant.parse("2026-11-30T12:00:00Z"), nanoTime::get);

  private static RouterAddress address(String name, int port, String host) {
    return new RouterAddress(
        "shop", name, port, true, List.of(new Upstream(host, 80, 1, Map.of())));
  }

  /** A pod that rejects what has this port, takes the rest, and does not say for what. */
  private final class Picky {
    private final PollingPod pod;
    private final Set<Integer> bad = new HashSet<>();
    private final Map<XdsType, List<String>> has = new EnumMap<>(XdsType.class);

    Picky(String ip, int... ports) {
      pod = new PollingPod(table, ip);
      IntStream.of(ports).forEach(bad::add);
    }

    void polls(Duration time) throws IOException {
      for (long passed = 0; passed <= time.toMillis(); passed += 500) {
        for (XdsType type : XdsType.values()) {
          if (pod.poll(type) instanceof PollAnswer.Offer offer) {
            List<String> offered = PollingPod.offered(offer);
            boolean good =
                type == XdsType.CLUSTERS
                    || bad.stream().noneMatch(port -> offered.toString().contains(":" + port));
            has.put(type, offered);
            if (good) {
              pod.has(type, offer.snapshot().version());
              pod.poll(type);
            }
          }
        }
        nanoTime.addAndGet(Duration.ofMillis(500).toNanos());
      }
    }
  }

  @Test
  void what_a_pod_rejects_is_offered_again_after_two_seconds_and_then_left_out()
      throws IOException {
    table.set(CHECKOUT);
    table.open();
    PollingPod pod = new PollingPod(table, POD);

    assertThat(PollingPod.offered(pod.poll(XdsType.LISTENERS))).hasSize(1);
    assertThat(pod.poll(XdsType.LISTENERS)).isInstanceOf(PollAnswer.Unchanged.class);
    assertThat(PollingPod.offered(again(pod))).hasSize(1);
    assertThat(table.isRejectedBy(POD, "shop", "checkout")).isFalse();

    assertThat(PollingPod.offered(again(pod))).isEmpty();

    assertThat(table.isRejectedBy(POD, "shop", "checkout")).isTrue();
    assertThat(table.rejectedAddresses()).isEqualTo(1);
    assertThat(table.addresses()).isEqualTo(1);
    assertThat(table.pods()).isEqualTo(1);
  }

  private PollAnswer again(PollingPod pod) {
    nanoTime.addAndGet(Duration.ofSeconds(2).toNanos());
    return pod.poll(XdsType.LISTENERS);
  }

  @ParameterizedTest(name = "{0} of 40 addresses")
  @ValueSource(ints = {0, 1, 2, 7})
  void of_many_addresses_those_that_a_pod_rejects_are_found_and_the_others_are_served(int bad)
      throws IOException {
    int[] ports = IntStream.range(0, bad).map(i -> 20003 + 5 * i).toArray();
    Picky pod = new Picky(POD, ports);
    table.set(CHECKOUT);
    table.open();
    pod.polls(Duration.ZERO);

    for (int i = 1; i < 40; i++) {
      table.set(address("a" + i, 20000 + i, "10.96.1." + i));
    }
    pod.polls(Duration.ofMinutes(4));

    for (int i = 1; i < 40; i++) {
      int port = 20000 + i;
      boolean rejected = IntStream.of(ports).anyMatch(p -> p == port);
      assertThat(table.isRejectedBy(POD, "shop", "a" + i)).as("a" + i).isEqualTo(rejected);
      assertThat(
              table.acceptedBy(POD, "shop", "a" + i).filter(RouterAddress::listening).isPresent())
          .as("a" + i)
          .isNotEqualTo(rejected);
    }
    assertThat(table.rejectedAddresses()).isEqualTo(bad);
  }

  @Test
  void one_address_that_a_pod_rejects_does_not_keep_it_from_what_comes_later() throws IOException {
    Picky pod = new Picky(POD, 20001);
    table.set(address("bad", 20001, "10.96.0.2"));
    table.open();
    pod.polls(Duration.ofSeconds(10));

    table.set(CHECKOUT);
    pod.polls(Duration.ofSeconds(1));

    assertThat(table.acceptedBy(POD, "shop", "checkout")).contains(CHECKOUT);
    assertThat(table.isRejectedBy(POD, "shop", "checkout")).isFalse();
    table.remove("shop", "checkout");
    pod.polls(Duration.ofSeconds(5));
    assertThat(pod.has.get(XdsType.LISTENERS)).isEmpty();
  }

  @Test
  void what_was_rejected_is_taken_once_it_changes_or_can_be() throws IOException {
    Picky pod = new Picky(POD, 20001, 20002);
    table.set(address("moves", 20001, "10.96.0.2"));
    table.set(address("waits", 20002, "10.96.0.3"));
    table.open();
    pod.polls(Duration.ofSeconds(20));
    assertThat(table.rejectedAddresses()).isEqualTo(2);

    table.set(address("moves", 20003, "10.96.0.2"));
    pod.polls(Duration.ofSeconds(1));
    assertThat(table.isRejectedBy(POD, "shop", "moves")).isFalse();
    assertThat(table.isRejectedBy(POD, "shop", "waits")).isTrue();

    pod.bad.clear();
    pod.polls(Duration.ofSeconds(40));
    assertThat(table.rejectedAddresses()).isZero();
    assertThat(table.acceptedBy(POD, "shop", "waits").filter(RouterAddress::listening)).isPresent();
  }

  @Test
  void an_address_keeps_what_was_accepted_of_it_while_a_change_is_rejected() throws IOException {
    Picky pod = new Picky(POD, 20009);
    table.set(CHECKOUT);
    table.open();
    pod.polls(Duration.ZERO);

    table.set(address("checkout", 20009, "10.96.0.1"));
    pod.polls(Duration.ofSeconds(10));

    assertThat(pod.has.get(XdsType.LISTENERS)).containsExactly("shop/checkout:20000");
    assertThat(table.isRejectedBy(POD, "shop", "checkout")).isTrue();
  }

  @Test
  void what_the_router_serves_from_an_operator_before_is_never_left_out() throws IOException {
    table.restore(CHECKOUT);
    table.set(address("bad", 20001, "10.96.0.2"));
    table.set(address("new", 20002, "10.96.0.3"));
    table.open();
    Picky pod = new Picky(POD, 20001);
    for (XdsType type : XdsType.values()) {
      pod.pod.has(type, "of-another-leader");
    }

    for (int i = 0; i < 40; i++) {
      pod.polls(Duration.ZERO);
      assertThat(pod.has.get(XdsType.LISTENERS)).contains("shop/checkout:20000");
      nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
    }

    assertThat(table.knows(POD)).isTrue();
    assertThat(table.isRejectedBy(POD, "shop", "bad")).isTrue();
    assertThat(table.acceptedBy(POD, "shop", "checkout")).contains(CHECKOUT);
  }

  @Test
  void what_a_pod_serves_is_not_left_out_when_it_has_listened_to_another_operator_meanwhile()
      throws IOException {
    Picky pod = new Picky(POD);
    table.set(CHECKOUT);
    table.open();
    pod.polls(Duration.ofSeconds(1));
    table.set(address("bad", 20001, "10.96.0.2"));
    pod.bad.add(20001);
    for (XdsType type : XdsType.values()) {
      pod.pod.has(type, "of-another-leader");
    }

    for (int i = 0; i < 20; i++) {
      pod.polls(Duration.ZERO);
      assertThat(pod.has.get(XdsType.LISTENERS)).contains("shop/checkout:20000");
      nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
    }

    assertThat(table.isRejectedBy(POD, "shop", "bad")).isTrue();
  }

  @Test
  void what_a_pod_has_rejected_is_offered_again_once_it_may_serve_it_for_another_operator()
      throws IOException {
    Picky one = new Picky(POD, 20001);
    Picky two = new Picky("10.1.0.6");
    table.set(CHECKOUT);
    table.set(address("bad", 20001, "10.96.0.2"));
    table.open();
    one.polls(Duration.ofSeconds(10));
    two.polls(Duration.ofSeconds(1));
    assertThat(one.has.get(XdsType.LISTENERS)).containsExactly("shop/checkout:20000");

    for (XdsType type : XdsType.values()) {
      one.pod.has(type, "of-another-leader");
    }
    one.polls(Duration.ZERO);

    assertThat(one.has.get(XdsType.LISTENERS)).contains("shop/bad:20001");
  }

  @Test
  void who_waits_is_called_when_a_pod_rejects_its_address() throws IOException {
    List<String> calls = new ArrayList<>();
    table.set(address("bad", 20001, "10.96.0.2"));
    table.open();
    Picky pod = new Picky(POD, 20001);
    pod.polls(Duration.ZERO);
    table.onAccepted((namespace, name) -> calls.add(namespace + "/" + name));

    pod.polls(Duration.ofSeconds(10));

    assertThat(calls).containsExactly("shop/bad");
  }
}
