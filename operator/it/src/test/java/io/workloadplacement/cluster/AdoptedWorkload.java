package io.workloadplacement.cluster;

/**
 * A Deployment and its Service as they are in Git, and the annotations that ask for a placement.
 */
final class AdoptedWorkload {

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: legacy, namespace: shop}
      spec:
        replicas: 2
        selector: {matchLabels: {app: legacy}}
        template:
          metadata: {labels: {app: legacy}}
          spec:
            containers:
              - name: app
                image: lab.local/app:lab
                imagePullPolicy: IfNotPresent
                env: [{name: SERVICE_TIME, value: 100ms}]
                ports: [{name: web, containerPort: 8080}]
                readinessProbe: {httpGet: {path: /, port: web}, periodSeconds: 2}
                lifecycle: {preStop: {sleep: {seconds: 5}}}
                resources: {requests: {cpu: 50m, memory: 32Mi}}
      ---
      """;
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: legacy, namespace: shop, annotations: {ANNOTATIONS}}
      spec:
        selector: {app: legacy}
        type: NodePort
        ports: [{port: 80, targetPort: web}]
      """;

  private AdoptedWorkload() {}

  static String withoutAnnotations() {
    return DEPLOYMENT + SERVICE.replace("ANNOTATIONS", "");
  }

  /** Decided for one side by a pin. */
  static String pinnedTo(String target) {
    return DEPLOYMENT + servicePinnedTo(target);
  }

  static String servicePinnedTo(String target) {
    return SERVICE.replace(
        "ANNOTATIONS",
        """
        workloadplacement.io/traffic-pattern: Sporadic, \
        workloadplacement.io/average-requests-per-second: "100", \
        workloadplacement.io/latency-target: 5s, \
        workloadplacement.io/max-request-duration: 10s, \
        workloadplacement.io/mode: Pinned, \
        workloadplacement.io/target: %s"""
            .formatted(target));
  }

  static String serviceWithoutAnnotations() {
    return SERVICE.replace("ANNOTATIONS", "");
  }

  /** With a size that nobody states in Git. */
  static String withoutReplicas(String manifests) {
    return manifests.replace("  replicas: 2\n", "");
  }
}
