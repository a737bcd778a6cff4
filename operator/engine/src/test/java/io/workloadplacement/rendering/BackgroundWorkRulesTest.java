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

/** What keeps something between requests, or works between them, without its owner's saying so. */
class BackgroundWorkRulesTest {

  private static final String CONTAINER = "spec.template.spec.containers[0].";

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "command: [celery, -A, proj, worker, --loglevel=info]",
        "command: [celery, --app=proj, beat]",
        "command: [celery, worker, -A, proj]",
        "command: [python, -m, celery, -A, proj, worker]",
        "command: [sh, -c, 'python manage.py migrate && celery -A proj worker -l info']",
        "command: [python3, manage.py, rqworker, default]",
        "command: [python, /app/manage.py, qcluster]",
        "command: [rq, worker, --url, 'redis://redis:6379', high]",
        "command: [rqworker]",
        "command: [dramatiq, app.tasks]",
        "command: [huey_consumer.py, app.huey]",
        "command: [arq, app.WorkerSettings]",
        "command: [taskiq, worker, 'app:broker']",
        "command: [faust, -A, app, worker]",
        "command: [airflow, scheduler]",
        "image: 'apache/airflow:2.9.2', args: [celery, worker]",
        "image: 'apache/airflow:2.9.2', args: [triggerer]",
        "command: [bundle, exec, sidekiq, -C, config/sidekiq.yml]",
        "command: [/usr/local/bin/sidekiq]",
        "command: [bundle, exec, rake, 'resque:work']",
        "command: [bin/rails, 'jobs:work']",
        "command: [./bin/jobs]",
        "command: [bin/delayed_job, start]",
        "command: [php, artisan, 'queue:work', --tries=3]",
        "command: [php, /var/www/artisan, 'schedule:work']",
        "command: [sh, -c, 'while true; do php artisan schedule:run; sleep 60; done']",
        "command: [php, artisan, horizon]",
        "command: [php, bin/console, 'messenger:consume', async, -vv]",
        "command: [npx, graphile-worker]",
        "command: [crond, -f, -l, '8']",
        "command: [sh, -c, 'crond && nginx -g \"daemon off;\"']",
        "command: [supercronic, /etc/crontab]",
        "command: [/opt/kafka/bin/kafka-console-consumer.sh, --topic, orders]",
        "command: [connect-distributed.sh, /etc/connect.properties]",
        "command: [mosquitto_sub, -t, orders]",
        "command: [kcat, -b, 'kafka:9092', -C]",
        "command: [temporal, worker, start]",
        "args: [celery, -A, proj, worker]",
        "command: [/manager], args: [--leader-elect]",
        "command: [/manager, --leader-elect=true, '--metrics-bind-address=:8080']",
        "args: [--enable-leader-election]",
        "args: [--leader-election-id=abc.example.com]",
        "args: ['--health-probe-bind-address=:8081']",
        "args: [--max-concurrent-reconciles, '4']",
        "env: [{name: LEADER_ELECTION, value: 'true'}]",
        "env: [{name: ENABLE_LEADER_ELECTION, value: 'true'}]",
        "env: [{name: APP_LEADER_ELECTION_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}]",
        "env: [{name: WATCH_NAMESPACE, value: ''}]",
        "args: [--disable-leader-election=false]",
      })
  void what_works_between_requests_is_known_by_what_it_is_told(String container) {
    assertThat(blockers(named(container)))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).startsWith(CONTAINER);
              assertThat(blocker.message())
                  .contains("between requests", "Knative ends", "spec.traffic.backgroundWork");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "command: [celery, -A, proj, flower, --port=5555]",
        "command: [celery, -A, worker, flower]",
        "command: [airflow, webserver]",
        "image: 'apache/airflow:2.9.2', args: [webserver]",
        "image: 'apache/airflow:2.9.2', args: [api-server]",
        "command: [python, manage.py, runserver, '0.0.0.0:8000']",
        "command: [gunicorn, 'app:app', --workers, '4']",
        "command: [gunicorn, 'worker:app', --worker-class, gevent]",
        "command: [uvicorn, 'app:app', --workers, '2']",
        "command: [bundle, exec, puma]",
        "command: [bin/rails, server]",
        "command: [bundle, exec, rackup, sidekiq-web.ru]",
        "command: [sidekiq-web]",
        "command: [php, artisan, serve]",
        "command: [php, artisan, 'queue:restart']",
        "command: [php, artisan, 'horizon:publish']",
        "command: [php, bin/console, 'cache:clear']",
        "command: [npm, start]",
        "command: [node, server.js, --worker]",
        "command: [node, celery-worker.js]",
        "command: [java, -jar, worker.jar]",
        "command: [nginx, -c, /etc/cron.conf]",
        "command: [sh, -c, 'cp /jobs /tmp && exec httpd']",
        "command: [sh, -c, 'echo crond; node server.js']",
        "command: [cronitor-api]",
        "command: [kafka-rest-start, /etc/rest.properties]",
        "command: [nats-gateway]",
        "command: [temporal-ui-server]",
        "command: [rake, 'assets:precompile']",
        "args: [--leader-elect=false]",
        "args: [--leader-elect=false, --leader-election-id=abc]",
        "args: [--disable-leader-election]",
        "args: [--leader, alice, --follower-election-day, monday]",
        "env: [{name: ENABLE_LEADER_ELECTION, value: 'false'}]",
        "env: [{name: LEADERBOARD_URL, value: 'http://board'}]",
        "env: [{name: CELERY_BROKER_URL, value: 'redis://redis:6379'}]",
        "env: [{name: WORKERS, value: '4'}]",
      })
  void what_serves_requests_alone_is_not_taken_for_it(String container) {
    assertThat(blockers(named(container))).isEmpty();
  }

  @Test
  void a_worker_beside_the_container_that_serves_counts_too() {
    assertThat(
            blockers(
                Fixtures.adopted(
                    Fixtures.template(
                        "spec: {containers: [{name: web, image: shop, ports: [{containerPort: 8000}]}, {name: worker, image: shop, command: [celery, -A, shop, worker]}]}"))))
        .extracting(Blocker::field)
        .containsExactly("spec.template.spec.containers[1].command");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: metrics, port: 8000} | spec.ports[0].name",
        "{name: http-metrics, port: 8000} | spec.ports[0].name",
        "{name: metrics-port, port: 80, targetPort: 8000} | spec.ports[0].name",
        "{name: prometheus, port: 8000} | spec.ports[0].name",
        "{name: healthz, port: 8000} | spec.ports[0].name",
        "{name: http-health, port: 8000} | spec.ports[0].name",
        "{name: metrics, port: 8000}, {name: healthz, port: 80, targetPort: 8000} | spec.ports[0].name",
      })
  void a_service_whose_ports_are_for_metrics_or_health_alone_keeps_it_off(
      String ports, String field) {
    KnativeCandidate candidate =
        named("image: 'shop/web'").reachedBy(service("web", ports, Map.of()));

    assertThat(blockers(candidate))
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.field()).isEqualTo("Service 'web': " + field);
              assertThat(blocker.message())
                  .contains("for metrics or health", "if requests come there, write false in");
            });
  }

  @Test
  void a_port_is_for_metrics_too_if_that_of_the_container_is() {
    KnativeCandidate candidate =
        candidate("image: app, ports: [{name: metrics, containerPort: 8000}]");

    assertThat(
            blockers(
                candidate.reachedBy(service("web", "{port: 80, targetPort: metrics}", Map.of()))))
        .extracting(Blocker::field)
        .containsExactly("Service 'web': spec.ports[0].targetPort");
    assertThat(blockers(candidate.reachedBy(service("web", "{port: 8000}", Map.of()))))
        .extracting(Blocker::field)
        .containsExactly("Service 'web': spec.ports[0]");
    assertThat(blockers(candidate))
        .as("without a Service")
        .extracting(Blocker::field)
        .containsExactly(CONTAINER + "ports");
  }

  @ParameterizedTest
  @CsvSource({"9187, true, 1", "9187, false, 0", "8080, true, 0", "9000, true, 0"})
  void an_unnamed_port_of_exporters_is_for_metrics_where_it_is_scraped(
      int port, boolean scraped, int blockers) {
    assertThat(
            blockers(
                candidate("image: app, ports: [{containerPort: %d}]".formatted(port))
                    .reachedBy(
                        service(
                            "web",
                            "{port: %d}".formatted(port),
                            Map.of("prometheus.io/scrape", Boolean.toString(scraped))))))
        .hasSize(blockers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name: http, port: 8000}",
        "{name: web, port: 8000}",
        "{port: 8000}",
        "{name: metrics-api, port: 8000}",
        "{name: health-records, port: 8000}",
        "{name: promotions, port: 8000}",
        "{name: http-web-2, port: 8000}",
        "{name: http, port: 80, targetPort: 8000}, {name: metrics, port: 9090, targetPort: 8000}",
      })
  void a_service_with_another_port_does_not(String ports) {
    assertThat(blockers(named("image: app").reachedBy(service("web", ports, Map.of())))).isEmpty();
  }

  @Test
  void a_port_that_leads_elsewhere_than_that_for_metrics_says_nothing_of_it() {
    KnativeCandidate candidate =
        candidate(
                "image: app, ports: [{name: metrics, containerPort: 9102}, {name: http, containerPort: 8000}]")
            .reachedBy(
                service(
                    "web", "{name: http-metrics, port: 9102}, {name: http, port: 8000}", Map.of()));

    assertThat(blockers(candidate)).isEmpty();
  }

  @Test
  void a_service_for_metrics_beside_one_for_requests_does_not() {
    KnativeCandidate candidate =
        named("image: app")
            .reachedBy(service("web-metrics", "{name: metrics, port: 8000}", Map.of()))
            .reachedBesidesBy(List.of(service("web", "{name: http, port: 8000}", Map.of())));

    assertThat(blockers(candidate)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image: 'elasticsearch:8'",
        "image: app, command: [celery, -A, proj, worker]",
        "image: app, args: [--leader-elect]",
        "image: app, ports: [{name: metrics, containerPort: 8000}]",
      })
  void what_its_owner_says_overrules_all_of_it(String container) {
    KnativeCandidate candidate = candidate(container);
    assertThat(blockers(candidate)).isNotEmpty();

    declares(candidate, false);
    assertThat(blockers(candidate)).isEmpty();
    declares(candidate, true);
    assertThat(blockers(candidate))
        .extracting(Blocker::field)
        .containsExactly("spec.traffic.backgroundWork");
  }

  @Test
  void the_owner_of_a_service_is_shown_its_annotation() {
    KnativeCandidate candidate = candidate("image: 'elasticsearch:8'");
    candidate.placement().getMetadata().setLabels(Map.of(AnnotatedService.GENERATED_FROM, "web"));

    assertThat(blockers(candidate))
        .extracting(Blocker::message)
        .containsExactly(
            "'elasticsearch' is known for a program that keeps its data in the pod, and Knative ends its pods when no requests come: if it can do without that, or is another one, write the annotation workloadplacement.io/background-work: \"false\" on Service 'web'.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "env: [{name: GRPC_PORT, value: '8000'}] | true",
        "env: [{name: QUARKUS_GRPC_SERVER_PORT, value: '8000'}] | true",
        "args: [--grpc-port, '8000'] | true",
        "args: ['--grpc-addr=:8000'] | true",
        "args: ['--grpc-listen-address=0.0.0.0:8000'] | true",
        "env: [{name: GRPC_PORT, value: '9000'}] | false",
        "env: [{name: PAYMENT_GRPC_PORT, value: '8000'}] | false",
        "env: [{name: GRPC_SERVER_ADDR, value: 'payment:8000'}] | false",
        "args: ['--grpc-timeout=8000'] | false",
      })
  void a_setting_that_names_the_serving_port_for_grpc_is_believed(String container, boolean grpc) {
    assertThat(blockers(named(container)))
        .hasSize(grpc ? 1 : 0)
        .allSatisfy(
            blocker -> assertThat(blocker.message()).contains("says gRPC", "protocol GRPC"));
  }

  private static void declares(KnativeCandidate candidate, boolean backgroundWork) {
    var spec = ModelTree.tree(candidate.placement().getSpec());
    spec.withObject("/traffic").put("backgroundWork", backgroundWork);
    candidate
        .placement()
        .setSpec(ModelTree.model(spec, candidate.placement().getSpec().getClass()));
  }

  private static List<Blocker> blockers(String container) {
    return blockers(named(container));
  }

  private static List<Blocker> blockers(KnativeCandidate candidate) {
    return KnativePortability.blockers(candidate);
  }

  /** A container that serves on port 8000, with an image that says nothing unless it has one. */
  private static KnativeCandidate named(String container) {
    String image = container.startsWith("image:") ? "" : "image: 'example.com/shop/web:1', ";
    return candidate(image + container + ", ports: [{containerPort: 8000}]");
  }

  private static KnativeCandidate candidate(String container) {
    return Fixtures.candidate(
        Fixtures.template("spec: {containers: [{name: app, %s}]}".formatted(container)),
        Fixtures.profile(Protocol.HTTP1, Duration.ofSeconds(30), 0.7),
        KnativeFeatures.defaults());
  }

  private static Service service(String name, String ports, Map<String, String> annotations) {
    Service service =
        Serialization.unmarshal(
            "spec: {selector: {app: web}, ports: [" + ports + "]}", Service.class);
    service.setMetadata(
        new ObjectMetaBuilder().withName(name).withAnnotations(annotations).build());
    return service;
  }
}
