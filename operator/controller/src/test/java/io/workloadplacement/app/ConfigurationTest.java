package io.workloadplacement.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.workloadplacement.app.Configuration.Lease;
import io.workloadplacement.app.Configuration.Logging;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
                Map.entry("HTTP_PORT", "9090"),
                Map.entry("LEADER_ELECTION", "True"),
                Map.entry("LEASE_DURATION", "30s"),
                Map.entry("RENEW_DEADLINE", "20s"),
                Map.entry("RETRY_PERIOD", "2.5s"),
                Map.entry("MAX_CONCURRENT_RECONCILES", "3"),
                Map.entry("MAX_PARALLEL_MIGRATIONS", "7"),
                Map.entry("RESYNC_INTERVAL", "1h30m"),
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
                9090,
                Optional.of(
                    new Lease(
                        Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofMillis(2500))),
                3,
                7,
                Duration.ofMinutes(90),
                new Logging(Logging.Format.JSON, Logging.Level.DEBUG),
                "k8s.example.com"));
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
  void byDefaultALeaderThatVanishedIsReplacedWithin20SecondsAndOneThatLeftWithin3() {
    Lease lease = ofEnvironment(POD).leaderElection().orElseThrow();
    // The client waits for the period and up to 1.2 of it more between two attempts.
    double longestWaitMillis = 2.2 * lease.retryPeriod().toMillis();

    assertThat(lease.duration().toMillis() + longestWaitMillis).isLessThan(20_000);
    assertThat(longestWaitMillis).isLessThan(3_000);
  }

  @ParameterizedTest
  @EnumSource(names = "KUBECONFIG", mode = EnumSource.Mode.EXCLUDE)
  void theExampleOfASettingIsRight(Setting setting) {
    assertThat(Configuration.read(Map.of(setting, setting.example()), Map.of())).isNotNull();
  }
}
