package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServicePortabilityTest {

  private static final BackingPods PODS =
      BackingPods.adopted(
          Fixtures.template(
              """
              metadata: {labels: {app: checkout, tier: web}}
              spec:
                containers:
                  - name: app
                    ports: [{name: web, containerPort: 8080}, {name: metrics, containerPort: 9100}]
              """),
          new ServingPort(0, 8080, true));

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
  void without_a_router_another_service_of_the_same_pods_keeps_the_workload_with_them() {
    WorkloadPlacement placement = Fixtures.placement("spec: {}");

    assertThat(
            ServicePortability.besides(
                placement,
                PODS.servicesBeside(
                    placement,
                    List.of(
                        selecting("checkout", "{app: checkout}"),
                        selecting("checkout-pods", "{app: checkout}"),
                        selecting("all-of-web", "{tier: web}"),
                        selecting("other", "{app: other, tier: web}"),
                        selecting("without-selector", "{}"),
                        named("outside", "type: ExternalName, selector: {tier: web}")))))
        .extracting(Blocker::field)
        .containsExactly("Service 'all-of-web': spec.selector");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          type: ClusterIP, ports: [{port: 80, targetPort: 8080}]
          type: NodePort, ports: [{port: 80, targetPort: web, nodePort: 30080}]
          type: LoadBalancer, ports: [{name: one, port: 80, targetPort: web}, {name: two, port: 8080}]
          ports: [{port: 80, targetPort: web}, {port: 81, targetPort: nobody}]
          """)
  void another_service_of_the_pods_follows_through_the_router_whatever_its_type(String spec) {
    Service other = named("checkout-lb", spec);

    assertThat(besides(Fixtures.placement("spec: {}"), other)).isEmpty();
    assertThat(PODS.canFollow(other)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          clusterIP: None, ports: [{port: 80, targetPort: web}]                 | clusterIP             | callers of a headless Service
          clusterIP: None                                                       | clusterIP             | callers of a headless Service
          ports: [{port: 80, targetPort: web}], sessionAffinity: ClientIP       | sessionAffinity       | Knative does not keep a client
          type: NodePort, ports: [{port: 8080}], externalTrafficPolicy: Local   | externalTrafficPolicy | the router does not run
          ports: [{port: 8080}], internalTrafficPolicy: Local                   | internalTrafficPolicy | the router does not run
          ports: [{port: 80, targetPort: web}, {port: 81, targetPort: 9000}]    | ports | it selects the same pods, and Knative serves their port 8080 alone, not 9000
          ports: [{port: 9100, targetPort: metrics}, {port: 81, targetPort: 9}] | ports | it selects the same pods, and Knative serves their port 8080 alone, not 9100, 9
          ports: [{port: 8080}, {port: 8080, protocol: UDP}]                    | ports | it selects the same pods, and Knative serves their port 8080 alone, not 8080/UDP
          """)
  void another_service_of_the_pods_that_cannot_follow_is_named_with_the_way_out(
      String spec, String field, String rule) {
    assertThat(besides(Fixtures.placement("spec: {}"), named("checkout-2", spec)))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo("Service 'checkout-2': spec." + field);
              assertThat(blocker.message()).startsWith(rule).contains(": ").endsWith(".");
            });
  }

  @Test
  void ports_of_another_service_that_lead_elsewhere_are_given_up_with_the_choice_of_one() {
    Service other = named("checkout-admin", "ports: [{port: 81, targetPort: 9000}]");

    assertThat(besides(choosing("{port: 80, targetPort: 8080}"), other)).isEmpty();
    assertThat(PODS.canFollow(other)).as("nothing of it leads to Knative").isFalse();
  }

  @ParameterizedTest
  @CsvSource({"traffic-pattern, Steady, 1", "port, 80, 0"})
  void an_annotated_service_gives_up_ports_of_others_by_its_annotation_alone(
      String annotation, String value, int blockers) {
    Service annotated = named("checkout", "ports: [{port: 80, targetPort: 8080}]");
    annotated.getMetadata().setAnnotations(Map.of(ServiceAnnotations.PREFIX + annotation, value));
    WorkloadPlacement generated = choosing("{port: 80, targetPort: 8080}");
    generated
        .getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withApiVersion("v1")
                    .withKind("Service")
                    .withName("checkout")
                    .withController(true)
                    .build()));

    assertThat(
            ServicePortability.besidesThroughRouter(
                generated,
                PODS,
                Optional.of(annotated),
                List.of(named("debug", "ports: [{port: 5005}]"))))
        .hasSize(blockers);
  }

  @Test
  void a_port_that_the_deployment_will_declare_can_be_named_by_others_already() {
    WorkloadPlacement placement = Fixtures.placement("spec: {containers: [{name: app}]}");
    BackingPods pods = BackingPods.rendered(placement, ServingPort.ASSUMED);
    Service other = named("other", "ports: [{port: 80, targetPort: http}]");

    assertThat(pods.served(other)).hasSize(1);
    assertThat(
            ServicePortability.besidesThroughRouter(
                placement, pods, Optional.empty(), List.of(other)))
        .isEmpty();
  }

  private static List<Blocker> besides(WorkloadPlacement placement, Service other) {
    return ServicePortability.besidesThroughRouter(
        placement, PODS, Optional.empty(), List.of(other));
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
          ports: [{name: old, port: 80, targetPort: web}, {name: new, port: 8080}]
          """)
  void through_the_router_callers_come_by_every_type_and_every_port_of_the_same_target(
      String spec) {
    assertThat(throughRouter(Fixtures.placement("spec: {}"), service(spec))).isEmpty();
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
    assertThat(throughRouter(Fixtures.placement("spec: {}"), service(spec)))
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

    assertThat(throughRouter(choosing("{port: 80, targetPort: 8080}"), several)).isEmpty();
  }

  private static List<Blocker> throughRouter(WorkloadPlacement placement, Service service) {
    ServingPort serving =
        ServingPort.of(placement, PODS.template(), service).orElse(ServingPort.ASSUMED);
    return ServicePortability.throughRouter(
        placement, BackingPods.adopted(PODS.template(), serving), service);
  }

  private static WorkloadPlacement choosing(String address) {
    WorkloadPlacement placement = Fixtures.placement("spec: {}");
    var spec = ModelTree.tree(placement.getSpec());
    spec.set("service", Serialization.unmarshal("at: " + address, JsonNode.class).path("at"));
    placement.setSpec(ModelTree.model(spec, WorkloadPlacementSpec.class));
    return placement;
  }

  private static Service selecting(String name, String selector) {
    return named(name, "selector: %s, ports: [{port: 80}]".formatted(selector));
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
    return named("checkout", spec);
  }

  private static Service named(String name, String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %s, namespace: shop}
        spec: {%s}
        """
            .formatted(name, spec),
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
