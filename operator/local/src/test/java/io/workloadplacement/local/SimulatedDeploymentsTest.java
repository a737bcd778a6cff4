package io.workloadplacement.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SimulatedDeploymentsTest extends ClusterTest {

  private static final String AUTOSCALER =
      """
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: web}
      spec:
        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
        minReplicas: 3
        maxReplicas: 8
      """;

  @Test
  void aDeploymentRollsOutAndItsServiceHasTheAddressesOfItsReadyPods() {
    api.create(DEPLOYMENTS, WEB);
    api.create(
        SERVICES,
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
        """);

    JsonNode deployment = until(DEPLOYMENTS + "/web", ClusterTest::isRolledOut);

    assertThat(deployment.at("/metadata/annotations/deployment.kubernetes.io~1revision").asText())
        .isEqualTo("1");
    assertThat(condition(deployment, "Available")).isEqualTo("True MinimumReplicasAvailable");
    JsonNode slices = until(SLICES, list -> list.at("/items/0/endpoints").size() == 2);
    assertThat(slices.at("/items/0/ports/0/port").asInt()).isEqualTo(8080);
    assertThat(slices.at("/items/0/endpoints/0/conditions/ready").asBoolean()).isTrue();
  }

  @Test
  void aRollingUpdateNeverGoesBelowTheWantedSizeNorAboveTheSurge() {
    api.create(DEPLOYMENTS, WEB);
    until(DEPLOYMENTS + "/web", ClusterTest::isRolledOut);
    List<Integer> available = new ArrayList<>();
    AtomicInteger most = new AtomicInteger();
    api.patch(
        DEPLOYMENTS + "/web",
        ApiClient.STRATEGIC,
        "{spec: {template: {spec: {containers: [{name: app, image: 'registry.example/web:2'}]}}}}");
    await()
        .until(
            () -> {
              JsonNode deployment = api.get(DEPLOYMENTS + "/web").body();
              available.add(deployment.at("/status/availableReplicas").asInt());
              most.accumulateAndGet(deployment.at("/status/replicas").asInt(), Math::max);
              return isRolledOut(deployment)
                  && deployment.at("/status/updatedReplicas").asInt() == 2
                  && deployment.at("/metadata/generation").asInt() == 2;
            });

    assertThat(available).allMatch(count -> count >= 2);
    assertThat(most.get()).isLessThanOrEqualTo(3);
    assertThat(
            api.get(DEPLOYMENTS + "/web")
                .at("/metadata/annotations/deployment.kubernetes.io~1revision")
                .asText())
        .isEqualTo("2");
  }

  @Test
  void aBadImageExceedsItsDeadlineWhileTheOldPodsStay() {
    cluster.simulation().failImage("broken");
    api.create(DEPLOYMENTS, WEB);
    until(DEPLOYMENTS + "/web", ClusterTest::isRolledOut);

    api.patch(
        DEPLOYMENTS + "/web",
        ApiClient.STRATEGIC,
        """
        spec:
          progressDeadlineSeconds: 20
          template: {spec: {containers: [{name: app, image: "registry.example/broken:2"}]}}
        """);

    JsonNode stuck =
        until(
            DEPLOYMENTS + "/web",
            deployment ->
                condition(deployment, "Progressing").equals("False ProgressDeadlineExceeded"));
    assertThat(stuck.at("/status/availableReplicas").asInt()).isEqualTo(2);
    assertThat(condition(stuck, "Available")).isEqualTo("True MinimumReplicasAvailable");

    cluster.simulation().healImage("broken");
    until(DEPLOYMENTS + "/web", ClusterTest::isRolledOut);
  }

  @Test
  void theFormerTemplateRunsAgainInItsOwnReplicaSet() {
    api.create(DEPLOYMENTS, WEB);
    until(DEPLOYMENTS + "/web", ClusterTest::isRolledOut);
    image("registry.example/web:2");
    image("registry.example/web:1");

    assertThat(api.get(REPLICA_SETS).at("/items")).hasSize(2);
    assertThat(
            api.get(DEPLOYMENTS + "/web")
                .at("/metadata/annotations/deployment.kubernetes.io~1revision")
                .asText())
        .isEqualTo("3");
  }

  private void image(String image) {
    long generation = api.get(DEPLOYMENTS + "/web").at("/metadata/generation").asLong();
    api.patch(
        DEPLOYMENTS + "/web",
        ApiClient.STRATEGIC,
        "{spec: {template: {spec: {containers: [{name: app, image: '" + image + "'}]}}}}");
    until(
        DEPLOYMENTS + "/web",
        deployment ->
            deployment.at("/metadata/generation").asLong() > generation
                && deployment.at("/status/updatedReplicas").asInt() == 2
                && isRolledOut(deployment));
  }

  @Test
  void refusedPodsAreTheDeploymentsReplicaFailure() {
    cluster.simulation().refusePods("default", "exceeded quota: compute");

    api.create(DEPLOYMENTS, WEB);

    JsonNode refused =
        until(
            DEPLOYMENTS + "/web",
            deployment -> condition(deployment, "ReplicaFailure").equals("True FailedCreate"));
    assertThat(refused.at("/status/conditions").toString())
        .contains("is forbidden: exceeded quota: compute");

    cluster.simulation().admitPods("default");
    JsonNode healed = until(DEPLOYMENTS + "/web", ClusterTest::isRolledOut);
    assertThat(condition(healed, "ReplicaFailure")).isEqualTo("absent");
  }

  @Test
  void anAutoscalerHoldsItsMinimumAndFollowsTheLoad() {
    api.create(DEPLOYMENTS, WEB);
    api.create(AUTOSCALERS, AUTOSCALER);
    until(DEPLOYMENTS + "/web", deployment -> deployment.at("/spec/replicas").asInt() == 3);

    cluster.simulation().load("default", "web", 7);
    until(DEPLOYMENTS + "/web", deployment -> deployment.at("/spec/replicas").asInt() == 7);

    cluster.simulation().load("default", "web", 100);
    until(DEPLOYMENTS + "/web", deployment -> deployment.at("/spec/replicas").asInt() == 8);
  }

  @Test
  void anAutoscalerLeavesADeploymentOfSizeZeroAlone() {
    api.create(DEPLOYMENTS, WEB.replace("replicas: 2", "replicas: 0"));
    api.create(AUTOSCALERS, AUTOSCALER);

    JsonNode autoscaler =
        until(
            AUTOSCALERS + "/web",
            one -> condition(one, "ScalingActive").equals("False ScalingDisabled"));

    assertThat(autoscaler.at("/status/desiredReplicas").asInt()).isZero();
    assertThat(api.get(DEPLOYMENTS + "/web").at("/spec/replicas").asInt()).isZero();
  }

  @Test
  void deletingADeploymentTakesItsReplicaSetsAndPodsAlong() {
    api.create(DEPLOYMENTS, WEB);
    until(DEPLOYMENTS + "/web", ClusterTest::isRolledOut);

    api.delete(DEPLOYMENTS + "/web");

    until(PODS, list -> list.path("items").isEmpty());
    assertThat(api.get(REPLICA_SETS).body().path("items")).isEmpty();
  }

  @Test
  void aHugeDeploymentIsReadyWithAFewPodsThatStandForTheOthers() {
    api.create(DEPLOYMENTS, WEB.replace("replicas: 2", "replicas: 100000"));

    JsonNode deployment = until(DEPLOYMENTS + "/web", ClusterTest::isRolledOut);

    assertThat(deployment.at("/status/readyReplicas").asInt()).isEqualTo(100_000);
    assertThat(api.get(PODS).at("/items")).hasSize(SimulatedReplicaSets.MOST_PODS);
    JsonNode events = api.get("/api/v1/namespaces/default/events").body();
    assertThat(events.at("/items/0/reason").asText()).isEqualTo(LocalCluster.PODS_BOUNDED);
    assertThat(events.at("/items/0/message").asText())
        .contains("100 of its 100000 pods are simulated");

    api.patch(DEPLOYMENTS + "/web", ApiClient.MERGE, "{spec: {replicas: 1}}");
    until(PODS, pods -> pods.at("/items").size() == 1);
  }

  @Test
  void aPausedDeploymentKeepsItsPodsAndTakesANewSizeAndRollsOutOnceResumed() {
    api.create(DEPLOYMENTS, WEB);
    until(DEPLOYMENTS + "/web", ClusterTest::isRolledOut);
    api.patch(DEPLOYMENTS + "/web", ApiClient.MERGE, "{spec: {paused: true}}");
    JsonNode paused =
        until(
            DEPLOYMENTS + "/web",
            one -> condition(one, "Progressing").equals("Unknown DeploymentPaused"));
    assertThat(paused.at("/status/readyReplicas").asInt()).isEqualTo(2);

    api.patch(
        DEPLOYMENTS + "/web",
        ApiClient.STRATEGIC,
        """
        spec:
          replicas: 3
          template: {spec: {containers: [{name: app, image: "registry.example/web:2"}]}}
        """);
    JsonNode scaled =
        until(DEPLOYMENTS + "/web", one -> one.at("/status/availableReplicas").asInt() == 3);
    assertThat(scaled.at("/status/updatedReplicas").asInt()).isZero();
    assertThat(api.get(REPLICA_SETS).at("/items")).hasSize(1);

    api.patch(DEPLOYMENTS + "/web", ApiClient.MERGE, "{spec: {paused: null}}");
    JsonNode resumed = until(DEPLOYMENTS + "/web", ClusterTest::isRolledOut);
    assertThat(resumed.at("/status/updatedReplicas").asInt()).isEqualTo(3);
  }

  @Test
  void aDeploymentThatIsPausedFromTheStartHasNoPods() {
    api.create(DEPLOYMENTS, WEB.replace("replicas: 2", "replicas: 2\n  paused: true"));

    until(
        DEPLOYMENTS + "/web",
        one -> condition(one, "Progressing").equals("Unknown DeploymentPaused"));
    assertThat(api.get(REPLICA_SETS).at("/items")).isEmpty();
  }
}
