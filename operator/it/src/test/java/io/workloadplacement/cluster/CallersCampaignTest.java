package io.workloadplacement.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.Target;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every kind of caller, on both sides and through a migration each way. It takes most of an hour,
 * so it is run on purpose:
 *
 * <pre>
 * ./mvnw -Pcampaign -pl operator/it -am test -Dtest=CallersCampaignTest
 * </pre>
 *
 * <p>The cluster has Knative, the operator's image, and that of its {@code jre}.
 */
@Tag("campaign")
class CallersCampaignTest {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final TestClusterCommand TEST_CLUSTER = TestClusterCommand.here();
  private static final RealCluster CLUSTER = new RealCluster(TEST_CLUSTER);

  @BeforeAll
  static void installed() {
    CLUSTER.install();
    CLUSTER.givesKnativeWhatItIsShippedWith();
    TEST_CLUSTER.run("load", TEST_CLUSTER.run("jre").strip());
    CLUSTER.apply(CalledWorkload.code());
    CLUSTER.apply(CalledWorkload.deployment());
    CLUSTER.apply(CalledWorkload.SERVICE);
    CLUSTER.apply(CalledWorkload.INGRESS);
    // There is no controller of load balancers: this is what one would write.
    TEST_CLUSTER.kubectl(
        "patch",
        "service",
        "callers",
        "-n",
        "shop",
        "--subresource=status",
        "--type=merge",
        "-p",
        "{'status': {'loadBalancer': {'ingress': [{'ip': '%s'}]}}}"
            .formatted(CalledWorkload.LOAD_BALANCER_IP)
            .replace('\'', '"'));
    TEST_CLUSTER.kubectl("rollout", "status", "-n", "shop", "deployment/ingress");
  }

  @AfterAll
  static void disconnect() {
    CLUSTER.close();
  }

  /** What takes five minutes is let end, as long as the drain lasts as long as a request may. */
  @Test
  void every_caller_is_answered_on_both_sides_and_through_a_migration_each_way() {
    migrate(Target.DEPLOYMENT, "6m");
    TestClusterCommand.Calls calls = calls(300);
    RealCluster.passes(Duration.ofSeconds(60));
    migrate(Target.KNATIVE, "6m");
    RealCluster.passes(Duration.ofSeconds(60));
    migrate(Target.DEPLOYMENT, "6m");
    CallReport report = calls.stop();
    System.out.println(report.summary());
    assertThat(report.failed()).as(report::summary).isEmpty();
  }

  private static TestClusterCommand.Calls calls(int streamSeconds) {
    return TEST_CLUSTER.calls(
        "callers",
        "shop",
        ofService("callers", "{.spec.clusterIP}"),
        TEST_CLUSTER
                .kubectl(
                    "get",
                    "nodes",
                    "-o",
                    "jsonpath={.items[0].status.addresses[?(@.type=='InternalIP')].address}")
                .strip()
            + ":"
            + ofService("callers", "{.spec.ports[0].nodePort}"),
        CalledWorkload.LOAD_BALANCER_IP,
        ofService("ingress", "{.spec.clusterIP}"),
        Integer.toString(streamSeconds));
  }

  private static String ofService(String name, String path) {
    return TEST_CLUSTER
        .kubectl("get", "service", name, "-n", "shop", "-o", "jsonpath=" + path)
        .strip();
  }

  private static void migrate(Target to, String drainPeriod) {
    CLUSTER.apply(CalledWorkload.pinnedTo(to, drainPeriod));
    CLUSTER.placement("callers").runsOn(to, PATIENCE);
  }
}
