package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServicePortabilityTest {

  @Test
  void anOrdinaryServiceKeepsNobodyOffKnative() {
    assertThat(
            blockers("ports: [{port: 80, protocol: TCP}], type: ClusterIP, sessionAffinity: None"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ports: [{port: 80}, {port: 81}]                           | ports
          ports: [{port: 53, protocol: UDP}]                        | ports
          ports: [{port: 80}], sessionAffinity: ClientIP            | sessionAffinity
          ports: [{port: 80}], internalTrafficPolicy: Local         | internalTrafficPolicy
          ports: [{port: 80}], type: LoadBalancer                   | type
          ports: [{port: 80}], type: NodePort                       | type
          """)
  void whatKnativeCannotDoForAServiceIsTold(String spec, String field) {
    assertThat(blockers(spec))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo("Service 'checkout': spec." + field);
              assertThat(blocker.message()).matches("[A-Zcu].+: .+\\.");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nginx.ingress.kubernetes.io/affinity | cookie | does not keep a client on one pod",
        "traefik.ingress.kubernetes.io/service.sticky.cookie | true | does not keep a client on one pod",
        "alb.ingress.kubernetes.io/target-group-attributes | stickiness.enabled=true,stickiness.type=lb_cookie | does not keep a client on one pod",
        "nginx.ingress.kubernetes.io/backend-protocol | HTTPS | otherwise than by plain HTTP",
        "nginx.ingress.kubernetes.io/backend-protocol | GRPCS | otherwise than by plain HTTP",
        "nginx.ingress.kubernetes.io/backend-protocol | FCGI | otherwise than by plain HTTP",
      })
  void what_an_ingress_does_with_clients_and_pods_is_told_with_and_without_a_router(
      String key, String value, String rule) {
    Ingress ingress = ingress(key, value, "checkout");

    assertThat(said(ingress))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field())
                  .isEqualTo("Ingress 'front': metadata.annotations[" + key + "]");
              assertThat(blocker.message()).contains(rule);
            });
    assertThat(said(ingress(key, value, "another"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "nginx.ingress.kubernetes.io/affinity, none",
    "nginx.ingress.kubernetes.io/backend-protocol, HTTP",
    "nginx.ingress.kubernetes.io/ssl-redirect, true",
    "traefik.ingress.kubernetes.io/service.sticky.cookie, false",
  })
  void what_an_ingress_says_of_other_things_is_no_matter(String key, String value) {
    assertThat(said(ingress(key, value, "checkout"))).isEmpty();
  }

  private static List<Blocker> said(Ingress ingress) {
    return ServicePortability.said(
        Fixtures.placement("spec: {}"), service("ports: [{port: 80}]"), List.of(ingress));
  }

  private static Ingress ingress(String key, String value, String service) {
    return Serialization.unmarshal(
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: front, annotations: {"%s": "%s"}}
        spec: {rules: [{http: {paths: [{backend: {service: {name: %s, port: {number: 80}}}}]}}]}
        """
            .formatted(key, value, service),
        Ingress.class);
  }

  @Test
  void another_service_of_the_same_pods_keeps_the_workload_with_them() {
    PodTemplateSpec template = Fixtures.template("metadata: {labels: {app: cart, tier: web}}");

    assertThat(
            ServicePortability.besides(
                "cart",
                template,
                List.of(
                    selecting("cart", "{app: cart}"),
                    selecting("all-of-web", "{tier: web}"),
                    selecting("other", "{app: other, tier: web}"),
                    selecting("without-selector", "{}"))))
        .extracting(Blocker::field)
        .containsExactly("Service 'all-of-web': spec.selector");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          type: ClusterIP, ports: [{port: 80}]
          type: NodePort, ports: [{port: 80, nodePort: 30080}]
          type: LoadBalancer, ports: [{port: 80}]
          type: LoadBalancer, externalTrafficPolicy: Cluster, internalTrafficPolicy: Cluster, sessionAffinity: None, ports: [{port: 80}]
          ports: [{name: old, port: 80, targetPort: 8080}, {name: new, port: 8080}]
          ports: [{name: old, port: 80, targetPort: web}, {name: new, port: 8080, targetPort: web}]
          """)
  void through_the_router_callers_come_by_every_type_and_every_port_of_the_same_target(
      String spec) {
    assertThat(ServicePortability.throughRouter(Fixtures.placement("spec: {}"), service(spec)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ports: [{port: 80, targetPort: 8080}, {port: 81, targetPort: 9000}]   | ports | Knative serves one port, and the Service leads to 2
          ports: [{port: 80}, {port: 81, targetPort: 9}, {port: 82, targetPort: 9}] | ports | Knative serves one port, and the Service leads to 2
          ports: [{port: 80}, {port: 80, protocol: UDP}]                        | ports | Knative serves one port, and the Service leads to 2
          ports: [{port: 53, protocol: UDP}]                                    | ports | Knative serves TCP ports only
          clusterIP: None, ports: [{port: 80}]                                  | clusterIP | callers of a headless Service reach pods by their own addresses, and there are none on Knative
          type: NodePort, ports: [{port: 80}], sessionAffinity: ClientIP        | sessionAffinity | Knative does not keep a client on one pod
          type: NodePort, ports: [{port: 80}], externalTrafficPolicy: Local     | externalTrafficPolicy | the router does not run on every node
          ports: [{port: 80}], internalTrafficPolicy: Local                     | internalTrafficPolicy | the router does not run on every node
          """)
  void what_the_router_cannot_do_for_a_service_is_said_once(
      String spec, String field, String rule) {
    assertThat(ServicePortability.throughRouter(Fixtures.placement("spec: {}"), service(spec)))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo("Service 'checkout': spec." + field);
              assertThat(blocker.message()).startsWith(rule + ": ").endsWith(".");
            });
  }

  @Test
  void ports_that_lead_elsewhere_keep_nobody_off_the_router_once_the_owner_has_chosen() {
    Service several =
        service(
            "ports: [{name: admin, port: 81, targetPort: 9000}, {name: web, port: 80, targetPort: 8080}, {name: old, port: 8000, targetPort: 8080}]");

    assertThat(ServicePortability.throughRouter(choosing("{port: 80, targetPort: 8080}"), several))
        .isEmpty();
  }

  private static WorkloadPlacement choosing(String address) {
    WorkloadPlacement placement = Fixtures.placement("spec: {}");
    var spec = ModelTree.tree(placement.getSpec());
    spec.set("service", Serialization.unmarshal("at: " + address, JsonNode.class).path("at"));
    placement.setSpec(ModelTree.model(spec, WorkloadPlacementSpec.class));
    return placement;
  }

  private static Service selecting(String name, String selector) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %s}
        spec: {selector: %s, ports: [{port: 80}]}
        """
            .formatted(name, selector),
        Service.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{port: 80, targetPort: http} | 80",
        "{port: 80, targetPort: 9000} | 81",
        "{port: 80, targetPort: 8080} | 80",
      })
  void of_several_ports_the_one_that_its_owner_names_counts(String address, int port) {
    WorkloadPlacement placement = choosing(address);
    Service several =
        service(
            "ports: [{name: dns, port: 53, protocol: UDP}, {name: admin, port: 81, targetPort: 9000}, {name: web, port: 80, targetPort: http}]");

    assertThat(ServicePortability.throughGateway(placement, several, List.of(), List.of()))
        .isEmpty();
    assertThat(ServicePorts.counting(placement, several).getPort()).isEqualTo(port);
    assertThat(
            StableAddress.gatewaySlices(placement, several, List.of("10.0.0.1"), 8081)
                .get(0)
                .getPorts()
                .get(0)
                .getName())
        .as("the gateway answers on the port that counts")
        .isEqualTo(port == 80 ? "web" : "admin");
  }

  @Test
  void several_ports_of_which_nobody_says_which_counts_are_told_how_to() {
    assertThat(blockers("ports: [{name: web, port: 80}, {name: admin, port: 81}]"))
        .singleElement()
        .satisfies(
            blocker ->
                assertThat(blocker.message())
                    .contains("annotation workloadplacement.io/port", "spec.service.targetPort"));
  }

  @Test
  void anIngressWithItsCallersHostIsTold() {
    assertThat(
            blockers(
                ingress(
                    "",
                    "rules: [{http: {paths: [{pathType: Prefix, path: /, backend: BACKEND}]}}]")))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo("Ingress 'public': spec.rules");
              assertThat(blocker.message())
                  .contains("checkout.shop.svc")
                  .contains("nginx.ingress.kubernetes.io/upstream-vhost");
            });
    assertThat(blockers(ingress("", "defaultBackend: BACKEND"))).hasSize(1);
  }

  @Test
  void anIngressThatSendsTheServicesHostOrLeadsElsewhereIsFine() {
    String here = "defaultBackend: BACKEND";
    String rewrites = "nginx.ingress.kubernetes.io/upstream-vhost: checkout.shop.svc.cluster.local";
    assertThat(blockers(ingress(rewrites, here))).isEmpty();
    assertThat(blockers(ingress("", here.replace("BACKEND", "{service: {name: other}}"))))
        .isEmpty();
    assertThat(
            blockers(ingress("nginx.ingress.kubernetes.io/upstream-vhost: checkout.other", here)))
        .hasSize(1);
  }

  @Test
  void anHttpRouteWithItsCallersHostIsTold() {
    assertThat(blockers(route("{backendRefs: [{name: checkout, port: 80}]}")))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo("HTTPRoute 'public': spec.rules");
              assertThat(blocker.message()).contains("URLRewrite");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {backendRefs: [{name: other}]}
          {backendRefs: [{name: checkout, namespace: elsewhere}]}
          {backendRefs: [{name: checkout, kind: ServiceImport}]}
          {filters: [{type: URLRewrite, urlRewrite: {hostname: checkout.shop.svc.cluster.local}}], backendRefs: [{name: checkout}]}
          {backendRefs: [{name: checkout, filters: [{type: URLRewrite, urlRewrite: {hostname: checkout.shop}}]}]}
          {matches: [{path: {value: /}}]}
          """)
  void anHttpRouteThatSendsTheServicesHostOrLeadsElsewhereIsFine(String rule) {
    assertThat(blockers(route(rule))).isEmpty();
  }

  private static List<Blocker> blockers(String spec) {
    return ServicePortability.throughGateway(
        Fixtures.placement("spec: {}"), service(spec), List.of(), List.of());
  }

  private static List<Blocker> blockers(Ingress ingress) {
    return ServicePortability.throughGateway(
        Fixtures.placement("spec: {}"),
        service("ports: [{port: 80}]"),
        List.of(ingress),
        List.of());
  }

  private static List<Blocker> blockers(GenericKubernetesResource route) {
    return ServicePortability.throughGateway(
        Fixtures.placement("spec: {}"), service("ports: [{port: 80}]"), List.of(), List.of(route));
  }

  private static Service service(String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: checkout, namespace: shop}
        spec: {%s}
        """
            .formatted(spec),
        Service.class);
  }

  private static Ingress ingress(String annotations, String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: public, namespace: shop, annotations: {%s}}
        spec: {%s}
        """
            .formatted(
                annotations,
                spec.replace("BACKEND", "{service: {name: checkout, port: {number: 80}}}")),
        Ingress.class);
  }

  private static GenericKubernetesResource route(String rule) {
    return Serialization.unmarshal(
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: public, namespace: shop}
        spec: {rules: [%s]}
        """
            .formatted(rule),
        GenericKubernetesResource.class);
  }
}
