package io.workloadplacement.local;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A cluster for each test, and the words to speak of it. */
abstract class ClusterTest {

  static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  static final String REPLICA_SETS = "/apis/apps/v1/namespaces/default/replicasets";
  static final String SERVICES = "/api/v1/namespaces/default/services";
  static final String PODS = "/api/v1/namespaces/default/pods";
  static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
  static final String AUTOSCALERS =
      "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
  static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  static final String KNATIVE_SERVICES = "/apis/serving.knative.dev/v1/namespaces/default/services";
  static final String KNATIVE_INGRESSES =
      "/apis/networking.internal.knative.dev/v1alpha1/namespaces/default/ingresses";

  static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers: [{name: app, image: "registry.example/web:1", ports: [{containerPort: 8080}]}]
      """;

  LocalCluster cluster;
  ApiClient api;

  @BeforeEach
  void start() throws IOException {
    cluster = LocalCluster.start(options());
    api = new ApiClient(cluster.url());
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  Options options() {
    return Options.defaults().withKnative(false).withPodStart(Duration.ofMillis(20));
  }

  /** Waits until an object is as it should be, and returns it. */
  JsonNode until(String path, Predicate<JsonNode> condition) {
    return await(path)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> api.get(path).body(), condition::test);
  }

  static String condition(JsonNode object, String type) {
    for (JsonNode condition : object.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        String reason = condition.path("reason").asText();
        return condition.path("status").asText() + (reason.isEmpty() ? "" : " " + reason);
      }
    }
    return "absent";
  }

  static boolean isRolledOut(JsonNode deployment) {
    return deployment.at("/status/observedGeneration").asLong()
            == deployment.at("/metadata/generation").asLong()
        && condition(deployment, "Progressing").equals("True NewReplicaSetAvailable")
        && deployment.at("/status/availableReplicas").asInt()
            == deployment.at("/spec/replicas").asInt()
        && deployment.at("/status/replicas").asInt() == deployment.at("/spec/replicas").asInt();
  }
}
