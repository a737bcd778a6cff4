package io.workloadplacement.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnativeTest extends ClusterTest {

  private static final String HELLO =
      """
      apiVersion: serving.knative.dev/v1
      kind: Service
      metadata: {name: hello-kn, labels: {networking.knative.dev/visibility: cluster-local}}
      spec:
        template:
          spec:
            containers: [{name: app, image: "registry.example/hello:1", ports: [{containerPort: 8080}]}]
      """;

  private static final String ROUTE =
      """
      apiVersion: networking.internal.knative.dev/v1alpha1
      kind: Ingress
      metadata:
        name: hello
        annotations: {networking.knative.dev/ingress.class: kourier.ingress.networking.knative.dev}
      spec:
        rules:
        - hosts: [hello.default]
          visibility: ClusterLocal
          http:
            paths:
            - splits: [{serviceName: TARGET, serviceNamespace: default, servicePort: 80, percent: 100}]
      """;

  @Override
  Options options() {
    return super.options().withKnative(true);
  }

  private static boolean isReady(JsonNode object) {
    return condition(object, "Ready").startsWith("True")
        && object.at("/status/observedGeneration").equals(object.at("/metadata/generation"));
  }

  @Test
  void aServiceBecomesReadyWithARevisionAnIngressAndTheAddressOfItsGateway() {
    api.create(KNATIVE_SERVICES, HELLO);

    JsonNode service = until(KNATIVE_SERVICES + "/hello-kn", KnativeTest::isReady);

    assertThat(service.at("/status/latestReadyRevisionName").asText()).isEqualTo("hello-kn-00001");
    assertThat(service.at("/status/url").asText())
        .isEqualTo("http://hello-kn.default.svc.cluster.local");
    JsonNode ingress = api.get(KNATIVE_INGRESSES + "/hello-kn").body();
    assertThat(ingress.at("/spec/rules/0/hosts/2").asText())
        .isEqualTo("hello-kn.default.svc.cluster.local");
    JsonNode split = ingress.at("/spec/rules/0/http/paths/0/splits/0");
    assertThat(split.at("/appendHeaders/Knative-Serving-Revision").asText())
        .isEqualTo("hello-kn-00001");
    String domain = ingress.at("/status/privateLoadBalancer/ingress/0/domainInternal").asText();
    assertThat(domain).isEqualTo("kourier-internal.kourier-system.svc.cluster.local");
    JsonNode slices =
        until(
            "/apis/discovery.k8s.io/v1/namespaces/kourier-system/endpointslices?labelSelector=kubernetes.io/service-name%3Dkourier-internal",
            list -> list.at("/items/0/endpoints").size() == 1);
    assertThat(slices.at("/items/0/ports/0/port").asInt()).isEqualTo(8081);
  }

  @Test
  void aChangeOfTheTemplateMakesANewRevisionAndAChangeOfTheTrafficDoesNot() {
    api.create(KNATIVE_SERVICES, HELLO);
    until(KNATIVE_SERVICES + "/hello-kn", KnativeTest::isReady);

    api.patch(
        KNATIVE_SERVICES + "/hello-kn",
        ApiClient.MERGE,
        "{spec: {traffic: [{latestRevision: true, percent: 100, tag: latest}]}}");
    until(KNATIVE_SERVICES + "/hello-kn", KnativeTest::isReady);
    assertThat(revisions()).isEqualTo(1);

    api.patch(
        KNATIVE_SERVICES + "/hello-kn",
        ApiClient.MERGE,
        "{spec: {template: {metadata: {annotations: {autoscaling.knative.dev/window: 30s}}}}}");
    JsonNode service =
        until(
            KNATIVE_SERVICES + "/hello-kn",
            one -> isReady(one) && one.at("/metadata/generation").asInt() == 3);
    assertThat(service.at("/status/latestReadyRevisionName").asText()).isEqualTo("hello-kn-00002");
    assertThat(revisions()).isEqualTo(2);
  }

  private int revisions() {
    return api.get("/apis/serving.knative.dev/v1/namespaces/default/revisions").at("/items").size();
  }

  @Test
  void aServiceThatFailsSaysWhyWhileItsFormerRevisionServes() {
    api.create(KNATIVE_SERVICES, HELLO);
    until(KNATIVE_SERVICES + "/hello-kn", KnativeTest::isReady);
    cluster.simulation().failKnativeService("default", "hello-kn", "the container crashed");

    api.patch(
        KNATIVE_SERVICES + "/hello-kn",
        ApiClient.MERGE,
        "{spec: {template: {metadata: {annotations: {autoscaling.knative.dev/window: 30s}}}}}");

    JsonNode failed =
        until(
            KNATIVE_SERVICES + "/hello-kn",
            one -> condition(one, "Ready").equals("False RevisionFailed"));
    assertThat(failed.at("/status/conditions").toString()).contains("the container crashed");
    assertThat(failed.at("/status/latestReadyRevisionName").asText()).isEqualTo("hello-kn-00001");
    assertThat(failed.at("/status/latestCreatedRevisionName").asText()).isEqualTo("hello-kn-00002");

    cluster.simulation().healKnativeService("default", "hello-kn");
    until(KNATIVE_SERVICES + "/hello-kn", KnativeTest::isReady);
  }

  @Test
  void aRevisionFallsToZeroPodsAfterItsWindowAndRisesToAMinimumSetOnIt() {
    api.create(KNATIVE_SERVICES, HELLO);
    until(KNATIVE_SERVICES + "/hello-kn", KnativeTest::isReady);
    String deployment = DEPLOYMENTS + "/hello-kn-00001-deployment";
    until(deployment, one -> one.at("/spec/replicas").asInt(-1) == 0);
    assertThat(isReady(api.get(KNATIVE_SERVICES + "/hello-kn").body())).isTrue();

    api.patch(
        "/apis/serving.knative.dev/v1/namespaces/default/revisions/hello-kn-00001",
        ApiClient.MERGE,
        "{metadata: {annotations: {autoscaling.knative.dev/min-scale: '3'}}}");

    until(deployment, one -> one.at("/status/readyReplicas").asInt() == 3);
    assertThat(revisions()).isEqualTo(1);
  }

  @Test
  void anAliasBecomesReadyOnceItsSplitHasEndpoints() {
    api.create(KNATIVE_INGRESSES, ROUTE.replace("TARGET", "web"));
    api.create(
        SERVICES,
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
        """);
    until(SLICES, list -> list.path("items").size() == 1);
    assertThat(condition(api.get(KNATIVE_INGRESSES + "/hello").body(), "Ready"))
        .isEqualTo("absent");

    api.create(DEPLOYMENTS, WEB);

    until(KNATIVE_INGRESSES + "/hello", KnativeTest::isReady);
  }

  @Test
  void aFieldBehindAFlagIsRefusedAndDefaultsAreFilledIn() {
    ApiClient.Answer refused =
        api.create(
            KNATIVE_SERVICES,
            HELLO.replace("containers:", "nodeSelector: {disk: ssd}\n      containers:"));
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.message())
        .contains("must not set the field(s): spec.template.spec.nodeSelector");

    ApiClient.Answer created = api.create(KNATIVE_SERVICES, HELLO);
    assertThat(created.at("/spec/template/spec/timeoutSeconds").asInt()).isEqualTo(300);
    assertThat(created.at("/spec/template/spec/containers/0/readinessProbe").toString())
        .isEqualTo("{\"tcpSocket\":{\"port\":0},\"successThreshold\":1}");
    assertThat(created.at("/spec/traffic").toString())
        .isEqualTo("[{\"latestRevision\":true,\"percent\":100}]");
  }

  @Test
  void knativeCanBeRemovedWithAllThatIsItsAndInstalledAgain() {
    api.create(KNATIVE_SERVICES, HELLO);
    until(KNATIVE_SERVICES + "/hello-kn", KnativeTest::isReady);

    cluster.removeKnative();

    until(DEPLOYMENTS, list -> list.path("items").isEmpty());
    until("/apis/serving.knative.dev/v1", document -> document.isTextual());
    assertThat(api.get(KNATIVE_SERVICES).code()).isEqualTo(404);
    until(
        "/api/v1/namespaces/kourier-system",
        namespace -> namespace.path("reason").asText().equals("NotFound"));

    cluster.installKnative();
    api.create(KNATIVE_SERVICES, HELLO);
    until(KNATIVE_SERVICES + "/hello-kn", KnativeTest::isReady);
  }

  @Test
  void aDelayHoldsReadinessBack() {
    cluster.simulation().knativeReadyAfter(Duration.ofHours(1));
    api.create(KNATIVE_SERVICES, HELLO);
    JsonNode waiting =
        until(KNATIVE_SERVICES + "/hello-kn", one -> !condition(one, "Ready").equals("absent"));
    assertThat(condition(waiting, "Ready")).startsWith("Unknown");

    cluster.simulation().knativeReadyAfter(Duration.ZERO);
    until(KNATIVE_SERVICES + "/hello-kn", KnativeTest::isReady);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com/{team}/a:1",
        "REGION-docker.example.com/PROJECT/a:1",
        "REGION/project/a:1",
        "Nginx",
        "localhost:5000/a",
        "nginx:",
        "nginx:-x y",
        "nginx@sha256:012",
        "nginx@sha512:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "$(IMAGE)",
        " nginx",
      })
  void anImageThatKnativeCannotParseIsRefusedInItsWords(String image) {
    ApiClient.Answer answer =
        api.create(KNATIVE_SERVICES, HELLO.replace("registry.example/hello:1", image));

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message())
        .startsWith(
            "admission webhook \"validation.webhook.serving.knative.dev\" denied the request")
        .contains("Failed to parse image reference: spec.template.spec.containers[0].image")
        .endsWith("could not parse reference: " + image);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ab",
        "library/nginx:1",
        "REGION-docker.example.com/project/a1:1",
        "localhost:5000/a1",
        "nginx:UPPER",
        "http://example.com/a",
        "nginx:1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "192.168.0.1:5000/a/b:1",
      })
  void anImageThatKnativeCanParseIsTaken(String image) {
    assertThat(
            api.create(KNATIVE_SERVICES, HELLO.replace("registry.example/hello:1", image)).code())
        .isEqualTo(201);
  }
}
