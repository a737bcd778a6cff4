package io.workloadplacement.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.load.LoadReport;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Moves under a load of 150 requests a second, again and again, with the operator killed, and into
 * every trouble that is known. It takes most of an hour, so it is run on purpose:
 *
 * <pre>
 * ./mvnw -Pcampaign -pl operator/it -am test
 * </pre>
 *
 * <p>The cluster has Knative, and the operator's image.
 */
@Tag("campaign")
class MigrationCampaignTest {

  private static final String URL = "http://moving.shop";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final TestClusterCommand TEST_CLUSTER = TestClusterCommand.here();
  private static final RealCluster CLUSTER = new RealCluster(TEST_CLUSTER);

  @BeforeAll
  static void installed() {
    CLUSTER.install();
    CLUSTER.givesKnativeWhatItIsShippedWith();
  }

  @BeforeEach
  void aDeploymentServes() {
    move(Target.DEPLOYMENT);
    TEST_CLUSTER.answers(URL);
  }

  @AfterEach
  void troubleIsOver() {
    TEST_CLUSTER.kubectl("delete", "quota", "-n", "shop", "--all");
    scale("knative-serving", "controller", 1);
    CLUSTER.router().scale(2);
  }

  @AfterAll
  static void disconnect() {
    CLUSTER.close();
  }

  @RepeatedTest(10)
  void no_request_is_lost_in_either_direction(RepetitionInfo repetition) {
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 150);
    RealCluster.passes(Duration.ofSeconds(10));
    long start = System.currentTimeMillis();
    move(Target.KNATIVE);
    long onKnative = System.currentTimeMillis();
    RealCluster.passes(Duration.ofSeconds(10));
    long settled = System.currentTimeMillis();
    move(Target.DEPLOYMENT);
    long back = System.currentTimeMillis();
    RealCluster.passes(Duration.ofSeconds(5));

    LoadReport report = load.everyRequestWasAnswered();
    System.out.printf(
        "%d: %s%n   to Knative in %d s: p95 %d ms before, %d ms during; back in %d s: %d ms before, %d ms during%n",
        repetition.getCurrentRepetition(),
        report.summary(),
        (onKnative - start) / 1000,
        report.between(0, start).percentile(0.95),
        report.between(start, onKnative).percentile(0.95),
        (back - settled) / 1000,
        report.between(onKnative, settled).percentile(0.95),
        report.between(settled, back).percentile(0.95));
    assertThat(report.slowest()).as(report::summary).isLessThan(2000);
  }

  @RepeatedTest(10)
  void no_request_is_lost_while_the_operator_is_killed(RepetitionInfo repetition) {
    RandomGenerator random = new Random(repetition.getCurrentRepetition());
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 150);
    for (Target to : new Target[] {Target.KNATIVE, Target.DEPLOYMENT}) {
      CLUSTER.apply(MigratingWorkload.pinnedTo(to));
      RealCluster.passes(Duration.ofMillis(random.nextInt(15_000)));
      CLUSTER.killOperator();
      moved(to);
    }
    LoadReport report = load.everyRequestWasAnswered();
    System.out.printf("%d: %s%n", repetition.getCurrentRepetition(), report.summary());
    assertThat(report.slowest()).as(report::summary).isLessThan(2000);
  }

  @RepeatedTest(10)
  void no_request_is_lost_while_a_router_pod_is_deleted(RepetitionInfo repetition) {
    RandomGenerator random = new Random(repetition.getCurrentRepetition());
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 150);
    for (Target to : new Target[] {Target.KNATIVE, Target.DEPLOYMENT}) {
      CLUSTER.apply(MigratingWorkload.pinnedTo(to));
      RealCluster.passes(Duration.ofMillis(random.nextInt(15_000)));
      CLUSTER.router().deleteOnePod();
      moved(to);
    }
    LoadReport report = load.everyRequestWasAnswered();
    System.out.printf("%d: %s%n", repetition.getCurrentRepetition(), report.summary());
    assertThat(report.slowest()).as(report::summary).isLessThan(2000);
    CLUSTER.router().isReady();
  }

  /** The image is the same on both sides: the Deployment serves with the pods that it had. */
  @Test
  void an_image_that_never_gets_ready_ends_with_the_deployment_serving() {
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 50);
    CLUSTER.apply(MigratingWorkload.pinnedTo(Target.KNATIVE, "lab.local/absent:1", "30s"));
    CLUSTER
        .placement("moving")
        .isBackingOffOn(Target.DEPLOYMENT, PATIENCE)
        .says("ImagePullBackOff")
        .says("lab.local/absent:1");
    move(Target.DEPLOYMENT);
    load.everyRequestWasAnswered();
  }

  @Test
  void a_quota_ends_with_the_deployment_serving() {
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 50);
    TEST_CLUSTER.kubectl("create", "quota", "no-more", "-n", "shop", "--hard=pods=0");
    CLUSTER.apply(MigratingWorkload.pinnedTo(Target.KNATIVE, "lab.local/app:lab", "30s"));
    CLUSTER.placement("moving").isBackingOffOn(Target.DEPLOYMENT, PATIENCE).says("quota");
    TEST_CLUSTER.kubectl("delete", "quota", "no-more", "-n", "shop");
    moved(Target.KNATIVE);
    TEST_CLUSTER.kubectl("create", "quota", "no-more", "-n", "shop", "--hard=pods=0");
    CLUSTER.apply(MigratingWorkload.pinnedTo(Target.DEPLOYMENT, "lab.local/app:lab", "30s"));
    CLUSTER.placement("moving").isBackingOffOn(Target.KNATIVE, PATIENCE).says("quota");
    TEST_CLUSTER.kubectl("delete", "quota", "no-more", "-n", "shop");
    move(Target.DEPLOYMENT);
    load.everyRequestWasAnswered();
  }

  @Test
  void knatives_controllers_stopped_in_the_middle_end_with_the_deployment_serving() {
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 50);
    scale("knative-serving", "controller", 0);
    CLUSTER.apply(MigratingWorkload.pinnedTo(Target.KNATIVE, "lab.local/app:lab", "30s"));
    CLUSTER.placement("moving").isBackingOffOn(Target.DEPLOYMENT, PATIENCE);
    scale("knative-serving", "controller", 1);
    move(Target.KNATIVE);
    scale("knative-serving", "controller", 0);
    CLUSTER.apply(MigratingWorkload.pinnedTo(Target.DEPLOYMENT));
    moved(Target.DEPLOYMENT);
    scale("knative-serving", "controller", 1);
    load.everyRequestWasAnswered();
  }

  @Test
  void router_pods_may_be_replaced_and_scaled_during_and_after_a_migration() {
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 50);
    CLUSTER.apply(MigratingWorkload.pinnedTo(Target.KNATIVE));
    CLUSTER.router().scale(3);
    moved(Target.KNATIVE);
    CLUSTER.router().serves("moving", 3);
    CLUSTER.router().rollOver();
    CLUSTER.router().serves("moving", 3);
    CLUSTER.apply(MigratingWorkload.pinnedTo(Target.DEPLOYMENT));
    CLUSTER.router().scale(2);
    moved(Target.DEPLOYMENT);
    load.everyRequestWasAnswered();
  }

  @Test
  void taken_names_end_in_a_conflict_with_the_old_side_serving() {
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 50);
    TEST_CLUSTER.kubectl(
        "create",
        "-n",
        "shop",
        "-f",
        TestClusterCommand.file("ksvc", TAKEN_KNATIVE_SERVICE).toString());
    CLUSTER.apply(MigratingWorkload.pinnedTo(Target.KNATIVE));
    CLUSTER
        .placement("moving")
        .isNotReadyBecause("Conflict", Duration.ofSeconds(30))
        .says("'moving-kn'");
    TEST_CLUSTER.kubectl("delete", "-n", "shop", "ksvc", "moving-kn");
    moved(Target.KNATIVE);
    TEST_CLUSTER.kubectl(
        "create", "-n", "shop", "service", "clusterip", "moving-pods", "--tcp=80:80");
    CLUSTER.apply(MigratingWorkload.pinnedTo(Target.DEPLOYMENT));
    CLUSTER
        .placement("moving")
        .isNotReadyBecause("Conflict", Duration.ofSeconds(30))
        .says("'moving-pods'");
    TEST_CLUSTER.kubectl("delete", "-n", "shop", "service", "moving-pods");
    moved(Target.DEPLOYMENT);
    load.everyRequestWasAnswered();
  }

  private static final String TAKEN_KNATIVE_SERVICE =
      """
      apiVersion: serving.knative.dev/v1
      kind: Service
      metadata: {name: moving-kn}
      spec: {template: {spec: {containers: [{image: "lab.local/app:lab", imagePullPolicy: IfNotPresent}]}}}
      """;

  private static void scale(String namespace, String deployment, int replicas) {
    TEST_CLUSTER.kubectl(
        "scale", "-n", namespace, "deployment/" + deployment, "--replicas=" + replicas);
    TEST_CLUSTER.kubectl("rollout", "status", "-n", namespace, "deployment/" + deployment);
  }

  private static void move(Target to) {
    CLUSTER.apply(MigratingWorkload.pinnedTo(to));
    moved(to);
  }

  private static void moved(Target to) {
    CLUSTER.placement("moving").runsOn(to, PATIENCE);
  }
}
