package io.workloadplacement.decision;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Placements on which the rules of a policy are tried when it is read: small ones, one with
 * everything set, one that adopts, and one that is as large as they get. All texts that the rules
 * mention are keys of their labels and annotations, so that what stands behind such a condition is
 * tried too.
 */
final class RuleSamples {

  private static final int MAX_KEYS = 16;
  private static final int MAX_VALUES = 4;
  private static final int LONG_LABEL = 63;
  private static final int LONG_ANNOTATIONS = 32 * 1024;

  private static final String SMALL =
      """
      {"spec": {"template": {"spec": {"containers": [{"name": "app", "image": "example/app"}]}},
        "traffic": {"pattern": "Steady", "protocol": "HTTP1", "averageRequestsPerSecond": "1"},
        "latency": {"target": "1s"}, "placement": {"mode": "Auto"}}}""";

  private static final String ADOPTING =
      """
      {"spec": {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "sample"},
        "traffic": {"pattern": "Sporadic", "protocol": "TCP"}, "latency": {"target": "1s"},
        "placement": {"mode": "Recommend"}}}""";

  private static final String COMPLETE =
      """
      {"spec": {
        "template": {"metadata": {"labels": {"app": "sample"}, "annotations": {"a": "b"}},
          "spec": {"serviceAccountName": "sample", "nodeSelector": {"disk": "ssd"},
            "containers": [{"name": "app", "image": "registry.example/shop/app:1.2.3",
              "ports": [{"name": "http", "containerPort": 8080}],
              "env": [{"name": "A", "value": "b"}],
              "resources": {"requests": {"cpu": "500m", "memory": "512Mi"},
                "limits": {"memory": "1Gi"}},
              "readinessProbe": {"httpGet": {"path": "/", "port": 8080}},
              "securityContext": {"runAsNonRoot": true},
              "volumeMounts": [{"name": "data", "mountPath": "/data"}]}],
            "volumes": [{"name": "data", "emptyDir": {}}]}},
        "traffic": {"pattern": "Bursty", "protocol": "GRPC", "averageRequestsPerSecond": "0.5",
          "peakRequestsPerSecond": "20", "serviceTime": "35ms", "maxRequestDuration": "30s",
          "concurrencyPerReplica": 50, "burst": {"duration": "5m", "interval": "2h"},
          "activeWindows": [{"schedule": "0 8 * * 1-5", "duration": "10h", "timeZone": "UTC"}]},
        "latency": {"target": "150ms", "percentile": 95, "coldStart": "800ms"},
        "placement": {"mode": "Pinned", "target": "Knative", "exception": {"reason": "a",
          "approvedBy": "b", "expiresAt": "2030-01-01T00:00:00Z"}},
        "scaling": {"minReplicas": 1, "maxReplicas": 20, "targetUtilizationPercentage": 70},
        "rollout": {"maxUnavailable": 0, "maxSurge": 1, "minReadySeconds": 10,
          "progressDeadlineSeconds": 600, "autoRollback": true},
        "migration": {"readyTimeout": "10m", "drainPeriod": "30s"}, "service": {"port": 80}}}""";

  private RuleSamples() {}

  /**
   * The samples for rules that mention some texts.
   *
   * @return what rules see, as {@link RuleInput} makes it
   */
  static List<Map<String, Object>> mentioning(Collection<String> texts) {
    List<String> keys =
        Stream.concat(Stream.of("app"), texts.stream().sorted())
            .distinct()
            .limit(MAX_KEYS)
            .toList();
    List<Map<String, Object>> samples = new ArrayList<>();
    samples.add(sample(SMALL, Map.of(), Map.of()));
    samples.add(sample(ADOPTING, Map.of(), Map.of()));
    Stream.concat(Stream.of("true", "1"), keys.stream().limit(MAX_VALUES))
        .forEach(value -> samples.add(sample(COMPLETE, all(keys, value), all(keys, value))));
    samples.add(large(keys));
    return samples;
  }

  private static Map<String, Object> large(List<String> keys) {
    WorkloadPlacement placement = placement(COMPLETE);
    List<EnvVar> environment =
        IntStream.range(0, 20)
            .mapToObj(i -> new EnvVar("NAME_" + i, "x".repeat(100), null))
            .toList();
    Objects.requireNonNull(placement.getSpec().template(), "the sample has one")
        .getSpec()
        .setContainers(
            IntStream.range(0, 10)
                .mapToObj(
                    i ->
                        new ContainerBuilder()
                            .withName("app-" + i)
                            .withImage("registry.example/" + "a".repeat(100))
                            .withEnv(environment)
                            .build())
                .toList());
    return input(
        placement,
        all(keys, "a".repeat(LONG_LABEL)),
        all(
            Stream.concat(keys.stream(), Stream.of("notes")).toList(),
            "a".repeat(LONG_ANNOTATIONS / (keys.size() + 1))));
  }

  private static Map<String, Object> sample(
      String json, Map<String, String> labels, Map<String, String> annotations) {
    return input(placement(json), labels, annotations);
  }

  private static Map<String, Object> input(
      WorkloadPlacement placement, Map<String, String> labels, Map<String, String> annotations) {
    placement.setMetadata(
        new ObjectMetaBuilder()
            .withName("sample")
            .withNamespace("samples")
            .withLabels(labels)
            .withAnnotations(annotations)
            .build());
    Namespace namespace =
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("samples")
            .withLabels(labels)
            .withAnnotations(annotations)
            .endMetadata()
            .build();
    return RuleInput.of(placement, namespace);
  }

  private static Map<String, String> all(List<String> keys, String value) {
    Map<String, String> map = new HashMap<>();
    keys.forEach(key -> map.put(key, value));
    return map;
  }

  private static WorkloadPlacement placement(String json) {
    try {
      return RuleInput.MAPPER.readValue(json, WorkloadPlacement.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a sample is not JSON", e);
    }
  }
}
