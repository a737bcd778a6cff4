package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server that speaks something else than HTTP, known by its image, by the program that is started
 * or by the one that probes it. Tools around it have more in their names ({@code redis-commander},
 * {@code postgres-exporter}) and mostly speak HTTP.
 *
 * @param field where it stands, below the container
 * @param protocol what it speaks
 */
record KnownProgram(String field, PortProtocol protocol) {

  /** What may stand behind the name of a server. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?:eclipse-|open|confluent-|cp-)?([a-z]+)(?:[-_](?:server|alpine|cluster|ha|sentinel|broker|stack|stack-server|cli|start|server-start))?(?:[.]sh)?(?:[-_]?[0-9].*)?");

  private static final Map<String, String> SERVERS =
      Map.ofEntries(
          Map.entry("activemq", "OpenWire"),
          Map.entry("aerospike", "Aerospike"),
          Map.entry("artemis", "AMQP"),
          Map.entry("beanstalkd", "beanstalk"),
          Map.entry("cassandra", "Cassandra"),
          Map.entry("clickhouse", "ClickHouse"),
          Map.entry("cockroach", "CockroachDB"),
          Map.entry("coredns", "DNS"),
          Map.entry("coturn", "TURN"),
          Map.entry("couchbase", "Couchbase"),
          Map.entry("cqlsh", "Cassandra"),
          Map.entry("dnsmasq", "DNS"),
          Map.entry("dovecot", "IMAP"),
          Map.entry("dragonfly", "Redis"),
          Map.entry("emqx", "MQTT"),
          Map.entry("etcd", "etcd"),
          Map.entry("etcdctl", "etcd"),
          Map.entry("ferretdb", "MongoDB"),
          Map.entry("fluentd", "Fluentd"),
          Map.entry("freeradius", "RADIUS"),
          Map.entry("gearmand", "Gearman"),
          Map.entry("hazelcast", "Hazelcast"),
          Map.entry("hivemq", "MQTT"),
          Map.entry("kafka", "Kafka"),
          Map.entry("keydb", "Redis"),
          Map.entry("kvrocks", "Redis"),
          Map.entry("ldap", "LDAP"),
          Map.entry("mariadb", "MySQL"),
          Map.entry("memcached", "memcached"),
          Map.entry("minecraft", "Minecraft"),
          Map.entry("mongo", "MongoDB"),
          Map.entry("mongod", "MongoDB"),
          Map.entry("mongodb", "MongoDB"),
          Map.entry("mongosh", "MongoDB"),
          Map.entry("mosquitto", "MQTT"),
          Map.entry("mssql", "SQL Server"),
          Map.entry("mysql", "MySQL"),
          Map.entry("mysqladmin", "MySQL"),
          Map.entry("mysqld", "MySQL"),
          Map.entry("nats", "NATS"),
          Map.entry("neo", "Bolt"),
          Map.entry("nodetool", "Cassandra"),
          Map.entry("openvpn", "OpenVPN"),
          Map.entry("percona", "MySQL"),
          Map.entry("pg_isready", "PostgreSQL"),
          Map.entry("php-fpm", "FastCGI"),
          Map.entry("pgbouncer", "PostgreSQL"),
          Map.entry("pgpool", "PostgreSQL"),
          Map.entry("pgvector", "PostgreSQL"),
          Map.entry("postfix", "SMTP"),
          Map.entry("postgis", "PostgreSQL"),
          Map.entry("postgres", "PostgreSQL"),
          Map.entry("postgresql", "PostgreSQL"),
          Map.entry("proftpd", "FTP"),
          Map.entry("psql", "PostgreSQL"),
          Map.entry("pulsar", "Pulsar"),
          Map.entry("rabbitmq", "AMQP"),
          Map.entry("rabbitmqctl", "AMQP"),
          Map.entry("redis", "Redis"),
          Map.entry("redpanda", "Kafka"),
          Map.entry("rsyslogd", "syslog"),
          Map.entry("scylla", "Cassandra"),
          Map.entry("scylladb", "Cassandra"),
          Map.entry("slapd", "LDAP"),
          Map.entry("ssh", "SSH"),
          Map.entry("sshd", "SSH"),
          Map.entry("statsd", "StatsD"),
          Map.entry("tarantool", "Tarantool"),
          Map.entry("timescaledb", "PostgreSQL"),
          Map.entry("turnserver", "TURN"),
          Map.entry("unbound", "DNS"),
          Map.entry("valkey", "Redis"),
          Map.entry("vsftpd", "FTP"),
          Map.entry("zkserver", "ZooKeeper"),
          Map.entry("zookeeper", "ZooKeeper"));

  /** On these such servers are looked at and managed by HTTP. */
  private static final Set<Integer> OF_MANAGEMENT =
      Set.of(80, 7474, 8080, 8081, 8082, 8123, 8161, 8222, 9644, 9880, 15672, 15692, 18083);

  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "ash", "exec", "env", "tini", "dumb-init", "timeout", "gosu", "su-exec");

  private static final Set<String> ITSELF = Set.of("localhost", "127.0.0.1", "::1", "$(POD_IP)");

  /**
   * The one that a container runs.
   *
   * @param port that serves
   */
  static Optional<KnownProgram> of(Container container, int port) {
    if (isManagedOn(port)) {
      return Optional.empty();
    }
    List<String> started =
        Stream.concat(container.getCommand().stream(), container.getArgs().stream()).toList();
    String startedBy = container.getCommand().isEmpty() ? "args" : "command";
    return program(started)
        .map(protocol -> new KnownProgram(startedBy, protocol))
        .or(() -> probe("livenessProbe", container.getLivenessProbe()))
        .or(() -> probe("readinessProbe", container.getReadinessProbe()))
        .or(() -> probe("startupProbe", container.getStartupProbe()))
        .or(
            () ->
                Optional.ofNullable(container.getImage())
                    .flatMap(KnownProgram::image)
                    .map(protocol -> new KnownProgram("image", protocol)));
  }

  /** Whether a server of another protocol is mostly managed by HTTP on a port of that number. */
  static boolean isManagedOn(int port) {
    return OF_MANAGEMENT.contains(port);
  }

  private static Optional<KnownProgram> probe(String field, Probe probe) {
    return Optional.ofNullable(probe)
        .map(Probe::getExec)
        .map(action -> words(action.getCommand()))
        .filter(KnownProgram::isOfItself)
        .flatMap(KnownProgram::program)
        .map(protocol -> new KnownProgram(field + ".exec.command", protocol));
  }

  /** A program may wait for a database elsewhere. */
  private static boolean isOfItself(List<String> words) {
    int host = Math.max(words.indexOf("-h"), words.indexOf("--host"));
    return host < 0 || host + 1 >= words.size() || ITSELF.contains(words.get(host + 1));
  }

  private static List<String> words(List<String> command) {
    return command.stream().flatMap(part -> Arrays.stream(part.split("\\s+", -1))).toList();
  }

  private static Optional<PortProtocol> program(List<String> command) {
    return words(command).stream()
        .map(word -> word.substring(word.lastIndexOf('/') + 1))
        .filter(word -> !word.startsWith("-") && !SHELLS.contains(word) && !word.isEmpty())
        .findFirst()
        .flatMap(KnownProgram::named);
  }

  private static Optional<PortProtocol> named(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    Matcher matcher = NAME.matcher(name);
    return of(name).or(() -> matcher.matches() ? of(matcher.group(1)) : Optional.empty());
  }

  private static Optional<PortProtocol> of(String name) {
    return Optional.ofNullable(SERVERS.get(name)).map(PortProtocol::other);
  }

  private static Optional<PortProtocol> image(String reference) {
    String[] nameAndTag = reference.substring(reference.lastIndexOf('/') + 1).split("[:@]", -1);
    boolean fastCgi =
        Stream.of(nameAndTag).anyMatch(part -> Arrays.asList(part.split("-", -1)).contains("fpm"));
    return fastCgi ? of("php-fpm") : named(nameAndTag[0]);
  }
}
