package io.workloadplacement.scenario;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.Optional;

/** A Deployment of others, its Service, and a placement over both. */
final class AdoptedCheckout {

  static final String DEPLOYMENT = "legacy";

  static final String DEPLOYMENT_AND_SERVICE =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: legacy, labels: {team: shop}}
      spec:
        selector: {matchLabels: {app: legacy}}
        template:
          metadata: {labels: {app: legacy, tier: web}}
          spec:
            terminationGracePeriodSeconds: 40
            containers:
              - name: app
                image: registry.example/legacy:1
                ports: [{name: web, containerPort: 9000}, {name: metrics, containerPort: 9100}]
                lifecycle: {preStop: {sleep: {seconds: 5}}}
                resources: {requests: {cpu: 100m, memory: 64Mi}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: checkout}
      spec:
        selector: {app: legacy}
        ports: [{name: http, port: 8000, targetPort: web}]
      """;

  private AdoptedCheckout() {}

  /** As a pipeline does that states the size. */
  static void start(ScenarioNamespace shop, int replicas) {
    shop.apply(
        DEPLOYMENT_AND_SERVICE.replace(
            "spec:\n  selector: {matchLabels",
            "spec:\n  replicas: " + replicas + "\n  selector: {matchLabels"));
  }

  /** The same, until its pods serve. */
  static void running(ScenarioNamespace shop, int replicas) {
    start(shop, replicas);
    shop.until(
        Deployment.class,
        DEPLOYMENT,
        deployment ->
            deployment.getStatus() != null
                && Integer.valueOf(replicas).equals(deployment.getStatus().getAvailableReplicas()));
  }

  static void adopt(ScenarioNamespace shop, String placement) {
    shop.apply(placement(placement, "{}"));
  }

  /** As a pipeline does that has stopped to state the size. */
  static void release(ScenarioNamespace shop) {
    shop.apply(DEPLOYMENT_AND_SERVICE);
  }

  static int replicas(ScenarioNamespace shop) {
    return live(shop).getSpec().getReplicas();
  }

  static int available(ScenarioNamespace shop) {
    return Optional.ofNullable(live(shop).getStatus())
        .map(DeploymentStatus::getAvailableReplicas)
        .orElse(0);
  }

  static String spec(ScenarioNamespace shop) {
    return String.valueOf(shop.asWritten(live(shop)).getAdditionalProperties().get("spec"));
  }

  private static Deployment live(ScenarioNamespace shop) {
    return shop.deployment(DEPLOYMENT).orElseThrow();
  }

  static String placement(String placement, String rollout) {
    return """
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: checkout}
        spec:
          workloadRef: {name: legacy}
          traffic: {pattern: Sporadic, averageRequestsPerSecond: "0.002", serviceTime: 50ms}
          latency: {target: 5s, coldStart: 1500ms}
          migration: {drainPeriod: 1s}
          scaling: {maxReplicas: 3}
          rollout: %s
          placement: {%s}
        """
        .formatted(rollout, placement);
  }
}
