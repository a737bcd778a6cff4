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
    candidate.placement().getMetadata().setLabels(Map.of(AnnotatedService.GENERATED_FROM, "cache"));

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image: 'redis:7-alpine' | image",
        "image: 'quay.io/sclorg/mysql-80-c9s:latest' | image",
        "image: 'docker.io/bitnami/postgresql@sha256:0123456789012345678901234567890123456789012345678901234567890123' | image",
        "image: 'eclipse-mosquitto:2' | image",
        "image: 'confluentinc/cp-kafka:7.6' | image",
        "image: 'itzg/minecraft-server' | image",
        "image: 'linuxserver/openssh-server' | image",
        "image: 'php:8.3-fpm-alpine' | image",
        "image: app, command: [redis-server], args: [--port, '7000'] | command",
        "image: app, args: [/usr/sbin/mysqld, --user=mysql] | args",
        "image: app, command: [sh, -c, 'exec memcached -m 64'] | command",
        "image: app, livenessProbe: {exec: {command: [redis-cli, ping]}} | livenessProbe.exec.command",
        "image: app, readinessProbe: {exec: {command: [sh, -c, 'pg_isready -U app -h 127.0.0.1']}} | readinessProbe.exec.command",
      })
  void a_database_or_broker_is_known_by_what_runs_whatever_its_port_is(
      String container, String field) {
    assertThat(blockers(candidate(container, 7000)))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo("spec.template.spec.containers[0]." + field);
              assertThat(blocker.message())
                  .contains("it is known to speak", ANNOTATION + ": HTTP1 on the placement");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image: 'rediscommander/redis-commander'",
        "image: 'provectuslabs/kafka-ui'",
        "image: 'mongo-express:1'",
        "image: 'prometheuscommunity/postgres-exporter'",
        "image: 'confluentinc/cp-kafka-rest'",
        "image: 'dpage/pgadmin4'",
        "image: 'registry.example/shop/mysql-api:1'",
        "image: 'php:8.3-apache'",
        "image: app, readinessProbe: {exec: {command: [pg_isready, -h, db.shop]}}",
        "image: app, command: [sh, -c, 'node server.js --redis redis-server']",
      })
  void a_tool_around_a_database_speaks_http_all_the_same(String container) {
    assertThat(blockers(candidate(container, 7000))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "args: ['--tls-cert-file=/tls/tls.crt', '--tls-private-key-file=/tls/tls.key'] | args[0]",
        "args: [serve, --cert, /certs/tls.crt] | args[1]",
        "args: ['--ssl-keyfile', /k, '--ssl-certfile', /c] | args[0]",
        "args: [--tls, --port=7000] | args[0]",
        "args: ['--secure-port=7000'] | args[0]",
        "command: [java, '-Dserver.ssl.key-store=/ks.p12', -jar, app.jar] | command[1]",
        "env: [{name: ASPNETCORE_URLS, value: 'http://+:8081;https://+:7000'}] | env[0]",
        "env: [{name: ASPNETCORE_HTTPS_PORTS, value: '7000'}] | env[0]",
        "env: [{name: LOG, value: info}, {name: SERVER_SSL_ENABLED, value: 'true'}] | env[1]",
        "env: [{name: SERVER_SSL_KEY_STORE_PASSWORD, valueFrom: {secretKeyRef: {name: a, key: b}}}] | env[0]",
        "env: [{name: QUARKUS_HTTP_SSL_PORT, value: '7000'}] | env[0]",
      })
  void settings_of_a_server_that_speaks_tls_are_believed(String container, String field) {
    assertThat(blockers(candidate("image: app, " + container, 7000)))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo("spec.template.spec.containers[0]." + field);
              assertThat(blocker.message()).contains("TLS", ANNOTATION + ": HTTP1");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args: ['--tls=false']",
        "args: ['--insecure-skip-tls-verify']",
        "args: ['--upstream-tls-ca=/ca.crt', '--db-ssl-cert', /c]",
        "args: ['--key', abc, '--https-only']",
        "env: [{name: DB_SSL_CERT, value: /c}, {name: KAFKA_SSL_KEYSTORE, value: /k}]",
        "env: [{name: SSL_CERT_FILE, value: /etc/ssl/ca.crt}, {name: HTTPS_PROXY, value: 'http://proxy:7000'}]",
        "env: [{name: HTTPS, value: 'on'}, {name: SERVER_SSL_ENABLED, value: 'false'}]",
        "env: [{name: REDIS_TLS, value: 'true'}, {name: BACKEND, value: 'https://api:7000'}]",
        "env: [{name: ASPNETCORE_URLS, value: 'http://+:7000'}]",
      })
  void settings_for_calling_others_by_tls_say_nothing(String container) {
    assertThat(blockers(candidate("image: app, " + container, 7000))).isEmpty();
  }

  @Test
  void a_certificate_is_for_the_other_port_where_that_is_for_tls() {
    assertThat(
            blockers(
                candidate(
                    "ports: [{containerPort: 7000}, {name: https, containerPort: 7443}], args: ['--tls-cert-file=/c']",
                    Protocol.HTTP1)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image: redis, readinessProbe: {httpGet: {path: /, port: 6379}}",
        "image: app, args: ['--tls-cert-file=/c'], livenessProbe: {httpGet: {path: /, port: 6379}}",
        "image: app, livenessProbe: {exec: {command: [curl, -f, 'http://localhost:6379/healthz']}}",
      })
  void a_probe_that_speaks_plain_http_leaves_no_doubt(String container) {
    assertThat(blockers(candidate(container, 6379))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "livenessProbe: {exec: {command: [curl, -k, 'https://localhost:7000/']}} | livenessProbe.exec.command",
        "livenessProbe: {grpc: {port: 7000}} | livenessProbe.grpc",
      })
  void a_probe_says_what_is_spoken(String container, String field) {
    assertThat(blockers(candidate("image: app, " + container, 7000)))
        .extracting(Blocker::field)
        .containsExactly("spec.template.spec.containers[0]." + field);
  }

  @ParameterizedTest
  @CsvSource({
    "service.beta.kubernetes.io/aws-load-balancer-backend-protocol, ssl, true",
    "service.beta.kubernetes.io/aws-load-balancer-backend-protocol, http, false",
    "cloud.google.com/app-protocols, '{\"80\":\"HTTPS\"}', true",
    "cloud.google.com/app-protocols, '{\"443\":\"HTTP\"}', false",
    "traefik.ingress.kubernetes.io/service.serversscheme, https, true",
    "service.beta.kubernetes.io/do-loadbalancer-protocol, https, false",
  })
  void what_a_service_tells_proxies_of_its_pods_is_believed(
      String key, String value, boolean blocked) {
    assertThat(
            blockers(
                container(7000, null)
                    .reachedBy(service("{port: 80, targetPort: 7000}", Map.of(key, value)))))
        .hasSize(blocked ? 1 : 0)
        .allSatisfy(
            blocker ->
                assertThat(blocker.field())
                    .isEqualTo("Service 'cache': metadata.annotations[" + key + "]"));
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

  private static KnativeCandidate candidate(String container, int port) {
    return ofContainer(
        "%s, ports: [{containerPort: %d}]".formatted(container, port), Protocol.HTTP1);
  }

  private static KnativeCandidate candidate(String container, Protocol protocol) {
    return ofContainer("image: example.com/app, " + container, protocol);
  }

  private static KnativeCandidate ofContainer(String container, Protocol protocol) {
    return Fixtures.candidate(
        Fixtures.template("spec: {containers: [{name: app, %s}]}".formatted(container)),
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
