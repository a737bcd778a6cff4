package io.workloadplacement.reconcile.observe;

import static io.workloadplacement.reconcile.observe.RouterFacts.Serving.NOTHING;
import static io.workloadplacement.reconcile.observe.RouterFacts.Serving.TO_KNATIVE;
import static io.workloadplacement.reconcile.observe.RouterFacts.Serving.TO_PODS;
import static io.workloadplacement.reconcile.observe.RouterFacts.Serving.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.reconcile.observe.RouterFacts.Drain;
import io.workloadplacement.reconcile.observe.RouterFacts.Serving;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What the pods of the router are to the address of one placement. */
class RouterFactsTest {

  @Test
  void callers_are_sent_to_the_pods_that_serve_and_to_those_known_from_before_that_are_silent() {
    RouterFacts router =
        router(
            Map.of(
                "10.0.0.4", TO_PODS,
                "10.0.0.3", UNKNOWN,
                "10.0.0.2", UNKNOWN,
                "10.0.0.1", TO_KNATIVE,
                "10.0.0.5", NOTHING));

    assertThat(router.servers(List.of("10.0.0.3", "10.0.0.5", "10.0.0.6")))
        .as("not to one that serves nothing, nor to one that is gone")
        .containsExactly("10.0.0.1", "10.0.0.3", "10.0.0.4");
  }

  @Test
  void nothing_can_be_said_of_all_pods_where_there_are_none() {
    assertThat(router(Map.of()).all(TO_KNATIVE, NOTHING, UNKNOWN, TO_PODS)).isFalse();
    assertThat(router(Map.of()).any(TO_KNATIVE)).isFalse();
  }

  @Test
  void all_pods_may_do_one_of_several_things() {
    RouterFacts router = router(Map.of("10.0.0.1", TO_KNATIVE, "10.0.0.2", TO_PODS));

    assertThat(router.all(TO_KNATIVE, TO_PODS)).isTrue();
    assertThat(router.all(TO_KNATIVE)).isFalse();
    assertThat(router.any(TO_PODS)).isTrue();
    assertThat(router.any(NOTHING)).isFalse();
  }

  @Test
  void the_port_of_an_address_is_the_one_that_its_slices_name() {
    assertThat(RouterWatch.known(List.of())).isEmpty();
    assertThat(RouterWatch.known(List.of(slice("[]")))).isEmpty();
    assertThat(
            RouterWatch.known(
                List.of(slice("[]"), slice("[{name: a, port: 20017}, {name: b, port: 20017}]"))))
        .hasValue(20_017);
  }

  private static RouterFacts router(Map<String, Serving> pods) {
    return new RouterFacts(true, pods, false, OptionalInt.empty(), Drain.DEFAULT);
  }

  private static EndpointSlice slice(String ports) {
    return Serialization.unmarshal(
        "---\n{kind: EndpointSlice, apiVersion: discovery.k8s.io/v1, metadata: {name: checkout-router}, ports: %s}"
            .formatted(ports),
        EndpointSlice.class);
  }
}
