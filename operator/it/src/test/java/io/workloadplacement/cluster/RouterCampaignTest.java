package io.workloadplacement.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.load.LoadReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What callers notice of the router: what it adds, who is asked to go, and what becomes of them
 * while its pods come and go. It takes half an hour, so it is run on purpose:
 *
 * <pre>
 * ./mvnw -Pcampaign -pl operator/it -am test -Dtest=RouterCampaignTest
 * </pre>
 *
 * <p>The cluster has Knative, and the operator's image.
 */
@Tag("campaign")
class RouterCampaignTest {

  private static final String URL = "http://moving.shop";
  private static final String GATEWAY_URL = "http://moving-kn.shop.svc.cluster.local";
  private static final int ROUNDS = 8;
  private static final Pattern MEDIAN = Pattern.compile("50% in ([0-9.]+) secs");
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final TestClusterCommand TEST_CLUSTER = TestClusterCommand.here();
  private static final RealCluster CLUSTER = new RealCluster(TEST_CLUSTER);

  @BeforeAll
  static void installed() {
    CLUSTER.install();
    CLUSTER.givesKnativeWhatItIsShippedWith();
  }

  @AfterAll
  static void disconnect() {
    CLUSTER.close();
  }

  @Test
  void the_router_adds_at_most_a_millisecond_beside_knatives_own_gateway() {
    migrate(Target.KNATIVE);
    List<Double> added = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      double gateway = median(GATEWAY_URL);
      double router = median(URL);
      System.out.printf("p50 by the gateway %.1f ms, by the router %.1f ms%n", gateway, router);
      added.add(router - gateway);
    }
    double median = added.stream().sorted().toList().get(ROUNDS / 2);
    System.out.printf("added to p50: %.1f ms%n", median);
    assertThat(median).isLessThanOrEqualTo(1.0);
  }

  @Test
  void no_request_is_lost_while_router_pods_come_and_go() {
    migrate(Target.KNATIVE);
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 70);
    for (int replicas : new int[] {5, 1, 2}) {
      CLUSTER.router().scale(replicas);
      CLUSTER.router().serves("moving", replicas);
    }
    CLUSTER.router().rollOver();
    CLUSTER.router().serves("moving", 2);
    LoadReport report = load.everyRequestWasAnswered();
    System.out.println(report.summary());
  }

  /** One node: its pods are evicted, one after the other as their budget says. */
  @Test
  void no_request_is_lost_while_the_routers_pods_are_evicted() {
    migrate(Target.KNATIVE);
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 70);
    CLUSTER.router().evictAll();
    CLUSTER.router().serves("moving", 2);
    LoadReport report = load.everyRequestWasAnswered();
    System.out.println(report.summary());
  }

  @Test
  void no_request_is_lost_when_the_leader_ends_while_the_router_is_attached() {
    for (int round = 0; round < 3; round++) {
      migrate(Target.DEPLOYMENT);
      TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 70);
      CLUSTER.apply(MigratingWorkload.pinnedTo(Target.KNATIVE));
      CLUSTER.placement("moving").isMigrating("Attaching", PATIENCE);
      CLUSTER.killOperator();
      CLUSTER.placement("moving").runsOn(Target.KNATIVE, PATIENCE);
      LoadReport report = load.everyRequestWasAnswered();
      System.out.println(report.summary());
    }
  }

  /** 200 callers that never close: none fails, and none is left on the router after a minute. */
  @Test
  void two_hundred_kept_connections_come_along_each_way() {
    migrate(Target.DEPLOYMENT);
    TestClusterCommand.Calls calls = TEST_CLUSTER.keptConnections("moving.shop", 200, 4000);
    RealCluster.passes(Duration.ofSeconds(10));
    migrate(Target.KNATIVE);
    RealCluster.passes(Duration.ofSeconds(10));
    long start = System.currentTimeMillis();
    migrate(Target.DEPLOYMENT);
    long end = System.currentTimeMillis();
    RealCluster.passes(Duration.ofSeconds(10));
    CallReport report = calls.stop();
    List<Long> askedToGo =
        report.calls().stream()
            .filter(call -> call.at() >= start && call.outcome().matches("ok .+"))
            .map(call -> (call.at() - start) / 1000)
            .sorted()
            .toList();
    System.out.printf(
        "%d calls, %d failed; back in %d s; asked to go or anew after (s): %s%n",
        report.calls().size(), report.failed().size(), (end - start) / 1000, askedToGo);
    assertThat(report.failed()).isEmpty();
    assertThat(askedToGo).hasSizeGreaterThanOrEqualTo(200);
  }

  private static double median(String url) {
    String report = TEST_CLUSTER.run("exec", "hey", "-z", "15s", "-c", "5", "-q", "4", url);
    Matcher median = MEDIAN.matcher(report);
    assertThat(median.find()).as(report).isTrue();
    assertThat(report).contains("[200]").doesNotContain("[5");
    return 1000 * Double.parseDouble(median.group(1));
  }

  private static void migrate(Target to) {
    CLUSTER.apply(MigratingWorkload.pinnedTo(to));
    CLUSTER.placement("moving").runsOn(to, PATIENCE);
  }
}
