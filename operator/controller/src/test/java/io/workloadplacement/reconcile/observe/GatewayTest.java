package io.workloadplacement.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayTest {

  @Test
  void isTheServiceThatAnIngressNames() {
    Ingress ingress =
        Serialization.unmarshal(
            """
            apiVersion: networking.internal.knative.dev/v1alpha1
            kind: Ingress
            metadata: {name: checkout-kn}
            status:
              privateLoadBalancer:
                ingress: [{domainInternal: kourier-internal.kourier-system.svc.cluster.local}]
            """,
            Ingress.class);

    assertThat(Gateway.of(ingress)).contains(new Gateway("kourier-system", "kourier-internal"));
    assertThat(Gateway.of(new Ingress())).isEmpty();
  }

  @Test
  void listensOnItsReadyPodsInAnOrderThatDoesNotChange() {
    EndpointSlice one = slice("10.0.0.9", true, "10.0.0.8", false);
    EndpointSlice other = slice("10.0.0.7", true, "10.0.0.9", true);

    assertThat(Gateway.endpoints(List.of(one, other)))
        .contains(new Gateway.Endpoints(List.of("10.0.0.7", "10.0.0.9"), 8081))
        .isEqualTo(Gateway.endpoints(List.of(other, one)));
  }

  @Test
  void isNotThereWhileNoPodIsReady() {
    assertThat(Gateway.endpoints(List.of())).isEmpty();
    assertThat(Gateway.endpoints(List.of(slice("10.0.0.9", false, "10.0.0.8", false)))).isEmpty();
  }

  private static EndpointSlice slice(String one, boolean ready, String two, boolean alsoReady) {
    return Serialization.unmarshal(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: kourier}
        ports: [{name: https, port: 8444}, {name: http2, port: 8081}]
        endpoints:
          - {addresses: [%s], conditions: {ready: %s}}
          - {addresses: [%s], conditions: {ready: %s}}
        """
            .formatted(one, ready, two, alsoReady),
        EndpointSlice.class);
  }
}
