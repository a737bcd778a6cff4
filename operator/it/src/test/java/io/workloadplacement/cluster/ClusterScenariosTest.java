package io.workloadplacement.cluster;

import static io.workloadplacement.cluster.RealCluster.aMinuteWithout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.load.LoadReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The operator as its users install it, on a real cluster: the shipped manifests, the shipped
 * ServiceAccount, real pods and real requests. The order matters where the cluster itself changes:
 * Knative is absent at first.
 */
@Tag("cluster")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterScenariosTest {

  private static final TestClusterCommand TEST_CLUSTER = TestClusterCommand.here();
  private static final RealCluster CLUSTER = new RealCluster(TEST_CLUSTER);

  @BeforeAll
  static void installed_with_kubectl() {
    CLUSTER.install();
  }

  @AfterAll
  static void disconnect() {
    CLUSTER.close();
  }

  @Test
  @Order(1)
  void without_knative_a_deployment_stands_in_and_says_so() {
    CLUSTER.apply(placement("early", "Sporadic", "0.005", "5s", ""));
    CLUSTER
        .placement("early")
        .isReady(Duration.ofMinutes(2))
        .because("WaitingForKnative")
        .runsOn(Target.DEPLOYMENT);
    TEST_CLUSTER.answers("http://early.shop");
  }

  @Test
  @Order(2)
  void knative_installed_later_is_noticed_without_a_restart() {
    TEST_CLUSTER.run("up");
    CLUSTER.givesKnativeWhatItIsShippedWith();
    CLUSTER
        .placement("early")
        .runsOn(Target.KNATIVE, Duration.ofMinutes(5))
        .isReady(Duration.ofMinutes(2));
    TEST_CLUSTER.answers("http://early.shop.svc.cluster.local");
    CLUSTER.placement("early").hasNo("deployment", "hpa", "pdb");
  }

  @Test
  @Order(3)
  void every_sample_becomes_ready_and_answers_at_its_address() {
    List<String> samples = CLUSTER.applySamples("shop");
    for (String sample : samples) {
      CLUSTER.placement(sample).isReady(Duration.ofMinutes(4));
    }
    for (String sample : samples) {
      TEST_CLUSTER.answers(CLUSTER.placement(sample).url());
    }
  }

  @Test
  @Order(4)
  void replicas_that_the_autoscaler_holds_survive_reconciles_and_an_image_change() {
    CLUSTER.apply(placement("held", "Steady", "20", "150ms", ""));
    CLUSTER.placement("held").isReady(Duration.ofMinutes(2));
    TEST_CLUSTER.kubectl("scale", "-n", "shop", "deployment/held", "--replicas=3");
    CLUSTER.placement("held").hasPods(3, Duration.ofMinutes(1));
    CLUSTER.apply(placement("held", "Steady", "20", "150ms", "[{name: VERSION, value: v2}]"));
    CLUSTER.placement("held").answers("v2", Duration.ofMinutes(2));
    CLUSTER.placement("held").isReady(Duration.ofMinutes(1));
    assertThat(CLUSTER.placement("held").replicas()).isEqualTo(3);
  }

  @Test
  @Order(5)
  void a_failed_image_rolls_back_while_requests_go_on_being_answered() {
    CLUSTER.apply(placement("broken", "Steady", "20", "150ms", ""));
    CLUSTER.placement("broken").isReady(Duration.ofMinutes(2));
    TEST_CLUSTER.answers("http://broken.shop");
    TestClusterCommand.Load load = TEST_CLUSTER.load("http://broken.shop", 50);
    CLUSTER.apply(
        placement("broken", "Steady", "20", "150ms", "")
            .replace("lab.local/app:lab", "lab.local/absent:1"));
    CLUSTER.placement("broken").isNotReadyBecause("RolledBack", Duration.ofMinutes(1));
    load.everyRequestWasAnswered();
    assertThat(CLUSTER.placement("broken").events()).contains("RolledBack");
    assertThat(CLUSTER.placement("broken").image()).isEqualTo("lab.local/app:lab");

    CLUSTER.apply(placement("broken", "Steady", "20", "150ms", ""));
    CLUSTER.placement("broken").isReady(Duration.ofMinutes(2));
  }

  @Test
  @Order(6)
  void a_move_under_load_loses_no_request_in_either_direction() {
    CLUSTER.apply(MigratingWorkload.pinnedTo(Target.DEPLOYMENT));
    CLUSTER.placement("moving").isReady(Duration.ofMinutes(2));
    TEST_CLUSTER.answers("http://moving.shop");
    TestClusterCommand.Load load = TEST_CLUSTER.load("http://moving.shop", 150);

    CLUSTER.apply(MigratingWorkload.pinnedTo(Target.KNATIVE));
    CLUSTER.placement("moving").runsOn(Target.KNATIVE, Duration.ofMinutes(3));
    everyCallerIsAnswered("http://moving.shop");
    CLUSTER.apply(MigratingWorkload.pinnedTo(Target.DEPLOYMENT));
    CLUSTER.placement("moving").runsOn(Target.DEPLOYMENT, Duration.ofMinutes(3));
    everyCallerIsAnswered("http://moving.shop");

    LoadReport report = load.everyRequestWasAnswered();
    assertThat(report.slowest()).as(report::summary).isLessThan(2000);
    CLUSTER.placement("moving").delete();
  }

  /** Whatever Host they say, and where they say none. */
  private static void everyCallerIsAnswered(String url) {
    for (String host :
        List.of("moving", "moving.shop.svc", "www.example.com", "WWW.Example.COM:8443")) {
      assertThat(TEST_CLUSTER.status("-m", "30", "-H", "Host: " + host, url))
          .as(host)
          .isEqualTo(200);
    }
    assertThat(TEST_CLUSTER.status("-m", "30", "--http1.0", "-H", "Host:", url))
        .as("HTTP/1.0 without a Host")
        .isEqualTo(200);
    assertThat(TEST_CLUSTER.status("-m", "30", "-H", "X-Long: " + "x".repeat(60_000), url))
        .as("60 KB of headers")
        .isEqualTo(200);
  }

  @Test
  @Order(7)
  void a_deployment_in_git_is_adopted_moved_and_given_back_as_it_was() {
    kubectlApply(AdoptedWorkload.withoutAnnotations());
    TEST_CLUSTER.kubectl("rollout", "status", "-n", "shop", "deployment/legacy", "--timeout=120s");
    TEST_CLUSTER.answers("http://legacy.shop");
    String before = legacySpec();
    TestClusterCommand.Load load = TEST_CLUSTER.load("http://legacy.shop", 100);

    kubectlApply(AdoptedWorkload.servicePinnedTo("Knative"));
    CLUSTER.placement("legacy").runsOn(Target.KNATIVE, Duration.ofMinutes(3));
    assertThat(TEST_CLUSTER.status("-m", "30", "-H", "Host: www.example.com", nodePort()))
        .isEqualTo(200);
    kubectlApply(AdoptedWorkload.serviceWithoutAnnotations());
    await().atMost(Duration.ofMinutes(3)).until(() -> legacySpec().equals(before));

    load.everyRequestWasAnswered();
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> CLUSTER.placement("legacy").hasNo("workloadplacement", "hpa", "pdb"));
    assertThat(legacySpec()).isEqualTo(before);
  }

  private static void kubectlApply(String manifests) {
    TEST_CLUSTER.kubectl("apply", "-f", TestClusterCommand.file("legacy", manifests).toString());
  }

  /** How callers from outside the cluster come. */
  private static String nodePort() {
    return "http://%s:%s/"
        .formatted(
            TEST_CLUSTER.kubectl(
                "get", "nodes", "-o", "jsonpath={.items[0].status.addresses[0].address}"),
            TEST_CLUSTER.kubectl(
                "get", "-n", "shop", "service/legacy", "-o", "jsonpath={.spec.ports[0].nodePort}"));
  }

  private static String legacySpec() {
    return TEST_CLUSTER.kubectl("get", "-n", "shop", "deployment/legacy", "-o", "jsonpath={.spec}");
  }

  @Test
  @Order(8)
  void a_template_that_the_api_server_refuses_is_told_in_its_own_words_within_ten_seconds() {
    CLUSTER.apply(placement("refused", "Steady", "20", "150ms", ""));
    CLUSTER.placement("refused").isReady(Duration.ofMinutes(2));
    CLUSTER.apply(
        placement(
            "refused",
            "Steady",
            "20",
            "150ms",
            "[{name: 'not a name', value: x}, {name: '=', value: x}]"));
    CLUSTER
        .placement("refused")
        .isNotReadyBecause("Rejected", Duration.ofSeconds(10))
        .says("Invalid value");
    TEST_CLUSTER.answers("http://refused.shop");
    CLUSTER.apply(placement("refused", "Steady", "20", "150ms", ""));
    CLUSTER.placement("refused").isReady(Duration.ofMinutes(1));
  }

  @Test
  @Order(9)
  void a_taken_name_is_a_conflict_that_heals_when_the_name_is_free() {
    TEST_CLUSTER.kubectl("create", "-n", "shop", "service", "clusterip", "taken", "--tcp=80:80");
    String before =
        TEST_CLUSTER.kubectl(
            "get", "-n", "shop", "service", "taken", "-o", "jsonpath={.metadata.resourceVersion}");
    CLUSTER.apply(placement("taken", "Steady", "20", "150ms", ""));
    CLUSTER
        .placement("taken")
        .isNotReadyBecause("Conflict", Duration.ofSeconds(20))
        .says("Service 'taken'");
    CLUSTER.placement("taken").hasNo("deployment", "hpa", "pdb");
    assertThat(
            TEST_CLUSTER.kubectl(
                "get",
                "-n",
                "shop",
                "service",
                "taken",
                "-o",
                "jsonpath={.metadata.resourceVersion}"))
        .isEqualTo(before);
    TEST_CLUSTER.kubectl("delete", "-n", "shop", "service", "taken");
    CLUSTER.placement("taken").isReady(Duration.ofMinutes(2));
  }

  @Test
  @Order(10)
  void an_outage_of_the_api_server_ends_in_a_working_operator() {
    TEST_CLUSTER.run("kill", "kube-apiserver");
    RealCluster.passes(Duration.ofMinutes(1));
    TEST_CLUSTER.run("start", "kube-apiserver");
    CLUSTER.apiServerAnswers(Duration.ofMinutes(1));
    CLUSTER.applyWithin(Duration.ofMinutes(1), placement("after", "Steady", "20", "150ms", ""));
    CLUSTER
        .placement("after")
        .isDecided(Duration.ofMinutes(1))
        .hasRendered("deployment", "hpa", "pdb", "service");
    CLUSTER.placement("after").isReady(Duration.ofMinutes(3));
  }

  @Test
  @Order(11)
  void a_converged_operator_writes_nothing_and_knative_keeps_its_one_revision() {
    CLUSTER.everyPlacementIsReady(Duration.ofMinutes(3));
    CLUSTER.restartOperatorWith("RESYNC_INTERVAL=10s");
    aMinuteWithout(CLUSTER::operatorsWrites);
    CLUSTER.restartOperatorWith("RESYNC_INTERVAL-");
    aMinuteWithout(CLUSTER::operatorsWrites);
    assertThat(CLUSTER.revisionsPerKnativeService("shop"))
        .allSatisfy((service, count) -> assertThat(count).as(service).isEqualTo(1));
  }

  @Test
  @Order(12)
  void a_workload_on_knative_answers_from_zero() {
    // Long after its last request: to wait for that alone takes more than a minute.
    CLUSTER.placement("early").hasNoPods(Duration.ofMinutes(4));
    CLUSTER.placement("early").isReady(Duration.ofSeconds(1));
    TEST_CLUSTER.answers("http://early.shop");
  }

  @Test
  @Order(13)
  void knative_removed_again_leaves_every_workload_serving() {
    TEST_CLUSTER.removeKnative();
    CLUSTER
        .placement("early")
        .runsOn(Target.DEPLOYMENT, Duration.ofMinutes(2))
        .isReady(Duration.ofMinutes(2));
    TEST_CLUSTER.answers("http://early.shop");
    TEST_CLUSTER.answers("http://held.shop");
  }

  @Test
  @Order(14)
  void installed_by_helm_in_place_of_kubectl_it_takes_over_what_runs() {
    TEST_CLUSTER.kubectl(
        "delete",
        "-k",
        TestClusterCommand.repository().resolve(RealCluster.INSTALLATION).toString());
    TEST_CLUSTER.run(
        "helm",
        "install",
        "placement",
        TestClusterCommand.repository().resolve("charts/workload-placement-operator").toString(),
        "--set",
        "crds.install=false,router.image.repository=lab.local/envoy,router.image.tag=lab",
        "--create-namespace",
        "--namespace",
        RealCluster.OPERATOR_NAMESPACE);
    CLUSTER.operatorIsAvailable(2);
    TEST_CLUSTER.answers("http://held.shop");
    CLUSTER.apply(placement("by-helm", "Steady", "20", "150ms", ""));
    CLUSTER.placement("by-helm").isReady(Duration.ofMinutes(2));
  }

  private static String placement(
      String name, String pattern, String rate, String target, String env) {
    return """
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: %s, namespace: shop}
        spec:
          template:
            spec:
              containers:
                - name: app
                  image: lab.local/app:lab
                  imagePullPolicy: IfNotPresent
                  env: %s
                  resources: {requests: {cpu: 10m, memory: 32Mi}}
          traffic: {pattern: %s, averageRequestsPerSecond: "%s"}
          latency: {target: %s}
          rollout: {minReadySeconds: 1, progressDeadlineSeconds: 15}
        """
        .formatted(name, env.isEmpty() ? "[]" : env, pattern, rate, target);
  }
}
