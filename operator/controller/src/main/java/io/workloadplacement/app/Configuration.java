package io.workloadplacement.app;

import io.workloadplacement.api.v1alpha1.DurationText;
import java.io.File;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * How this process of the operator is set up. The settings, their defaults and rules are those of
 * {@link Setting}; nothing else of the operator reads the environment.
 *
 * @param kubeconfig a kubeconfig instead of what the client finds by itself
 * @param kubeContext a context instead of the current one
 * @param podNamespace namespace of the operator itself, where it was said
 * @param podName who this instance is: the holder of the lease
 * @param watchNamespaces the namespaces that are looked after; empty means all
 * @param clusterRights whether there are rights in the whole cluster, or in those namespaces alone
 * @param policyFile policies in place of those of the cluster: a file or a folder
 * @param httpAddress the address of metrics and health; empty for all of the machine's
 * @param httpPort port of metrics and health; 0 takes any free one
 * @param leaderElection the lease; empty where this instance works without one
 * @param maxConcurrentReconciles how many objects are reconciled at once
 * @param maxParallelMigrations how many workloads migrate at once between the two sides
 * @param resyncInterval longest time between two reconciles of an object
 * @param annotatedServices whether placements are made of annotated Services
 * @param xdsPort port on which the router's pods are configured, where there is a router; 0 takes
 *     any free one
 * @param routerService headless Service of the router's pods; empty where there is no router
 * @param metricsPerPlacement whether there are metrics of each placement, with its name
 * @param logging what is logged, and how
 * @param clusterDomain DNS domain of the cluster
 * @param clusterDomainAssumed whether the domain was neither said nor found
 */
public record Configuration(
    Optional<Path> kubeconfig,
    Optional<String> kubeContext,
    Optional<String> podNamespace,
    String podName,
    Set<String> watchNamespaces,
    boolean clusterRights,
    Optional<Path> policyFile,
    Optional<InetAddress> httpAddress,
    int httpPort,
    Optional<Lease> leaderElection,
    int maxConcurrentReconciles,
    int maxParallelMigrations,
    Duration resyncInterval,
    boolean annotatedServices,
    int xdsPort,
    Optional<String> routerService,
    boolean metricsPerPlacement,
    Logging logging,
    String clusterDomain,
    boolean clusterDomainAssumed) {

  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern IP_ADDRESS =
      Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*");
  private static final int LONGEST_POD_NAME = 253;
  private static final int LONGEST_CLUSTER_DOMAIN = 200;

  /**
   * How the lease for leader election is kept.
   *
   * @param duration how long it lasts when it is not renewed
   * @param renewDeadline when a leader that cannot renew it gives up
   * @param retryPeriod time between two attempts to get or renew it
   */
  public record Lease(Duration duration, Duration renewDeadline, Duration retryPeriod) {}

  /**
   * What is logged, and how.
   *
   * @param format for people or for machines
   * @param level least level that is logged
   */
  public record Logging(Format format, Level level) {

    /** How a line is written. */
    public enum Format {
      /** For people on a terminal. */
      TEXT,
      /** One JSON object a line. */
      JSON
    }

    /** How important a line is. */
    public enum Level {
      ERROR,
      WARN,
      INFO,
      DEBUG,
      TRACE
    }
  }

  /** Sets are copied. */
  public Configuration {
    watchNamespaces = Set.copyOf(watchNamespaces);
  }

  /**
   * Reads the configuration of this process.
   *
   * @param options the options of the command line, which override the environment
   * @throws ConfigurationException if values are wrong
   */
  public static Configuration ofProcess(Map<Setting, String> options) {
    return read(options, System.getenv());
  }

  /**
   * Reads a configuration.
   *
   * @param options the options of the command line, which override the environment
   * @param environment the environment variables
   * @throws ConfigurationException if values are wrong; all of them are named
   */
  public static Configuration read(Map<Setting, String> options, Map<String, String> environment) {
    return read(options, environment, Path.of("/etc/resolv.conf"));
  }

  static Configuration read(
      Map<Setting, String> options, Map<String, String> environment, Path resolverConfiguration) {
    SettingReader reader = new SettingReader(options, environment);
    boolean inCluster = environment.containsKey("KUBERNETES_SERVICE_HOST");
    boolean pod = inCluster && !reader.isSet(Setting.KUBECONFIG);
    // A list of files in the variable is the client's own business: it merges them.
    boolean list =
        !options.containsKey(Setting.KUBECONFIG)
            && environment.getOrDefault("KUBECONFIG", "").contains(File.pathSeparator);
    Optional<Path> kubeconfig =
        list ? Optional.empty() : reader.readIfSet(Setting.KUBECONFIG, Configuration::readableFile);
    Optional<String> podNamespace =
        reader.readIfSet(
            Setting.POD_NAMESPACE, text(namespace -> DNS_LABEL.matcher(namespace).matches()));
    Optional<String> clusterDomain =
        reader
            .readIfSet(Setting.CLUSTER_DOMAIN, text(Configuration::isClusterDomain))
            .or(
                () ->
                    pod
                        ? ClusterDomain.in(
                            resolverConfiguration, podNamespace, Configuration::isClusterDomain)
                        : Optional.empty());
    boolean election = reader.readIfSet(Setting.LEADER_ELECTION, Configuration::truth).orElse(pod);
    Configuration configuration =
        new Configuration(
            kubeconfig,
            reader.readIfSet(Setting.KUBE_CONTEXT, Optional::of),
            podNamespace,
            reader
                .readIfSet(Setting.POD_NAME, text(name -> isDnsName(name, LONGEST_POD_NAME)))
                .orElseGet(() -> podName(pod, environment)),
            reader.readIfSet(Setting.WATCH_NAMESPACES, Configuration::namespaces).orElse(Set.of()),
            reader.read(Setting.CLUSTER_RIGHTS, Configuration::truth),
            reader.readIfSet(Setting.POLICY_FILE, Configuration::readable),
            reader
                .readIfSet(Setting.HTTP_ADDRESS, Configuration::address)
                .or(
                    () ->
                        inCluster
                            ? Optional.empty()
                            : Optional.of(InetAddress.getLoopbackAddress()))
                .filter(address -> !address.isAnyLocalAddress()),
            reader.read(Setting.HTTP_PORT, wholeNumber(0, 65_535)),
            Optional.of(lease(reader)).filter(lease -> election),
            reader.read(Setting.MAX_CONCURRENT_RECONCILES, wholeNumber(1, 100)),
            reader.read(Setting.MAX_PARALLEL_MIGRATIONS, wholeNumber(1, 1000)),
            reader.read(
                Setting.RESYNC_INTERVAL, duration(Duration.ofSeconds(10), Duration.ofHours(24))),
            reader.read(Setting.ANNOTATED_SERVICES, Configuration::truth),
            reader.read(Setting.XDS_PORT, wholeNumber(0, 65_535)),
            reader.readIfSet(
                Setting.ROUTER_SERVICE, text(service -> DNS_LABEL.matcher(service).matches())),
            reader.read(Setting.METRICS_PER_PLACEMENT, Configuration::truth),
            new Logging(
                reader
                    .readIfSet(Setting.LOG_FORMAT, constant(Logging.Format.class))
                    .orElse(pod ? Logging.Format.JSON : Logging.Format.TEXT),
                reader.read(Setting.LOG_LEVEL, constant(Logging.Level.class))),
            clusterDomain.orElse(ClusterDomain.USUAL),
            clusterDomain.isEmpty());
    if (configuration.routerService().isPresent()
        && configuration.xdsPort() != 0
        && configuration.xdsPort() == configuration.httpPort()) {
      reader.problem(
          Setting.XDS_PORT,
          "must not be HTTP_PORT",
          "Take another port, such as " + Setting.XDS_PORT.example() + ", for one of the two.");
    }
    if (!configuration.clusterRights() && configuration.watchNamespaces().isEmpty()) {
      reader.problem(
          Setting.CLUSTER_RIGHTS,
          "must be true where WATCH_NAMESPACES names no namespaces",
          "Name them, such as WATCH_NAMESPACES=" + Setting.WATCH_NAMESPACES.example() + ".");
    }
    reader.throwProblems();
    return configuration;
  }

  private static Lease lease(SettingReader reader) {
    Duration longest = Duration.ofMinutes(5);
    Lease lease =
        new Lease(
            reader.read(
                Setting.LEASE_DURATION,
                duration(Duration.ofSeconds(2), longest)
                    .andThen(duration -> duration.filter(d -> d.toNanosPart() == 0))),
            reader.read(Setting.RENEW_DEADLINE, duration(Duration.ofSeconds(1), longest)),
            reader.read(
                Setting.RETRY_PERIOD, duration(Duration.ofMillis(100), Duration.ofMinutes(1))));
    if (lease.renewDeadline().compareTo(lease.duration()) >= 0) {
      String leaseDuration = DurationText.format(lease.duration());
      reader.problem(
          Setting.RENEW_DEADLINE,
          "must be shorter than LEASE_DURATION, which is " + leaseDuration,
          "Set it below " + leaseDuration + ", or LEASE_DURATION above it.");
    }
    if (lease.renewDeadline().toMillis() <= 1.2 * lease.retryPeriod().toMillis()) {
      reader.problem(
          Setting.RENEW_DEADLINE,
          "must be longer than 1.2 x RETRY_PERIOD, which is "
              + DurationText.format(lease.retryPeriod()),
          "Set RETRY_PERIOD to an eighth of it.");
    }
    return lease;
  }

  // Within a pod the container that restarts may take its own lease back at once; two processes on
  // one machine must never take each other for themselves.
  private static String podName(boolean pod, Map<String, String> environment) {
    String host = environment.getOrDefault("HOSTNAME", "");
    if (pod && !host.isBlank()) {
      return host;
    }
    return (host.isBlank() ? "operator" : host) + "-" + UUID.randomUUID();
  }

  private static Optional<Path> readableFile(String text) {
    File file = new File(text);
    return file.isFile() && file.canRead() ? Optional.of(file.toPath()) : Optional.empty();
  }

  private static Optional<Path> readable(String text) {
    try {
      return Optional.of(Path.of(text)).filter(Files::isReadable);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Of a number alone: a name would be looked up. */
  private static Optional<InetAddress> address(String text) {
    try {
      return IP_ADDRESS.matcher(text).matches()
          ? Optional.of(InetAddress.getByName(text))
          : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static Optional<Boolean> truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Set<String>> namespaces(String text) {
    Set<String> names = new LinkedHashSet<>();
    Arrays.stream(text.split(",", -1)).map(String::strip).forEach(names::add);
    return Optional.of(names)
        .filter(all -> all.stream().allMatch(name -> DNS_LABEL.matcher(name).matches()));
  }

  private static boolean isClusterDomain(String text) {
    return isDnsName(text, LONGEST_CLUSTER_DOMAIN);
  }

  private static boolean isDnsName(String text, int longest) {
    return text.length() <= longest
        && Arrays.stream(text.split("\\.", -1))
            .allMatch(label -> DNS_LABEL.matcher(label).matches());
  }

  private static Function<String, Optional<String>> text(Predicate<String> rule) {
    return text -> Optional.of(text).filter(rule);
  }

  private static Function<String, Optional<Integer>> wholeNumber(int least, int most) {
    return text -> {
      try {
        return Optional.of(Integer.valueOf(text))
            .filter(number -> least <= number && number <= most);
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    };
  }

  private static Function<String, Optional<Duration>> duration(Duration least, Duration most) {
    return text -> {
      try {
        return Optional.of(DurationText.parse(text))
            .filter(d -> least.compareTo(d) <= 0 && d.compareTo(most) <= 0);
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    };
  }

  private static <E extends Enum<E>> Function<String, Optional<E>> constant(Class<E> type) {
    return text ->
        Arrays.stream(type.getEnumConstants())
            .filter(constant -> constant.name().equalsIgnoreCase(text))
            .findFirst();
  }
}
