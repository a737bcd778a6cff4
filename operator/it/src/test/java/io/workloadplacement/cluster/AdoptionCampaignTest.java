package io.workloadplacement.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.load.LoadReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A Deployment and a Service as they are in Git, placed by annotations while requests come in and
 * pipelines go on applying. The cluster has Knative, and the operator's image.
 *
 * <pre>
 * ./mvnw -Pcampaign -pl operator/it -am test
 * </pre>
 */
@Tag("campaign")
class AdoptionCampaignTest {

  private static final String URL = "http://legacy.shop";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration BETWEEN_SYNCS = Duration.ofSeconds(10);
  private static final int SYNCS_OF_A_SIDE = 20;
  private static final TestClusterCommand TEST_CLUSTER = TestClusterCommand.here();
  private static final RealCluster CLUSTER = new RealCluster(TEST_CLUSTER);

  @BeforeAll
  static void installed() {
    CLUSTER.install();
    CLUSTER.givesKnativeWhatItIsShippedWith();
  }

  @BeforeEach
  void itRunsAsItAlwaysDid() {
    apply(AdoptedWorkload.withoutAnnotations());
    TEST_CLUSTER.kubectl("rollout", "status", "-n", "shop", "deployment/legacy", "--timeout=120s");
    TEST_CLUSTER.answers(URL);
  }

  @AfterEach
  void nothingIsLeft() {
    TEST_CLUSTER.run("helm", "uninstall", "-n", "shop", "--ignore-not-found", "legacy");
    TEST_CLUSTER.kubectl(
        "delete", "-n", "shop", "service/legacy", "--wait=false", "--ignore-not-found");
    CLUSTER.replaceGateway();
    await().atMost(PATIENCE).until(() -> placement().isBlank());
    TEST_CLUSTER.kubectl("delete", "-n", "shop", "deployment/legacy", "--ignore-not-found");
  }

  @AfterAll
  static void disconnect() {
    CLUSTER.close();
  }

  @Test
  void adopted_moved_there_and_back_and_given_back_it_loses_no_request_and_is_as_before() {
    String before = spec();
    List<String> owners = CLUSTER.owners("legacy");
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 100);

    apply(AdoptedWorkload.servicePinnedTo("Knative"));
    runsOn(Target.KNATIVE);
    assertThat(replicas()).isEqualTo("0");
    apply(AdoptedWorkload.servicePinnedTo("Deployment"));
    runsOn(Target.DEPLOYMENT);
    apply(AdoptedWorkload.serviceWithoutAnnotations());
    await().atMost(PATIENCE).until(() -> spec().equals(before));
    RealCluster.passes(BETWEEN_SYNCS);

    LoadReport report = load.everyRequestWasAnswered();
    System.out.println("there and back: " + report.summary());
    assertThat(report.slowest()).as(report::summary).isLessThan(2000);
    assertThat(spec()).isEqualTo(before);
    assertThat(CLUSTER.owners("legacy")).as("but for spec.replicas").isEqualTo(owners);
  }

  @Test
  void given_back_from_knative_while_the_operator_is_killed_it_loses_no_request() {
    String before = spec();
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 100);
    apply(AdoptedWorkload.servicePinnedTo("Knative"));
    CLUSTER.killOperator();
    runsOn(Target.KNATIVE);

    apply(AdoptedWorkload.serviceWithoutAnnotations());
    CLUSTER.killOperator();
    await().atMost(PATIENCE).until(() -> spec().equals(before));
    RealCluster.passes(BETWEEN_SYNCS);

    System.out.println("killed: " + load.everyRequestWasAnswered().summary());
  }

  @Test
  void a_pipeline_that_states_no_size_and_the_operator_do_not_fight() {
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 50);
    for (String side : new String[] {"Knative", "Deployment"}) {
      String git = AdoptedWorkload.withoutReplicas(AdoptedWorkload.pinnedTo(side));
      sync(git, SYNCS_OF_A_SIDE);
      runsOn(side.equals("Knative") ? Target.KNATIVE : Target.DEPLOYMENT);
      String writes = CLUSTER.operatorsWrites();
      sync(git, SYNCS_OF_A_SIDE);
      assertThat(CLUSTER.operatorsWrites()).as("on %s", side).isEqualTo(writes);
    }
    System.out.println("synced: " + load.everyRequestWasAnswered().summary());
  }

  @Test
  void a_pipeline_that_states_a_size_is_told_which_line_to_remove() {
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 50);
    apply(AdoptedWorkload.pinnedTo("Knative"));
    runsOn(Target.KNATIVE);

    sync(AdoptedWorkload.pinnedTo("Knative"), SYNCS_OF_A_SIDE);

    CLUSTER
        .placement("legacy")
        .isNotReadyBecause("ScaleConflict", Duration.ofSeconds(1))
        .says("Remove the line 'replicas: 2' under spec");
    assertThat(replicas()).isEqualTo("2");
    apply(AdoptedWorkload.withoutReplicas(AdoptedWorkload.pinnedTo("Knative")));
    runsOn(Target.KNATIVE);
    assertThat(replicas()).isEqualTo("0");
    System.out.println("contested: " + load.everyRequestWasAnswered().summary());
  }

  @Test
  void a_helm_release_is_upgraded_on_either_side_while_requests_go_on() throws IOException {
    String release = AdoptedWorkload.withoutReplicas(AdoptedWorkload.pinnedTo("Knative"));
    TEST_CLUSTER.kubectl("delete", "-n", "shop", "deployment/legacy", "service/legacy");
    helm(release);
    runsOn(Target.KNATIVE);
    TEST_CLUSTER.answers(URL);
    TestClusterCommand.Load load = TEST_CLUSTER.load(URL, 50);

    helm(version(release, "two"));
    CLUSTER.placement("legacy").answers("two", PATIENCE);
    assertThat(replicas()).isEqualTo("0");
    helm(version(release.replace("target: Knative", "target: Deployment"), "two"));
    runsOn(Target.DEPLOYMENT);
    helm(version(release.replace("target: Knative", "target: Deployment"), "three"));
    CLUSTER.placement("legacy").answers("three", PATIENCE);

    System.out.println("helm: " + load.everyRequestWasAnswered().summary());
  }

  private static String version(String manifests, String version) {
    return manifests.replace(
        "value: 100ms}]", "value: 100ms}, {name: VERSION, value: " + version + "}]");
  }

  private static void helm(String manifests) throws IOException {
    Path chart = Files.createTempDirectory("chart");
    Files.writeString(
        chart.resolve("Chart.yaml"), "{apiVersion: v2, name: legacy, version: 1.0.0}\n");
    Files.createDirectory(chart.resolve("templates"));
    Files.writeString(chart.resolve("templates/all.yaml"), manifests);
    TEST_CLUSTER.run("helm", "upgrade", "--install", "-n", "shop", "legacy", chart.toString());
  }

  private static void sync(String git, int times) {
    Stream.generate(() -> git)
        .limit(times)
        .forEach(
            manifests -> {
              apply(manifests);
              RealCluster.passes(BETWEEN_SYNCS);
            });
  }

  private static void runsOn(Target side) {
    CLUSTER.placement("legacy").runsOn(side, PATIENCE);
  }

  /** As people and pipelines do. */
  private static void apply(String manifests) {
    TEST_CLUSTER.kubectl("apply", "-f", TestClusterCommand.file("legacy", manifests).toString());
  }

  private static String spec() {
    return TEST_CLUSTER.kubectl("get", "-n", "shop", "deployment/legacy", "-o", "jsonpath={.spec}");
  }

  private static String replicas() {
    return TEST_CLUSTER.kubectl(
        "get", "-n", "shop", "deployment/legacy", "-o", "jsonpath={.spec.replicas}");
  }

  private static String placement() {
    return TEST_CLUSTER.kubectl(
        "get", "-n", "shop", "workloadplacement", "--ignore-not-found", "-o", "name", "legacy");
  }
}
