package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is spoken on the port that serves, and who is believed about it. */
class ProtocolRulesTest {

  private static final String ANNOTATION = "workloadplacement.io/protocol";

  @ParameterizedTest
  @CsvSource({
    "6379, Redis",
    "5432, PostgreSQL",
    "3306, MySQL",
    "27017, MongoDB",
    "9092, Kafka",
    "5672, AMQP",
    "11211, memcached",
    "9042, Cassandra",
    "9300, Elasticsearch",
    "4222, NATS",
    "2181, ZooKeeper",
    "2379, etcd",
    "389, LDAP",
    "25, SMTP",
    "21, FTP",
    "22, SSH",
    "53, DNS",
    "1883, MQTT",
    "443, TLS",
    "8443, TLS",
  })
  void a_port_that_is_for_something_else_by_custom_keeps_it_off_knative(int port, String called) {
    assertThat(blockers(container(port, null)))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo("spec.template.spec.containers[0].ports");
              assertThat(blocker.message())
                  .contains("port " + port, called, ANNOTATION + ": HTTP1 on the placement");
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 3000, 5000, 8000, 8080, 9200, 9797, 50051})
  void a_port_on_which_HTTP_may_well_be_served_does_not(int port) {
    assertThat(blockers(container(port, null))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "redis, Redis",
    "tcp-postgresql, plain TCP",
    "mysql, MySQL",
    "client-kafka, Kafka",
    "mqtt, MQTT",
    "https, TLS",
    "https-web, TLS",
    "web-tls, TLS",
    "grpc-tls, TLS",
    "grpc, gRPC",
    "http2, HTTP/2"
  })
  void the_name_of_the_port_is_believed_more_than_the_default_protocol(String name, String called) {
    assertThat(blockers(container(8080, name)))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field())
                  .isEqualTo("spec.template.spec.containers[0].ports[0].name");
              assertThat(blocker.message()).contains("'" + name + "' says " + called);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "http-api", "grpc-web", "web", "main", "ws"})
  void a_name_that_says_HTTP_or_nothing_does_not_matter(String name) {
    assertThat(blockers(container(8080, name))).isEmpty();
  }

  @Test
  void a_name_that_says_HTTP_is_believed_more_than_the_number() {
    assertThat(blockers(container(9092, "http"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{port: 6379, targetPort: 7000} | spec.ports[0].port",
        "{port: 443, targetPort: 7000} | spec.ports[0].port",
        "{port: 80, targetPort: 7000, name: redis-main} | spec.ports[0].name",
        "{port: 80, targetPort: 7000, name: http, appProtocol: https} | spec.ports[0].appProtocol",
        "{port: 80, targetPort: 7000, appProtocol: kubernetes.io/wss} | spec.ports[0].appProtocol",
        "{port: 80, targetPort: 7000, appProtocol: kubernetes.io/h2c} | spec.ports[0].appProtocol",
      })
  void the_port_of_the_service_is_believed_as_well(String port, String field) {
    KnativeCandidate candidate = container(7000, null).reachedBy(service(port, Map.of()));

    assertThat(blockers(candidate))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo("Service 'cache': " + field);
              assertThat(blocker.message()).contains(ANNOTATION + ": HTTP1 on Service 'cache'");
            });
    assertThat(
            blockers(container(7000, null).reachedBy(service(port, Map.of(ANNOTATION, "HTTP1")))))
        .as("what its owner declares is believed most")
        .isEmpty();
  }

  @Test
  void the_name_of_the_services_port_is_believed_more_than_the_containers_number() {
    assertThat(
            blockers(
                container(9092, null)
                    .reachedBy(service("{port: 80, targetPort: 9092, name: http}", Map.of()))))
        .isEmpty();
  }

  @Test
  void what_the_owner_of_a_placement_declares_is_believed_more_than_its_port() {
    KnativeCandidate cache = container(6379, "redis");

    cache.placement().getMetadata().setAnnotations(Map.of(ANNOTATION, "HTTP1"));
    assertThat(blockers(cache)).isEmpty();
    cache.placement().getMetadata().setAnnotations(Map.of(ANNOTATION, "GRPC"));
    assertThat(blockers(cache)).as("another one than spec.traffic.protocol").isNotEmpty();
    assertThat(blockers(container(2379, null, Protocol.GRPC)))
        .as("GRPC is nobody's default")
        .isEmpty();
  }

  @Test
  void a_probe_that_speaks_tls_where_requests_go_is_overruled_by_nobody() {
    KnativeCandidate tls =
        candidate(
            "ports: [{name: web, containerPort: 7000}], readinessProbe: {httpGet: {path: /, port: web, scheme: HTTPS}}",
            Protocol.HTTP1);
    tls.placement().getMetadata().setAnnotations(Map.of(ANNOTATION, "HTTP1"));

    assertThat(blockers(tls))
        .extracting(Blocker::field)
        .containsExactly("spec.template.spec.containers[0].readinessProbe.httpGet.scheme");
  }

  @Test
  void a_probe_that_speaks_tls_elsewhere_says_nothing_of_the_serving_port() {
    assertThat(
            blockers(
                candidate(
                    "ports: [{containerPort: 7000}], livenessProbe: {httpGet: {path: /, port: 7001, scheme: HTTPS}}",
                    Protocol.HTTP1)))
        .isEmpty();
  }

  @Test
  void the_port_of_the_address_is_believed_where_there_is_no_service_yet() {
    KnativeCandidate candidate = container(7000, null);
    var spec = ModelTree.tree(candidate.placement().getSpec());
    spec.putObject("service").put("port", 5432);
    candidate
        .placement()
        .setSpec(ModelTree.model(spec, candidate.placement().getSpec().getClass()));

    assertThat(blockers(candidate)).extracting(Blocker::field).containsExactly("spec.service.port");
  }

  private static KnativeCandidate container(int port, String name) {
    return container(port, name, Protocol.HTTP1);
  }

  private static KnativeCandidate container(int port, String name, Protocol protocol) {
    return candidate(
        "ports: [{containerPort: %d%s}]".formatted(port, name == null ? "" : ", name: " + name),
        protocol);
  }

  private static KnativeCandidate candidate(String container, Protocol protocol) {
    return Fixtures.candidate(
        Fixtures.template(
            "spec: {containers: [{name: app, image: example.com/app, %s}]}".formatted(container)),
        Fixtures.profile(protocol, Duration.ofSeconds(30), 0.7),
        KnativeFeatures.defaults());
  }

  private static Service service(String port, Map<String, String> annotations) {
    Service service =
        Serialization.unmarshal(
            "spec: {selector: {app: cache}, ports: [" + port + "]}", Service.class);
    service.setMetadata(
        new ObjectMetaBuilder().withName("cache").withAnnotations(annotations).build());
    return service;
  }

  private static List<Blocker> blockers(KnativeCandidate candidate) {
    return KnativePortability.blockers(candidate);
  }
}
