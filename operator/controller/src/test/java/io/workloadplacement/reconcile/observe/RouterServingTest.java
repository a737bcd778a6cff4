package io.workloadplacement.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.reconcile.observe.RouterFacts.Serving;
import io.workloadplacement.router.RouterAddress;
import io.workloadplacement.router.RouterAddress.Upstream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a pod of the router does for callers, by what it has accepted. */
class RouterServingTest {

  private static final Optional<String> PODS = Optional.of("10.96.0.8");

  @Test
  void it_sends_where_its_upstreams_are() {
    assertThat(accepted(true, "10.96.0.9")).isEqualTo(Serving.TO_KNATIVE);
    assertThat(accepted(true, "10.96.0.8")).isEqualTo(Serving.TO_PODS);
  }

  @Test
  void a_pod_that_has_a_listener_and_does_not_know_yet_where_it_leads_to_serves_nobody() {
    assertThat(accepted(true)).isEqualTo(Serving.NOTHING);
  }

  @Test
  void a_pod_that_takes_no_new_callers_serves_none() {
    assertThat(accepted(false, "10.96.0.8")).isEqualTo(Serving.NOTHING);
    assertThat(Serving.of(Optional.empty(), PODS)).isEqualTo(Serving.NOTHING);
  }

  private static Serving accepted(boolean listening, String... hosts) {
    List<Upstream> upstreams =
        List.of(hosts).stream().map(host -> new Upstream(host, 80, 100, Map.of())).toList();
    return Serving.of(
        Optional.of(new RouterAddress("shop", "checkout", 20_000, listening, upstreams)), PODS);
  }
}
