package io.workloadplacement.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What callers notice of it when a table changes that the real Envoy follows. */
class RouterChangesOnEnvoyTest extends OnEnvoy {
  @Test
  void a_switch_of_the_upstream_fails_no_request_and_ends_no_callers_connection() throws Exception {
    RawUpstream first = saying("first");
    RawUpstream second = saying("second");
    RouterAddress address = address("switch", first);
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService callers = Executors.newFixedThreadPool(4);
    closed(callers::shutdownNow);
    List<Future<Integer>> asked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      RawClient client = connect(address);
      asked.add(
          callers.submit(
              () -> {
                int requests = 0;
                while (!done.get()) {
                  assertThat(client.get("/").isOk()).isTrue();
                  requests++;
                }
                return requests;
              }));
    }

    for (int i = 0; i < 6; i++) {
      RawUpstream next = i % 2 == 0 ? second : first;
      serving(address("switch", address.port(), to(next.port(), 1, Map.of())));
    }
    done.set(true);

    for (Future<Integer> requests : asked) {
      assertThat(requests.get(10, TimeUnit.SECONDS)).isPositive();
    }
    assertThat(connect(address).get("/").body()).isEqualTo("first");
    assertThat(second.heads()).isNotEmpty();
  }

  @Test
  void a_request_that_runs_while_the_upstream_is_switched_is_answered_by_the_old_one()
      throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch switched = new CountDownLatch(1);
    RawUpstream slow =
        closed(
            RawUpstream.start(
                (head, in, out) -> {
                  asked.countDown();
                  waitFor(switched);
                  RawUpstream.ok(out, "slow");
                }));
    RouterAddress address = address("slow", slow);
    RawClient client = connect(address);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    waitFor(asked);

    RawUpstream next = saying("next");
    serving(address("slow", address.port(), to(next.port(), 1, Map.of())));
    assertThat(connect(address).get("/").body()).isEqualTo("next");
    switched.countDown();

    assertThat(client.response().body()).isEqualTo("slow");
    assertThat(client.get("/").body()).isEqualTo("next");
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void callers_of_an_address_that_drains_are_served_and_asked_to_go() throws Exception {
    RouterAddress address = address("drain", saying("served"));
    RawClient kept = connect(address);
    assertThat(kept.get("/").head()).doesNotContainIgnoringCase("connection: close");

    serving(drained(address));

    RawClient.Response last = kept.get("/");
    assertThat(last.body()).isEqualTo("served");
    assertThat(last.head()).containsIgnoringCase("\r\nconnection: close\r\n");
    assertThatThrownBy(() -> new RawClient(address.port())).isInstanceOf(ConnectException.class);
  }

  /** Who reads to the end of the connection has its answer only then: HTTP/1.0, for one. */
  @Test
  void a_connection_that_is_asked_to_go_is_closed_soon_after_its_last_answer() throws Exception {
    RouterAddress address = address("soon", saying("served"));
    RawClient client = connect(address);
    client.get("/");
    serving(drained(address));
    Instant asked = Instant.now();

    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    assertThat(client.rest()).endsWith("served");
    assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void an_address_listens_again_while_it_still_drains() throws Exception {
    RouterAddress address = address("again", saying("served"));
    RawClient kept = connect(address);
    kept.get("/");
    serving(drained(address));

    serving(address);

    assertThat(connect(address).get("/").body()).isEqualTo("served");
    assertThat(kept.get("/").head()).containsIgnoringCase("\r\nconnection: close\r\n");
  }

  @Test
  void an_address_that_is_removed_is_gone_and_can_come_back_at_another_port() throws Exception {
    RouterAddress address = address("removed", saying("served"));

    table.remove("shop", "removed");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> table.acceptedBy(POD, "shop", "removed").isEmpty());
    assertThatThrownBy(() -> new RawClient(address.port())).isInstanceOf(ConnectException.class);

    RouterAddress elsewhere = address("removed", saying("elsewhere"));
    assertThat(connect(elsewhere).get("/").body()).isEqualTo("elsewhere");
  }

  @Test
  void a_workload_that_is_not_there_for_a_moment_is_waited_for() throws Exception {
    int port = freePort();
    RouterAddress address = serving(address("absent", freePort(), to(port, 1, Map.of())));
    RawClient client = connect(address);

    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> connectFailures("shop/absent") >= 2);
    closed(RawUpstream.start(port, (head, in, out) -> RawUpstream.ok(out, "there")));

    assertThat(client.response().body()).isEqualTo("there");
  }

  private int connectFailures(String cluster) throws Exception {
    return Integer.parseInt(
        envoy
            .admin("/stats?filter=cluster." + cluster + ".upstream_cx_connect_fail$")
            .strip()
            .replaceFirst(".*: ", ""));
  }

  @Test
  void a_table_that_closes_leaves_everything_serving() throws Exception {
    RouterAddress address = address("closed", saying("served"));
    RawClient kept = connect(address);
    kept.get("/");

    table.close();
    try {
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> envoy.admin("/clusters").contains("health_flags::/failed_active_hc"));
      assertThat(kept.get("/").head()).doesNotContainIgnoringCase("connection: close");
      assertThat(connect(address).get("/").body()).isEqualTo("served");
    } finally {
      table.open();
    }
    assertThat(address("after", saying("after")).listening()).isTrue();
  }

  @Test
  void what_envoy_rejects_concerns_nobody_else_and_is_taken_once_it_can_be() throws Exception {
    RouterAddress good = address("good", saying("good"));
    ServerSocket occupied = closed(new ServerSocket());
    occupied.bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0));
    RouterAddress bad =
        address("bad", occupied.getLocalPort(), to(saying("bad").port(), 1, Map.of()));
    RouterAddress other = address("other", freePort(), to(saying("other").port(), 1, Map.of()));

    table.set(bad);
    table.set(other);
    await().atMost(Duration.ofSeconds(30)).until(() -> table.isRejectedBy(POD, "shop", "bad"));
    serving(other);

    assertThat(connect(good).get("/").body()).isEqualTo("good");
    assertThat(connect(other).get("/").body()).isEqualTo("other");
    assertThat(table.acceptedBy(POD, "shop", "good")).contains(good);
    assertThat(table.acceptedBy(POD, "shop", "bad").filter(RouterAddress::listening)).isEmpty();
    assertThat(table.isRejectedBy(POD, "shop", "other")).isFalse();
    serving(address("later", freePort(), to(saying("later").port(), 1, Map.of())));
    occupied.close();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(table.acceptedBy(POD, "shop", "bad")).contains(bad));
    assertThat(table.isRejectedBy(POD, "shop", "bad")).isFalse();
    assertThat(connect(bad).get("/").body()).isEqualTo("bad");
  }

  @Test
  void a_new_leader_takes_over_without_a_connection_that_ends() throws Exception {
    RouterAddress address = address("leader", saying("served"));
    RawClient kept = connect(address);
    kept.get("/");
    RouterTable next = new RouterTable(Instant.now());
    next.set(address);

    xds.close();
    xds = new XdsServer(xds.port(), next);
    assertThat(next.acceptedBy(POD, "shop", "leader")).isEmpty();
    next.open();
    try {
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> assertThat(next.acceptedBy(POD, "shop", "leader")).contains(address));
      assertThat(kept.get("/").head()).doesNotContainIgnoringCase("connection: close");
    } finally {
      xds.close();
      xds = new XdsServer(xds.port(), table);
    }
  }

  @Test
  void envoy_knows_every_field_and_warns_of_none() throws Exception {
    address("fields", saying("served"));

    assertThat(envoy.log()).doesNotContainIgnoringCase("deprecated", "unknown field");
  }
}
