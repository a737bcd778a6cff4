package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Container;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A program that serves HTTP and cannot be ended whenever no requests come, as it keeps something
 * or works all the time, known by its image or by the program that is started. Tools around one
 * have more in their names ({@code elasticsearch-exporter}, {@code kafka-ui}).
 *
 * @param field where it stands, below the container
 * @param name of the program
 * @param what it does, behind its name
 */
record LongRunningProgram(String field, String name, String what) {

  private static final String DATA = "keeps its data in the pod";
  private static final String MEMORY = "keeps what it is told in the memory of one pod";
  private static final String WORK = "works between requests";

  private static final Map<String, String> PROGRAMS = programs();

  /** Of these the port for callers speaks something else; on those for management they matter. */
  private static final Set<String> MANAGED =
      Set.of(
          "activemq",
          "activemq-artemis",
          "artemis",
          "cassandra",
          "clickhouse",
          "cockroach",
          "cp-kafka",
          "emqx",
          "etcd",
          "hazelcast",
          "hivemq",
          "kafka",
          "keydb",
          "mariadb",
          "memcached",
          "mongo",
          "mongodb",
          "mysql",
          "nats",
          "neo4j",
          "postgres",
          "postgresql",
          "pulsar",
          "rabbitmq",
          "redis",
          "redpanda",
          "scylla",
          "valkey",
          "zookeeper");

  /** Where a program says by a variable that others keep its data. */
  private static final Map<String, Set<String>> KEPT_ELSEWHERE =
      Map.of(
          "STORAGE_TYPE", Set.of("mem"),
          "SPAN_STORAGE_TYPE", Set.of("memory", "badger"));

  private static final Set<String> VAULTS = Set.of("vault", "openbao", "bao");

  /** As what Vault is started where it keeps nothing. */
  private static final Pattern CLIENT_OF_VAULT =
      Pattern.compile("(?:(?:vault|bao|openbao) )?(?:agent|proxy)(?: .*)?");

  private static Map<String, String> programs() {
    Map<String, String> programs = new HashMap<>();
    put(
        programs,
        DATA,
        "/loki /mimir /tempo apache/druid apachepinot/pinot arangodb artifactory artifactory-pro"
            + " chroma-core/chroma chromadb chromadb/chroma chronograf couchbase couchdb crate/crate"
            + " cratedb dgraph elasticsearch forgejo gitea gitlab gogs grafana-loki grafana-mimir"
            + " grafana-tempo grafana/loki grafana/mimir grafana/tempo graphite-statsd"
            + " graphiteapp/graphite influxd influxdb jenkins library/crate library/registry"
            + " manticoresearch/manticore meilisearch milvus minio nexus3 opensearch orientdb"
            + " pocketbase qdrant questdb quickwit ravendb rethinkdb rqlite rqlited seaweedfs solr"
            + " sonarqube sonatype/nexus surrealdb typesense verdaccio vespaengine/vespa victoria-logs"
            + " victoria-metrics vmsingle vmstorage weaviate zincsearch zinclabs/zinc");
    put(
        programs,
        MEMORY,
        "/bao /openbao /vault apacheignite/ignite azurite bitnami/vault discovery-server dynamodb-local"
            + " elasticmq eureka fake-gcs fake-gcs-server hashicorp/vault inbucket infinispan jaeger"
            + " jaeger-all-in-one jaegertracing/all-in-one lavinmq library/vault livekit/livekit-server"
            + " localstack maildev mailhog mailpit motoserver/moto nacos openbao/openbao pushgateway"
            + " selenium/hub smtp4dev standalone-chrome standalone-chromium standalone-edge"
            + " standalone-firefox zipkin");
    put(
        programs,
        WORK,
        "/nomad alertmanager argocd-application-controller cadvisor camunda camunda-bpm-platform"
            + " cluster-autoscaler consul cp-kafka-connect cp-ksqldb-server dask-scheduler datanode"
            + " debezium/connect external-dns filebeat flink fluent-bit grafana hadoop-datanode"
            + " hadoop-namenode hashicorp/nomad home-assistant kafka-connect kapacitor ksqldb"
            + " ksqldb-server logstash metricbeat n8n namenode node-red nodemanager prestodb/presto"
            + " prometheus promtail resourcemanager rundeck skywalking-oap skywalking-oap-server"
            + " spark-master spark-worker telegraf temporalio/auto-setup temporalio/server trino"
            + " uptime-kuma vmagent vmalert xxl-job-admin zeebe");
    return Map.copyOf(programs);
  }

  private static void put(Map<String, String> programs, String what, String names) {
    Arrays.stream(names.split(" ", -1)).forEach(name -> programs.put(name, what));
  }

  /**
   * The one that a container runs.
   *
   * @param port that serves
   */
  static Optional<LongRunningProgram> of(Container container, int port) {
    if (keepsElsewhere(container)) {
      return Optional.empty();
    }
    Optional<ContainerCommand> started = ContainerCommand.of(container);
    return started
        .flatMap(
            command ->
                command
                    .programs()
                    .map(ProgramName::ofCommand)
                    .flatMap(name -> found(command.field(), name, port).stream())
                    .findFirst())
        .or(
            () ->
                Optional.ofNullable(container.getImage())
                    .map(ProgramName::ofImage)
                    .flatMap(name -> found("image", name, port)))
        .filter(
            program ->
                !VAULTS.contains(program.name)
                    || started.filter(LongRunningProgram::callsVault).isEmpty());
  }

  private static Optional<LongRunningProgram> found(String field, ProgramName program, int port) {
    return program
        .in(name -> what(name, port))
        .or(() -> ofCluster(program.base()))
        .map(what -> new LongRunningProgram(field, program.base(), what));
  }

  private static Optional<String> what(String name, int port) {
    return Optional.ofNullable(PROGRAMS.get(name))
        .or(
            () ->
                MANAGED.contains(name) && KnownProgram.isManagedOn(port)
                    ? Optional.of(DATA)
                    : Optional.empty());
  }

  /** Operators and controllers of clusters are mostly called so; so are registries of services. */
  private static Optional<String> ofCluster(String name) {
    if (name.endsWith("-controller-manager") || name.endsWith("-operator")) {
      return Optional.of(WORK);
    }
    return name.endsWith("-eureka")
            || name.endsWith("-eureka-server")
            || name.endsWith("-discovery-server")
        ? Optional.of(MEMORY)
        : Optional.empty();
  }

  private static boolean keepsElsewhere(Container container) {
    return ContainerSetting.of(container)
        .filter(setting -> KEPT_ELSEWHERE.containsKey(setting.name()))
        .anyMatch(
            setting -> {
              String value = setting.value();
              return value != null
                  && !Objects.requireNonNull(
                          KEPT_ELSEWHERE.get(setting.name()), "only keys of it are left")
                      .contains(value.toLowerCase(Locale.ROOT));
            });
  }

  private static boolean callsVault(ContainerCommand command) {
    return command.lines().stream().anyMatch(line -> CLIENT_OF_VAULT.matcher(line).matches());
  }
}
