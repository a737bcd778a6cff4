package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StableAddressTest {

  private static final RenderInput INPUT =
      Fixtures.input("spec: {containers: [{image: a, ports: [{name: web, containerPort: 3000}]}]}");

  private static final BackingPods PODS =
      BackingPods.rendered(INPUT.placement(), INPUT.servingPort());

  @ParameterizedTest
  @CsvSource({
    "HTTP1, http, http",
    "H2C, h2c, kubernetes.io/h2c",
    "GRPC, grpc, kubernetes.io/h2c",
    "TCP, tcp, tcp"
  })
  void the_port_says_what_is_spoken(Protocol protocol, String name, String appProtocol) {
    RenderInput input =
        Fixtures.input(
            "spec: {containers: [{image: a, ports: [{name: web, containerPort: 3000}]}]}",
            Fixtures.profile(protocol, Duration.ofSeconds(30), 0.7));

    for (Service service :
        List.of(StableAddress.service(input), StableAddress.podsService(input))) {
      ServicePort port = service.getSpec().getPorts().get(0);
      assertThat(port.getName()).isEqualTo(name);
      assertThat(port.getAppProtocol()).isEqualTo(appProtocol);
      assertThat(port.getPort()).isEqualTo(80);
      assertThat(port.getTargetPort().getIntVal()).isEqualTo(3000);
    }
  }

  @Test
  void the_same_gateway_gives_the_same_slice_in_whatever_order_it_is_found() {
    Service stable = StableAddress.service(INPUT);

    var one =
        StableAddress.gatewaySlices(
            INPUT.placement(), stable, List.of("10.0.0.2", "10.0.0.1", "10.0.0.2"), 8081);
    var other =
        StableAddress.gatewaySlices(
            INPUT.placement(), stable, List.of("10.0.0.1", "10.0.0.2"), 8081);

    assertThat(one).isEqualTo(other).hasSize(1);
    assertThat(one.get(0).getEndpoints()).hasSize(2);
  }

  @Test
  void a_gateway_without_ready_pods_is_no_backend() {
    assertThat(
            StableAddress.gatewaySlices(
                INPUT.placement(), StableAddress.service(INPUT), List.of(), 8081))
        .isEmpty();
  }

  @Test
  void the_router_answers_at_one_port_of_its_own_for_every_port_of_the_same_target() {
    Service several =
        service(
            "[{name: web, port: 80, targetPort: 8080, appProtocol: http}, {name: old, port: 8080}, {name: dns, port: 8080, protocol: UDP}, {name: admin, port: 81, targetPort: 9000}]");

    assertThat(AddressSlices.router(INPUT.placement(), PODS, several, List.of("10.0.0.1"), 20_017))
        .singleElement()
        .satisfies(
            slice -> {
              assertThat(slice.getMetadata().getName()).isEqualTo("checkout-router");
              assertThat(slice.getMetadata().getLabels())
                  .containsEntry("kubernetes.io/service-name", "checkout")
                  .containsEntry(
                      "endpointslice.kubernetes.io/managed-by", "workload-placement-operator");
              assertThat(slice.getPorts())
                  .extracting("name", "appProtocol", "port", "protocol")
                  .containsExactly(
                      tuple("web", "http", 20_017, "TCP"), tuple("old", null, 20_017, "TCP"));
            });
  }

  @Test
  void another_service_of_the_pods_gets_slices_of_its_own_name_for_its_ports_that_lead_there() {
    Service other =
        named(
            "checkout-lb",
            "[{name: web, port: 443, targetPort: web, appProtocol: http}, {name: admin, port: 81, targetPort: 9000}, {name: lost, port: 82, targetPort: nobody}]");

    var slices =
        AddressSlices.router(
            INPUT.placement(), PODS, other, List.of("10.0.0.1", "fd00::1"), 20_017);

    assertThat(slices)
        .extracting(slice -> slice.getMetadata().getName(), EndpointSlice::getAddressType)
        .containsExactly(
            tuple("checkout-router.checkout-lb", "IPv4"),
            tuple("checkout-router-ipv6.checkout-lb", "IPv6"));
    assertThat(slices)
        .allSatisfy(
            slice -> {
              assertThat(slice.getMetadata().getLabels())
                  .containsEntry("kubernetes.io/service-name", "checkout-lb")
                  .containsEntry(
                      "endpointslice.kubernetes.io/managed-by", "workload-placement-operator");
              assertThat(slice.getPorts())
                  .extracting("name", "port")
                  .containsExactly(tuple("web", 20_017));
            })
        .allMatch(Names::isRouterSlice)
        .allMatch(
            slice -> Names.isFurtherRouterSlice(slice.getMetadata().getName(), INPUT.placement()));
  }

  @Test
  void no_slice_of_one_placement_has_the_name_of_one_of_another() {
    WorkloadPlacement longer = Fixtures.placement("spec: {containers: [{name: app}]}");
    longer.getMetadata().setName("checkout-router-ipv6");
    WorkloadPlacement shorter = INPUT.placement();

    assertThat(Names.isFurtherRouterSlice("checkout-router-ipv6.lb", shorter)).isTrue();
    assertThat(Names.isFurtherRouterSlice("checkout-router-ipv6.lb", longer)).isFalse();
    assertThat(Names.isFurtherRouterSlice(Names.routerSlice(shorter), shorter)).isFalse();
    assertThat(Names.isFurtherRouterSlice(Names.routerSliceIpv6(shorter), shorter)).isFalse();
  }

  @Test
  void the_routers_pods_are_in_a_slice_for_each_family_of_addresses_they_have() {
    Service service = service("[{port: 80}]");

    var slices =
        AddressSlices.router(
            INPUT.placement(),
            PODS,
            service,
            List.of("fd00::2", "10.0.0.2", "fd00::1", "10.0.0.1", "10.0.0.2"),
            20_017);

    assertThat(slices)
        .extracting(slice -> slice.getMetadata().getName(), EndpointSlice::getAddressType)
        .containsExactly(tuple("checkout-router", "IPv4"), tuple("checkout-router-ipv6", "IPv6"));
    assertThat(slices)
        .extracting(
            slice ->
                slice.getEndpoints().stream()
                    .flatMap(endpoint -> endpoint.getAddresses().stream())
                    .toList())
        .containsExactly(List.of("10.0.0.1", "10.0.0.2"), List.of("fd00::1", "fd00::2"));
    assertThat(slices)
        .flatExtracting(EndpointSlice::getEndpoints)
        .allMatch(endpoint -> endpoint.getConditions().getReady());
    assertThat(slices).allMatch(Names::isRouterSlice);
    assertThat(AddressSlices.router(INPUT.placement(), PODS, service, List.of("fd00::1"), 20_017))
        .extracting(EndpointSlice::getAddressType)
        .containsExactly("IPv6");
    assertThat(AddressSlices.router(INPUT.placement(), PODS, service, List.of(), 20_017)).isEmpty();
  }

  private static Service service(String ports) {
    return named("checkout", ports);
  }

  private static Service named(String name, String ports) {
    return Serialization.unmarshal(
        "---\n{apiVersion: v1, kind: Service, metadata: {name: %s}, spec: {ports: %s}}"
            .formatted(name, ports),
        Service.class);
  }

  @Test
  void an_ingress_that_does_not_serve_the_knative_service_is_not_copied() {
    Ingress foreign =
        Serialization.unmarshal(
            """
            apiVersion: networking.internal.knative.dev/v1alpha1
            kind: Ingress
            metadata: {name: checkout-kn, namespace: shop}
            spec:
              rules:
                - {hosts: [checkout-kn.shop], visibility: ExternalIP, http: {paths: []}}
                - {hosts: [other-kn.shop], visibility: ClusterLocal, http: {paths: []}}
            """,
            Ingress.class);

    assertThatThrownBy(() -> StableAddress.route(INPUT.placement(), foreign, "cluster.local"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shop/checkout-kn")
        .hasMessageContaining("checkout-kn.shop.svc.cluster.local");
  }

  @Test
  void the_longest_name_of_a_placement_leaves_room_for_what_is_derived() {
    var placement = Fixtures.placement("spec: {containers: [{image: a}]}");
    placement.getMetadata().setName("a".repeat(57));

    assertThat(
            List.of(
                Names.stableService(placement),
                Names.podsService(placement),
                Names.knativeService(placement)))
        .allMatch(name -> name.length() <= 63)
        .doesNotHaveDuplicates();
  }
}
