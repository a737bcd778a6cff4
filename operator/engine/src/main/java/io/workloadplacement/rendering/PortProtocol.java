package io.workloadplacement.rendering;

import io.workloadplacement.api.v1alpha1.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is spoken on a port, as far as its name, its {@code appProtocol} or its number says so.
 *
 * @param kind what it means for Knative
 * @param called the protocol, in words for people
 */
record PortProtocol(Kind kind, String called) {

  enum Kind {
    HTTP1,
    H2C,
    GRPC,
    /** Something within TLS, which Knative's proxy does not speak to pods. */
    TLS,
    /** Something else than HTTP. */
    OTHER
  }

  static final PortProtocol IN_TLS = new PortProtocol(Kind.TLS, "TLS");

  static final PortProtocol IN_GRPC = new PortProtocol(Kind.GRPC, "gRPC");

  private static final Map<String, PortProtocol> WORDS =
      Map.ofEntries(
          Map.entry("http", new PortProtocol(Kind.HTTP1, "HTTP")),
          Map.entry("http1", new PortProtocol(Kind.HTTP1, "HTTP")),
          Map.entry("ws", new PortProtocol(Kind.HTTP1, "WebSocket")),
          Map.entry("h2c", new PortProtocol(Kind.H2C, "HTTP/2")),
          Map.entry("http2", new PortProtocol(Kind.H2C, "HTTP/2")),
          Map.entry("grpc", IN_GRPC),
          Map.entry("https", IN_TLS),
          Map.entry("tls", IN_TLS),
          Map.entry("ssl", IN_TLS),
          Map.entry("wss", IN_TLS),
          other("tcp", "plain TCP"),
          other("udp", "UDP"),
          other("amqp", "AMQP"),
          other("amqps", "AMQP"),
          other("bolt", "Bolt"),
          other("cassandra", "Cassandra"),
          other("cql", "Cassandra"),
          other("dns", "DNS"),
          other("etcd", "etcd"),
          other("ajp", "AJP"),
          other("fastcgi", "FastCGI"),
          other("fcgi", "FastCGI"),
          other("fpm", "FastCGI"),
          other("ftp", "FTP"),
          other("imap", "IMAP"),
          other("imaps", "IMAP"),
          other("jmx", "JMX"),
          other("kafka", "Kafka"),
          other("ldap", "LDAP"),
          other("ldaps", "LDAP"),
          other("mariadb", "MySQL"),
          other("memcache", "memcached"),
          other("memcached", "memcached"),
          other("mongo", "MongoDB"),
          other("mongodb", "MongoDB"),
          other("mqtt", "MQTT"),
          other("mqtts", "MQTT"),
          other("mssql", "SQL Server"),
          other("mysql", "MySQL"),
          other("nats", "NATS"),
          other("nfs", "NFS"),
          other("oracle", "Oracle"),
          other("pgbouncer", "PostgreSQL"),
          other("pgsql", "PostgreSQL"),
          other("pop3", "POP3"),
          other("postgres", "PostgreSQL"),
          other("postgresql", "PostgreSQL"),
          other("rdp", "RDP"),
          other("redis", "Redis"),
          other("rmi", "RMI"),
          other("rtmp", "RTMP"),
          other("sftp", "SSH"),
          other("sip", "SIP"),
          other("smb", "SMB"),
          other("smtp", "SMTP"),
          other("smtps", "SMTP"),
          other("socks", "SOCKS"),
          other("socks5", "SOCKS"),
          other("ssh", "SSH"),
          other("stomp", "STOMP"),
          other("syslog", "syslog"),
          other("telnet", "Telnet"),
          other("thrift", "Thrift"),
          other("uwsgi", "uWSGI"),
          other("valkey", "Redis"),
          other("vnc", "VNC"),
          other("zk", "ZooKeeper"),
          other("zookeeper", "ZooKeeper"));

  /** Ports on which other things than HTTP are served, whoever serves them. */
  private static final Map<String, List<Integer>> NUMBERS =
      Map.ofEntries(
          Map.entry("FTP", List.of(20, 21, 990, 2121)),
          Map.entry("SSH", List.of(22, 2222)),
          Map.entry("Telnet", List.of(23)),
          Map.entry("SMTP", List.of(25, 465, 587, 1025, 2525)),
          Map.entry("DNS", List.of(53, 853)),
          Map.entry("POP3", List.of(110, 995)),
          Map.entry("IMAP", List.of(143, 993)),
          Map.entry("LDAP", List.of(389, 636, 1389, 1636)),
          Map.entry("SMB", List.of(445)),
          Map.entry("syslog", List.of(514, 6514)),
          Map.entry("rsync", List.of(873)),
          Map.entry("RMI", List.of(1099)),
          Map.entry("SQL Server", List.of(1433)),
          Map.entry("Oracle", List.of(1521)),
          Map.entry("MQTT", List.of(1883, 8883)),
          Map.entry("RTMP", List.of(1935)),
          Map.entry("NFS", List.of(2049)),
          Map.entry("ZooKeeper", List.of(2181)),
          Map.entry("etcd", List.of(2379, 2380)),
          Map.entry("MySQL", List.of(3306, 33060)),
          Map.entry("RDP", List.of(3389)),
          Map.entry("NATS", List.of(4222, 6222)),
          Map.entry("Erlang's port mapper", List.of(4369)),
          Map.entry("SIP", List.of(5060, 5061)),
          Map.entry("PostgreSQL", List.of(5432, 6432)),
          Map.entry("AMQP", List.of(5671, 5672)),
          Map.entry("VNC", List.of(5900)),
          Map.entry("Redis", List.of(6379, 26379)),
          Map.entry("Pulsar", List.of(6650)),
          Map.entry("Bolt", List.of(7687)),
          Map.entry("Cassandra", List.of(9042, 9160)),
          Map.entry("Kafka", List.of(9092, 9093, 9094, 19092)),
          Map.entry("Elasticsearch's transport", List.of(9300)),
          Map.entry("Git", List.of(9418)),
          Map.entry("memcached", List.of(11211)),
          Map.entry("CockroachDB", List.of(26257)),
          Map.entry("MongoDB", List.of(27017, 27018, 27019)),
          Map.entry("RethinkDB", List.of(28015)),
          Map.entry("STOMP", List.of(61613)),
          Map.entry("OpenWire", List.of(61616)),
          Map.entry("AJP", List.of(8009)),
          Map.entry("BGP", List.of(179)),
          Map.entry("Beats", List.of(5044)),
          Map.entry("Fluentd", List.of(24224)),
          Map.entry("Gearman", List.of(4730)),
          Map.entry("Graphite", List.of(2003, 2004)),
          Map.entry("Hazelcast", List.of(5701)),
          Map.entry("IRC", List.of(6667, 6697)),
          Map.entry("Kerberos", List.of(464, 749)),
          Map.entry("LPD", List.of(515)),
          Map.entry("MSRPC", List.of(135)),
          Map.entry("Minecraft", List.of(25565)),
          Map.entry("Modbus", List.of(502)),
          Map.entry("NTP", List.of(123)),
          Map.entry("NetBIOS", List.of(137, 138, 139)),
          Map.entry("OpenVPN", List.of(1194)),
          Map.entry("PPTP", List.of(1723)),
          Map.entry("RTSP", List.of(554, 8554)),
          Map.entry("SNMP", List.of(161, 162)),
          Map.entry("SOCKS", List.of(1080)),
          Map.entry("StatsD", List.of(8125, 9125)),
          Map.entry("SunRPC", List.of(111)),
          Map.entry("TFTP", List.of(69)),
          Map.entry("Whois", List.of(43)),
          Map.entry("X11", List.of(6000)),
          Map.entry("XMPP", List.of(5222, 5269)),
          Map.entry("beanstalk", List.of(11300)),
          Map.entry("iSCSI", List.of(3260)));

  private static final List<Integer> TLS_NUMBERS = List.of(443, 4443, 6443, 8443, 9443, 10250);

  private static Map.Entry<String, PortProtocol> other(String word, String called) {
    return Map.entry(word, other(called));
  }

  /** Something else than HTTP. */
  static PortProtocol other(String called) {
    return new PortProtocol(Kind.OTHER, called);
  }

  /**
   * What a name or an {@code appProtocol} says: names begin with the protocol by custom, and add
   * what it is for ({@code grpc-web}, {@code https-admin}).
   *
   * @param text null where there is none
   */
  static Optional<PortProtocol> named(String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    String name = text.substring(text.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (name.equals("grpc-web")) {
      return Optional.ofNullable(WORDS.get("http"));
    }
    List<PortProtocol> said =
        Arrays.stream(name.split("-", -1))
            .map(WORDS::get)
            .filter(protocol -> protocol != null)
            .toList();
    return said.contains(IN_TLS) ? Optional.of(IN_TLS) : said.stream().findFirst();
  }

  /** What a number says by custom; empty for one on which HTTP may well be served. */
  static Optional<PortProtocol> numbered(int number) {
    if (TLS_NUMBERS.contains(number)) {
      return Optional.of(IN_TLS);
    }
    return NUMBERS.entrySet().stream()
        .filter(entry -> entry.getValue().contains(number))
        .map(entry -> new PortProtocol(Kind.OTHER, entry.getKey()))
        .findFirst();
  }

  /** Whether Knative can serve it at all. */
  boolean isHttp() {
    return kind != Kind.TLS && kind != Kind.OTHER;
  }

  /** Whether it is what a placement declares; gRPC is HTTP/2 as well. */
  boolean is(Protocol declared) {
    return switch (kind) {
      case HTTP1 -> declared == Protocol.HTTP1;
      case H2C, GRPC -> declared == Protocol.H2C || declared == Protocol.GRPC;
      case TLS, OTHER -> declared == Protocol.TCP;
    };
  }
}
