package io.workloadplacement.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.workloadplacement.app.Configuration.Lease;
import io.workloadplacement.app.Configuration.Logging;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

  private static final Map<String, String> POD =
      Map.of("KUBERNETES_SERVICE_HOST", "10.92.0.1", "HOSTNAME", "operator-7f9c-abcde");

  private static Configuration ofEnvironment(Map<String, String> environment) {
    return Configuration.read(Map.of(), environment);
  }

  @Test
  void onAWorkstationItWorksAloneOnAllNamespacesAndLogsForPeople() {
    Configuration configuration = ofEnvironment(Map.of());

    assertThat(configuration.leaderElection()).isEmpty();
    assertThat(configuration.watchNamespaces()).isEmpty();
    assertThat(configuration.logging())
        .isEqualTo(new Logging(Logging.Format.TEXT, Logging.Level.INFO));
    assertThat(configuration.httpPort()).isEqualTo(8080);
    assertThat(configuration.maxConcurrentReconciles()).isEqualTo(10);
    assertThat(configuration.resyncInterval()).isEqualTo(Duration.ofMinutes(10));
    assertThat(configuration.annotatedServices()).isTrue();
    assertThat(configuration.xdsPort()).isZero();
    assertThat(configuration.routerService()).isEmpty();
    assertThat(configuration.clusterDomain()).isEqualTo("cluster.local");
    assertThat(configuration.podNamespace()).isEmpty();
  }

  @Test
  void inAPodItElectsALeaderByThePodsNameAndLogsJson() {
    Configuration configuration = ofEnvironment(POD);

    assertThat(configuration.leaderElection()).isPresent();
    assertThat(configuration.podName()).isEqualTo("operator-7f9c-abcde");
    assertThat(configuration.logging().format()).isEqualTo(Logging.Format.JSON);
  }

  @Test
  void aKubeconfigWithinAPodCountsAsAWorkstation() {
    Configuration configuration =
        ofEnvironment(
            Map.of("KUBERNETES_SERVICE_HOST", "10.92.0.1", "KUBECONFIG", "/none:pom.xml"));

    assertThat(configuration.leaderElection()).isEmpty();
    assertThat(configuration.logging().format()).isEqualTo(Logging.Format.TEXT);
  }

  @Test
  void twoProcessesOnOneMachineAreNeverTheSameHolderOfALease() {
    Map<String, String> environment = Map.of("HOSTNAME", "laptop", "LEADER_ELECTION", "true");

    assertThat(ofEnvironment(environment).podName())
        .startsWith("laptop-")
        .isNotEqualTo(ofEnvironment(environment).podName());
  }

  @Test
  void everySettingIsReadFromTheEnvironment() {
    Configuration configuration =
        ofEnvironment(
            Map.ofEntries(
                Map.entry("KUBE_CONTEXT", "staging"),
                Map.entry("POD_NAMESPACE", "workload-placement"),
                Map.entry("POD_NAME", "workload-placement-0"),
                Map.entry("WATCH_NAMESPACES", "shop, billing"),
                Map.entry("CLUSTER_RIGHTS", "false"),
                Map.entry("POLICY_FILE", "/"),
                Map.entry("HTTP_ADDRESS", "10.1.2.3"),
                Map.entry("HTTP_PORT", "9090"),
                Map.entry("LEADER_ELECTION", "True"),
                Map.entry("LEASE_DURATION", "30s"),
                Map.entry("RENEW_DEADLINE", "20s"),
                Map.entry("RETRY_PERIOD", "2.5s"),
                Map.entry("MAX_CONCURRENT_RECONCILES", "3"),
                Map.entry("MAX_PARALLEL_MIGRATIONS", "7"),
                Map.entry("RESYNC_INTERVAL", "1h30m"),
                Map.entry("ANNOTATED_SERVICES", "false"),
                Map.entry("XDS_PORT", "18000"),
                Map.entry("ROUTER_SERVICE", "workload-placement-router"),
                Map.entry("METRICS_PER_PLACEMENT", "true"),
                Map.entry("LOG_FORMAT", "json"),
                Map.entry("LOG_LEVEL", "debug"),
                Map.entry("CLUSTER_DOMAIN", "k8s.example.com")));

    assertThat(configuration)
        .isEqualTo(
            new Configuration(
                Optional.empty(),
                Optional.of("staging"),
                Optional.of("workload-placement"),
                "workload-placement-0",
                Set.of("shop", "billing"),
                false,
                Optional.of(Path.of("/")),
                Optional.of(address("10.1.2.3")),
                9090,
                Optional.of(
                    new Lease(
                        Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofMillis(2500))),
                3,
                7,
                Duration.ofMinutes(90),
                false,
                18000,
                Optional.of("workload-placement-router"),
                true,
                new Logging(Logging.Format.JSON, Logging.Level.DEBUG),
                "k8s.example.com",
                false));
  }

  @Test
  void rights_in_named_namespaces_alone_need_their_names() {
    assertThatThrownBy(() -> ofEnvironment(Map.of("CLUSTER_RIGHTS", "false")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("WATCH_NAMESPACES=shop,billing");
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_ADDRESS, 0.0.0.0",
    "HTTP_ADDRESS, '::'",
    "KUBERNETES_SERVICE_HOST, 10.92.0.1",
  })
  void metrics_and_health_are_served_to_all_in_a_cluster_or_where_it_is_asked_for(
      String name, String value) {
    assertThat(ofEnvironment(Map.of(name, value)).httpAddress()).isEmpty();
  }

  @Test
  void metrics_and_health_are_served_to_this_machine_alone_out_of_a_cluster() {
    assertThat(ofEnvironment(Map.of()).httpAddress()).contains(InetAddress.getLoopbackAddress());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "search system.svc.corp.internal svc.corp.internal corp.internal | corp.internal",
        "search system.svc.corp.internal. svc.corp.internal. corp.internal. | corp.internal",
        "search   svc.k8s.example   k8s.example | k8s.example",
        "search other.svc.wrong.example system.svc.right.example | right.example",
        "nameserver 10.96.0.10; search example.com; search system.svc.a.b svc.a.b; options ndots:5 | a.b",
        "search system.svc.cluster.local svc.cluster.local cluster.local eu-west-1.compute.internal | cluster.local"
      })
  void the_cluster_domain_is_found_in_what_the_pods_resolver_searches(
      String file, String domain, @TempDir Path folder) throws IOException {
    Configuration configuration = inPod(file.replace("; ", "\n"), folder, Map.of());

    assertThat(configuration.clusterDomain()).isEqualTo(domain);
    assertThat(configuration.clusterDomainAssumed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "search corp.internal",
        "search",
        "",
        "nameserver 10.96.0.10",
        "search system.svc.",
        "search system.svc.UPPER_case svc.UPPER_case",
        "#search system.svc.corp.internal"
      })
  void a_cluster_domain_that_is_not_found_is_assumed_and_said_to_be(
      String file, @TempDir Path folder) throws IOException {
    Configuration configuration = inPod(file, folder, Map.of());

    assertThat(configuration.clusterDomain()).isEqualTo("cluster.local");
    assertThat(configuration.clusterDomainAssumed()).isTrue();
  }

  @Test
  void a_cluster_domain_that_is_set_counts_and_a_file_that_is_missing_stops_nothing(
      @TempDir Path folder) throws IOException {
    assertThat(
            inPod(
                    "search system.svc.corp.internal",
                    folder,
                    Map.of(Setting.CLUSTER_DOMAIN, "k8s.example.com"))
                .clusterDomain())
        .isEqualTo("k8s.example.com");
    assertThat(Configuration.read(Map.of(), POD, folder.resolve("none")).clusterDomain())
        .isEqualTo("cluster.local");
  }

  @Test
  void the_resolver_of_a_workstation_says_nothing_of_the_cluster(@TempDir Path folder)
      throws IOException {
    Path file =
        Files.writeString(folder.resolve("resolv.conf"), "search system.svc.corp.internal\n");

    assertThat(Configuration.read(Map.of(), Map.of(), file).clusterDomain())
        .isEqualTo("cluster.local");
  }

  private static Configuration inPod(String resolver, Path folder, Map<Setting, String> options)
      throws IOException {
    Path file = Files.writeString(folder.resolve("resolv.conf"), resolver + "\n");
    Map<String, String> environment = new HashMap<>(POD);
    environment.put("POD_NAMESPACE", "system");
    return Configuration.read(options, environment, file);
  }

  @Test
  void anOptionOverridesTheEnvironment() {
    Configuration configuration =
        Configuration.read(
            Map.of(Setting.HTTP_PORT, "0", Setting.LEADER_ELECTION, "false"),
            Map.of("HTTP_PORT", "wrong", "KUBERNETES_SERVICE_HOST", "10.92.0.1"));

    assertThat(configuration.httpPort()).isZero();
    assertThat(configuration.leaderElection()).isEmpty();
  }

  @Test
  void anEmptyVariableCountsAsNotSet() {
    assertThat(ofEnvironment(Map.of("HTTP_PORT", "", "WATCH_NAMESPACES", " ")).httpPort())
        .isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POD_NAMESPACE | Shop",
        "POD_NAMESPACE | a.b",
        "POD_NAME | -x",
        "WATCH_NAMESPACES | shop,,billing",
        "WATCH_NAMESPACES | shop;billing",
        "CLUSTER_RIGHTS | some",
        "POLICY_FILE | /no/such/file",
        "HTTP_ADDRESS | localhost",
        "HTTP_ADDRESS | 10.1.2",
        "HTTP_ADDRESS | 10.1.2.300",
        "HTTP_PORT | 65536",
        "HTTP_PORT | -1",
        "HTTP_PORT | tcp://10.92.0.7:80",
        "LEADER_ELECTION | yes",
        "LEASE_DURATION | 12",
        "LEASE_DURATION | 12.5s",
        "LEASE_DURATION | 1h",
        "RENEW_DEADLINE | 100ms",
        "RETRY_PERIOD | 50ms",
        "MAX_CONCURRENT_RECONCILES | 0",
        "MAX_PARALLEL_MIGRATIONS | 0",
        "MAX_PARALLEL_MIGRATIONS | many",
        "MAX_CONCURRENT_RECONCILES | 101",
        "MAX_CONCURRENT_RECONCILES | 1e1",
        "RESYNC_INTERVAL | 9s",
        "ANNOTATED_SERVICES | off",
        "METRICS_PER_PLACEMENT | yes",
        "XDS_PORT | 65536",
        "XDS_PORT | tcp://10.92.0.7:18000",
        "ROUTER_SERVICE | router.system",
        "ROUTER_SERVICE | Router",
        "RESYNC_INTERVAL | 1d",
        "RESYNC_INTERVAL | 25h",
        "LOG_FORMAT | xml",
        "LOG_LEVEL | verbose",
        "CLUSTER_DOMAIN | .local",
        "CLUSTER_DOMAIN | Cluster.Local"
      })
  void aWrongValueIsRefusedWithItsNameItsRuleAndAWayOut(String name, String value) {
    Setting setting = Setting.valueOf(name);

    assertThatThrownBy(() -> ofEnvironment(Map.of(name, value)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            name
                + "="
                + value
                + " is wrong: it must be "
                + setting.rule()
                + ". Write for example "
                + name
                + "="
                + setting.example()
                + ", or leave it out for the default ("
                + setting.defaultDescription()
                + ").");
  }

  @Test
  void aWrongOptionIsNamedAsItWasWritten() {
    assertThatThrownBy(
            () ->
                Configuration.read(
                    Map.of(Setting.KUBECONFIG, "/does/not/exist"), Map.of("KUBECONFIG", "/a:/b")))
        .hasMessageStartingWith(
            "--kubeconfig=/does/not/exist is wrong: it must be a readable file."
                + " Write for example --kubeconfig=/home/me/.kube/config");
  }

  @Test
  void aReadableKubeconfigIsTakenAndAListIsLeftToTheClient() {
    assertThat(ofEnvironment(Map.of("KUBECONFIG", "pom.xml")).kubeconfig())
        .contains(Path.of("pom.xml"));
    assertThat(ofEnvironment(Map.of("KUBECONFIG", "pom.xml:/none")).kubeconfig()).isEmpty();
  }

  @Test
  void allWrongValuesAreNamedAtOnce() {
    ConfigurationException thrown =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> ofEnvironment(Map.of("HTTP_PORT", "http", "LOG_LEVEL", "loud")));

    assertThat(thrown.problems())
        .satisfiesExactly(
            port -> assertThat(port).startsWith("HTTP_PORT=http is wrong"),
            level -> assertThat(level).startsWith("LOG_LEVEL=loud is wrong"));
  }

  @Test
  void timesOfTheLeaseThatDoNotFitEachOtherAreRefused() {
    assertThatThrownBy(() -> ofEnvironment(Map.of("LEASE_DURATION", "5s")))
        .hasMessage(
            "RENEW_DEADLINE=8s is wrong: it must be shorter than LEASE_DURATION, which is 5s."
                + " Set it below 5s, or LEASE_DURATION above it.");
    assertThatThrownBy(() -> ofEnvironment(Map.of("RETRY_PERIOD", "7s")))
        .hasMessage(
            "RENEW_DEADLINE=8s is wrong: it must be longer than 1.2 x RETRY_PERIOD, which is 7s."
                + " Set RETRY_PERIOD to an eighth of it.");
  }

  @Test
  void metrics_and_the_routers_configuration_take_two_ports() {
    Map<String, String> one = Map.of("HTTP_PORT", "9000", "XDS_PORT", "9000");
    Map<String, String> routed = new HashMap<>(one);
    routed.put("ROUTER_SERVICE", "router");

    assertThatThrownBy(() -> ofEnvironment(routed))
        .hasMessage(
            "XDS_PORT=9000 is wrong: it must not be HTTP_PORT."
                + " Take another port, such as 18000, for one of the two.");
    routed.putAll(Map.of("HTTP_PORT", "0", "XDS_PORT", "0"));
    assertThat(ofEnvironment(routed).xdsPort()).as("each takes a free one").isZero();
    assertThat(ofEnvironment(one).routerService()).as("nothing is served").isEmpty();
  }

  @Test
  void byDefaultALeaderThatVanishedIsReplacedWithin20SecondsAndOneThatLeftWithin3() {
    Lease lease = ofEnvironment(POD).leaderElection().orElseThrow();
    // The client waits for the period and up to 1.2 of it more between two attempts.
    double longestWaitMillis = 2.2 * lease.retryPeriod().toMillis();

    assertThat(lease.duration().toMillis() + longestWaitMillis).isLessThan(20_000);
    assertThat(longestWaitMillis).isLessThan(3_000);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"KUBECONFIG", "POLICY_FILE"},
      mode = EnumSource.Mode.EXCLUDE)
  void theExampleOfASettingIsRight(Setting setting) {
    assertThat(Configuration.read(Map.of(setting, setting.example()), Map.of())).isNotNull();
  }
}
