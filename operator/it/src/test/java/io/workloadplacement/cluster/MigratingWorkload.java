package io.workloadplacement.cluster;

import io.workloadplacement.api.v1alpha1.Target;

/** A workload of 100 ms service time for 150 requests a second, which is moved back and forth. */
final class MigratingWorkload {

  private MigratingWorkload() {}

  static String pinnedTo(Target target) {
    return pinnedTo(target, "lab.local/app:lab", "10m");
  }

  static String pinnedTo(Target target, String image, String readyTimeout) {
    return """
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: moving, namespace: shop}
        spec:
          template:
            spec:
              containers:
                - name: app
                  image: %s
                  imagePullPolicy: IfNotPresent
                  env: [{name: SERVICE_TIME, value: 100ms}]
                  resources: {requests: {cpu: 50m, memory: 32Mi}}
          traffic:
            pattern: Steady
            averageRequestsPerSecond: "150"
            serviceTime: 100ms
            maxRequestDuration: 10s
          latency: {target: 500ms}
          scaling: {minReplicas: 3, maxReplicas: 4}
          rollout: {minReadySeconds: 1}
          migration: {drainPeriod: 10s, readyTimeout: %s}
          placement: {mode: Pinned, target: %s}
        """
        .formatted(image, readyTimeout, target);
  }
}
