package io.workloadplacement.rendering;

import static io.workloadplacement.rendering.ServingContainer.CONTAINER;
import static io.workloadplacement.rendering.ServingContainer.blockers;
import static io.workloadplacement.rendering.ServingContainer.candidate;
import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.Blocker;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that keep something, or work between requests, known by their image or command. */
class LongRunningProgramTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "elasticsearch:8.15.0",
        "docker.elastic.co/elasticsearch/elasticsearch:8.15.0",
        "docker.elastic.co/elasticsearch/elasticsearch-oss:7.10.2",
        "opensearchproject/opensearch:2",
        "couchdb:3",
        "bitnami/couchdb",
        "influxdb:2.7-alpine",
        "quay.io/prometheus/prometheus:v2.53.0",
        "prom/prometheus",
        "prom/alertmanager:v0.27.0",
        "prom/pushgateway",
        "grafana/loki:3.0.0",
        "grafana/tempo:2.5.0",
        "docker.io/bitnami/grafana-loki:3",
        "grafana/grafana-oss:11.0.0",
        "jaegertracing/all-in-one:1.57",
        "jaegertracing/jaeger:2.0.0",
        "openzipkin/zipkin-slim",
        "minio/minio:RELEASE.2024-06-13T22-53-53Z",
        "quay.io/minio/minio@sha256:0123456789012345678901234567890123456789012345678901234567890123",
        "hashicorp/consul:1.19",
        "hashicorp/vault:1.17",
        "library/vault",
        "registry:2",
        "docker.io/library/registry:2",
        "mirror.example.com/registry:2",
        "shop/docker-elasticsearch:8",
        "sonatype/nexus3:3.70.0",
        "jenkins/jenkins:lts-jdk17",
        "gitea/gitea:1.22",
        "sonarqube:10-community",
        "amazon/dynamodb-local",
        "localstack/localstack:3",
        "mcr.microsoft.com/azure-storage/azurite",
        "mailhog/mailhog:v1.0.1",
        "selenium/hub:4.21",
        "selenium/standalone-chrome:4.21",
        "getmeili/meilisearch:v1.9",
        "qdrant/qdrant:v1.10.0",
        "semitechnologies/weaviate",
        "solr:9-slim",
        "victoriametrics/victoria-metrics:v1.101.0",
        "registry.example/spring-petclinic-discovery-server:3.2",
        "shop/eureka-server",
        "nacos/nacos-server:v2.3.2",
        "temporalio/auto-setup:1.24",
        "n8nio/n8n",
        "confluentinc/cp-kafka-connect:7.6",
        "quay.io/prometheus-operator/prometheus-operator:v0.75.0",
        "shop/cache-controller-manager:1",
      })
  void a_program_that_keeps_or_does_something_between_requests_is_known_by_its_image(String image) {
    assertThat(blockers("image: '" + image + "'"))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo(CONTAINER + "image");
              assertThat(blocker.message())
                  .contains("is known for a program that", "spec.traffic.backgroundWork");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my-redis-proxy",
        "registry.k8s.io/prometheus-adapter/prometheus-adapter:v0.11",
        "postgres-api",
        "justwatch/elasticsearch_exporter:1.1.0",
        "prometheuscommunity/elasticsearch-exporter",
        "mongo-express:1",
        "provectuslabs/kafka-ui",
        "docker.elastic.co/kibana/kibana:8.15.0",
        "opensearchproject/opensearch-dashboards:2",
        "oliver006/redis_exporter",
        "prom/mysqld-exporter",
        "prom/blackbox-exporter",
        "shop/vault:1",
        "shop/registry:1",
        "shop/hub",
        "shop/server:2",
        "shop/tempo",
        "shop/loki-frontend",
        "shop/consul-template",
        "hashicorp/vault-k8s:1.4",
        "minio/console",
        "minio/mc",
        "shop/elasticsearch-proxy:1",
        "shop/search-elasticsearch-api",
        "jaegertracing/jaeger-query:1.57",
        "jaegertracing/example-hotrod:1.57",
        "shop/influxdb-writer",
        "grafana/grafana-image-renderer",
        "shop/jenkins-webhook",
        "shop/operator-console",
        "shop/controller",
        "shop/image-worker",
        "shop/discovery",
        "confluentinc/cp-kafka-rest",
        "confluentinc/cp-schema-registry:7.6",
        "dpage/pgadmin4",
        "nginx:1.27",
        "ghcr.io/stefanprodan/podinfo:6.7.0",
        "gitlab-mirror",
        "shop/nexus",
        "localhost:5000/shop/web@sha256:0123456789012345678901234567890123456789012345678901234567890123",
      })
  void a_tool_around_such_a_program_or_one_of_its_owner_is_not_taken_for_it(String image) {
    assertThat(blockers("image: '" + image + "'")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image: app, command: [/bin/prometheus], args: ['--config.file=/etc/p.yml'] | command",
        "image: app, command: [sh, -c, 'exec /usr/bin/minio server /data'] | command",
        "image: app, args: [vault, server, -dev] | args",
        "image: 'hashicorp/vault', args: [server, -dev] | image",
        "image: 'hashicorp/consul', args: [agent, -dev, -client=0.0.0.0] | image",
        "image: app, command: [tini, --, /usr/local/bin/influxd] | command",
        "image: 'openzipkin/zipkin', env: [{name: STORAGE_TYPE, value: mem}] | image",
      })
  void it_is_known_by_what_is_started_too(String container, String field) {
    assertThat(blockers(container)).extracting(Blocker::field).containsExactly(CONTAINER + field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image: 'openzipkin/zipkin', env: [{name: STORAGE_TYPE, value: elasticsearch}]",
        "image: 'jaegertracing/all-in-one', env: [{name: SPAN_STORAGE_TYPE, value: cassandra}]",
        "image: 'hashicorp/vault', args: [agent, -config=/c]",
        "image: 'hashicorp/vault', command: [vault, proxy, -config=/c]",
      })
  void one_that_keeps_its_data_elsewhere_does_not_count(String container) {
    assertThat(blockers(container)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'rabbitmq:3-management', 15672",
    "'docker.io/bitnami/rabbitmq', 15672",
    "neo4j:5, 7474",
    "clickhouse/clickhouse-server, 8123",
    "nats:2, 8222",
    "bitnami/redis, 8080",
  })
  void a_database_or_broker_stays_where_it_is_when_its_port_is_that_for_management(
      String image, int port) {
    assertThat(
            blockers(candidate("image: '%s', ports: [{containerPort: %d}]".formatted(image, port))))
        .extracting(Blocker::field)
        .containsExactly(CONTAINER + "image");
  }
}
