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
    if (!TEST_CLUSTER.run("images").contains("lab.local/jre:lab")) {
      TEST_CLUSTER.run("load", TEST_CLUSTER.run("jre").strip());
    }
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

  /** What docs/address.md says of those who do not go when they are asked to. */
  @Test
  void what_is_open_a_minute_after_the_router_was_left_is_closed_and_nothing_else_fails() {
    migrate(Target.KNATIVE, "10s");
    TestClusterCommand.Calls calls = calls(300);
    RealCluster.passes(Duration.ofSeconds(30));
    CLUSTER.apply(CalledWorkload.pinnedTo(Target.DEPLOYMENT, "10s"));
    RealCluster.until(PATIENCE, () -> CLUSTER.router().addresses("callers").isEmpty());
    long left = System.currentTimeMillis();
    CLUSTER.placement("callers").runsOn(Target.DEPLOYMENT, PATIENCE);
    long ended = System.currentTimeMillis();
    CallReport report = calls.stop();
    System.out.println(report.summary());
    assertThat(report.failed())
        .isNotEmpty()
        .allSatisfy(
            call -> {
              assertThat(call.kind()).isIn("grpc-stream", "web-socket", "events");
              assertThat(call.at()).isLessThan(left + 10_000);
              // Envoy closes WebSockets up to 17 seconds before all else.
              long least = call.kind().equals("web-socket") ? 40_000 : 55_000;
              assertThat(call.at() + call.took()).isBetween(left + least, ended + 10_000);
            });
    assertThat(report.of("grpc-stream").failed())
        .allMatch(call -> !call.outcome().contains("asked to go after -1"));
  }

  @Test
  void what_a_caller_sends_arrives_as_it_would_without_the_router() {
    migrate(Target.KNATIVE, "10s");
    String revision = CLUSTER.latestRevision("callers-kn");
    String head =
        String.join(
            "\r\n",
            "GET /a/../b//c/%2e%2F;v=1?q=a+b&q=%zz&x=[] HTTP/1.1",
            "Host: www.Example.com:8443",
            "X-Trace-ID: aBc",
            "x_with_underscore: 1",
            "X-Twice: 1",
            "X-Twice: 2",
            "x-request-id: not-a-uuid",
            "X-Forwarded-Host: www.example.com",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Client-Cert: Hash=1",
            "Forwarded: for=192.0.2.9",
            "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "User-Agent: mine",
            "Accept-Encoding: br",
            "Cookie: a=1; b=2",
            "Authorization: Basic YTpi",
            "X-Empty:",
            "X-Latin: \u00e4",
            "");
    String byRouter = TEST_CLUSTER.arrives(ofService("callers", "{.spec.clusterIP}"), head);
    String direct =
        TEST_CLUSTER.arrives(
            ofService(revision, "{.spec.clusterIP}"),
            head
                + "Knative-Serving-Namespace: shop\r\nKnative-Serving-Revision: "
                + revision
                + "\r\n");
    assertThat(byRouter).startsWith("GET /a/../b//c/%2e%2F;v=1?q=a+b&q=%zz&x=[] HTTP/1.1\r\n");
    assertThat(withoutForwardedFor(byRouter)).isEqualTo(withoutForwardedFor(direct));
  }

  private static String withoutForwardedFor(String head) {
    return head.replaceAll("(?i)\r\nx-forwarded-for: [^\r]*", "");
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
