package io.workloadplacement.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.cluster.CrashingOperator.Moment;
import io.workloadplacement.load.LoadReport;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The crash-point sweep on a real cluster: at every write of a move the operator is ended, once
 * before and once after it took effect, and another one is started. Requests go on all the while.
 */
@Tag("campaign")
class MigrationCrashCampaignTest {

  private static final String URL = "http://moving.shop";
  private static final TestClusterCommand TEST_CLUSTER = TestClusterCommand.here();
  private static final RealCluster CLUSTER = new RealCluster(TEST_CLUSTER);

  @BeforeAll
  static void theOperatorOfTheClusterRests() {
    CLUSTER.install();
    CLUSTER.givesKnativeWhatItIsShippedWith();
    TEST_CLUSTER.kubectl(
        "scale",
        "-n",
        RealCluster.OPERATOR_NAMESPACE,
        "deployment/workload-placement-operator",
        "--replicas=0");
    CLUSTER.operatorIsAvailable(0);
    CLUSTER.apply(MigratingWorkload.pinnedTo(Target.DEPLOYMENT));
  }

  @AfterAll
  static void theOperatorOfTheClusterWorksAgain() {
    TEST_CLUSTER.kubectl(
        "scale",
        "-n",
        RealCluster.OPERATOR_NAMESPACE,
        "deployment/workload-placement-operator",
        "--replicas=2");
    CLUSTER.close();
  }

  @ParameterizedTest
  @EnumSource
  void no_request_is_lost_whenever_the_operator_ends(Moment moment) {
    try (CrashingOperator calm = CrashingOperator.never()) {
      moved(Target.DEPLOYMENT);
    }
    TEST_CLUSTER.answers(URL);
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 50);
    int crashes = 0;
    boolean reached = true;
    for (int write = 1; reached; write++) {
      reached = false;
      for (Target to : new Target[] {Target.KNATIVE, Target.DEPLOYMENT}) {
        reached |= crashes(to, write, moment);
        crashes++;
      }
    }
    LoadReport report = load.everyRequestWasAnswered();
    System.out.printf("%s: %d crashes; %s%n", moment, crashes, report.summary());
    assertThat(crashes).isGreaterThan(20);
  }

  /** Whether a move has that many writes. */
  private static boolean crashes(Target to, int write, Moment moment) {
    try (CrashingOperator operator = new CrashingOperator(write, moment)) {
      CLUSTER.apply(MigratingWorkload.pinnedTo(to));
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> operator.crashed() || CLUSTER.placement("moving").hasMovedTo(to));
      if (!operator.crashed()) {
        return false;
      }
    }
    try (CrashingOperator another = CrashingOperator.never()) {
      moved(to);
    }
    return true;
  }

  private static void moved(Target to) {
    CLUSTER.placement("moving").runsOn(to, Duration.ofMinutes(3));
  }
}
