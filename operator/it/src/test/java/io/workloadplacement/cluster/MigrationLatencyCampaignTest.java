package io.workloadplacement.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.load.LoadReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a move adds to the 95th percentile of the latency, and how much of that is the start of pods
 * on the same node: each move is measured beside the start of as many pods that nobody calls, under
 * the same load and in the same run.
 */
@Tag("campaign")
class MigrationLatencyCampaignTest {

  private static final int ROUNDS = 5;
  private static final Duration CALM = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final TestClusterCommand TEST_CLUSTER = TestClusterCommand.here();
  private static final RealCluster CLUSTER = new RealCluster(TEST_CLUSTER);

  private static final String PODS_THAT_NOBODY_CALLS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: beside, namespace: shop}
      spec:
        replicas: 3
        selector: {matchLabels: {app: beside}}
        template:
          metadata: {labels: {app: beside}}
          spec:
            containers:
              - name: app
                image: lab.local/app:lab
                imagePullPolicy: IfNotPresent
                resources: {requests: {cpu: 50m, memory: 32Mi}}
                readinessProbe: {httpGet: {path: /, port: 8080}}
      """;

  private final List<Long> movesToKnative = new ArrayList<>();
  private final List<Long> movesBack = new ArrayList<>();
  private final List<Long> startsOnDeployment = new ArrayList<>();
  private final List<Long> startsOnKnative = new ArrayList<>();

  @BeforeAll
  static void installed() {
    CLUSTER.install();
    CLUSTER.givesKnativeWhatItIsShippedWith();
    move(Target.DEPLOYMENT);
    TEST_CLUSTER.answers("http://moving.shop");
  }

  @AfterAll
  static void disconnect() {
    TEST_CLUSTER.kubectl("delete", "deployment", "beside", "-n", "shop", "--ignore-not-found");
    CLUSTER.close();
  }

  @Test
  void a_move_adds_at_most_ten_milliseconds_to_the_latency() {
    TestClusterCommand.Load load = TEST_CLUSTER.load("http://moving.shop", 150);
    List<Span> spans = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      spans.add(measured(MigrationLatencyCampaignTest::startPods, startsOnDeployment));
      stopPods();
      spans.add(measured(() -> move(Target.KNATIVE), movesToKnative));
      spans.add(measured(MigrationLatencyCampaignTest::startPods, startsOnKnative));
      stopPods();
      spans.add(measured(() -> move(Target.DEPLOYMENT), movesBack));
    }
    LoadReport report = load.everyRequestWasAnswered();
    spans.forEach(span -> span.into().add(span.added(report)));

    System.out.printf(
        "%s%n added to p95, in ms: start of pods beside a Deployment %s, move to Knative %s,"
            + " start of pods beside Knative %s, move back %s%n",
        report.summary(), startsOnDeployment, movesToKnative, startsOnKnative, movesBack);
    assertThat(median(movesToKnative)).isLessThanOrEqualTo(10);
    assertThat(median(movesBack)).isLessThanOrEqualTo(10);
  }

  /** A time of calm, and what was done after it. */
  private record Span(long from, long start, long end, List<Long> into) {

    long added(LoadReport report) {
      return report.between(start, end).percentile(0.95)
          - report.between(from, start).percentile(0.95);
    }
  }

  private static Span measured(Runnable work, List<Long> into) {
    long from = System.currentTimeMillis();
    RealCluster.passes(CALM);
    long start = System.currentTimeMillis();
    work.run();
    return new Span(from, start, System.currentTimeMillis(), into);
  }

  private static void startPods() {
    CLUSTER.apply(PODS_THAT_NOBODY_CALLS);
    TEST_CLUSTER.kubectl("rollout", "status", "-n", "shop", "deployment/beside");
    // As long as a move takes, so that both are shares of as many requests.
    RealCluster.passes(Duration.ofSeconds(12));
  }

  private static void stopPods() {
    TEST_CLUSTER.kubectl("delete", "deployment", "beside", "-n", "shop", "--cascade=foreground");
    RealCluster.passes(Duration.ofSeconds(5));
  }

  private static void move(Target to) {
    CLUSTER.apply(MigratingWorkload.pinnedTo(to));
    CLUSTER.placement("moving").runsOn(to, PATIENCE);
  }

  private static long median(List<Long> figures) {
    return figures.stream().sorted().toList().get(figures.size() / 2);
  }
}
