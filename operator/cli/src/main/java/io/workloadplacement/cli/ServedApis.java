package io.workloadplacement.cli;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Under which API version Kubernetes 1.30 and later serve the kinds that bear upon a placement. */
final class ServedApis {

  private static final Map<String, String> SERVED =
      Map.ofEntries(
          Map.entry("ConfigMap", "v1"),
          Map.entry("CronJob", "batch/v1"),
          Map.entry("DaemonSet", "apps/v1"),
          Map.entry("Deployment", "apps/v1"),
          Map.entry("HorizontalPodAutoscaler", "autoscaling/v2"),
          Map.entry("Ingress", "networking.k8s.io/v1"),
          Map.entry("Job", "batch/v1"),
          Map.entry("Namespace", "v1"),
          Map.entry("NetworkPolicy", "networking.k8s.io/v1"),
          Map.entry("Pod", "v1"),
          Map.entry("PodDisruptionBudget", "policy/v1"),
          Map.entry("ReplicaSet", "apps/v1"),
          Map.entry("ReplicationController", "v1"),
          Map.entry("Service", "v1"),
          Map.entry("StatefulSet", "apps/v1"));

  private static final Set<String> GROUPS =
      Set.of("", "apps", "autoscaling", "batch", "extensions", "networking.k8s.io", "policy");

  /** Served beside the newest version, with the fields that count in the same places. */
  private static final Set<String> ALSO = Set.of("autoscaling/v1 HorizontalPodAutoscaler");

  private ServedApis() {}

  /** What is wrong with the API version of an object of Kubernetes; empty if it is served. */
  static Optional<String> fault(ManifestDocument document) {
    String apiVersion = document.apiVersion();
    String served = SERVED.get(document.kind());
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    return served == null
            || served.equals(apiVersion)
            || !GROUPS.contains(group)
            || ALSO.contains(apiVersion + " " + document.kind())
        ? Optional.empty()
        : Optional.of(
            "Kubernetes 1.30 and later serve no %s of %s: write %s"
                .formatted(document.kind(), apiVersion, served));
  }
}
