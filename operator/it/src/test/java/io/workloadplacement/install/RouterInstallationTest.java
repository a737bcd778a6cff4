package io.workloadplacement.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The router as both ways of installation give it. */
class RouterInstallationTest {

  private static final Path BOOTSTRAP =
      KubernetesObjects.ROOT.resolve("config/router/bootstrap/envoy.yaml");
  private static final int XDS_PORT = 18000;

  /** What Helm says of itself, and kustomize does not. */
  private static final List<String> OF_HELM =
      List.of(
          "app.kubernetes.io/instance",
          "app.kubernetes.io/managed-by",
          "app.kubernetes.io/part-of",
          "checksum/bootstrap");

  @TempDir private Path folder;

  static Stream<ObjectNode> workloads() {
    return Stream.of(
        Installations.byKustomize().ofRouter("Deployment"),
        Installations.byHelm().ofRouter("Deployment"),
        asDaemonSet().ofRouter("DaemonSet"));
  }

  @ParameterizedTest
  @CsvSource({
    "Deployment, -router",
    "PodDisruptionBudget, -router",
    "Service, -router",
    "Service, -operator-xds",
    "NetworkPolicy, -router",
    "NetworkPolicy, -operator"
  })
  void is_the_same_in_both_installations(String kind, String name) {
    JsonNode byHelm = Installations.byHelm().named(kind, name);
    JsonNode byKustomize = Installations.byKustomize().named(kind, name);

    assertThat(byHelm.at("/metadata/name")).isEqualTo(byKustomize.at("/metadata/name"));
    assertThat(withoutWhatIsOfHelm(byHelm.get("spec"))).isEqualTo(byKustomize.get("spec"));
  }

  @Test
  void starts_with_one_bootstrap_in_both_installations() {
    assertThat(Installations.byHelm().only("ConfigMap").at("/data/envoy.yaml").asText())
        .isEqualTo(KubernetesObjects.text(BOOTSTRAP))
        .isEqualTo(KubernetesObjects.text(Installations.CHART.resolve("files/envoy.yaml")));
  }

  @Test
  void kustomize_names_the_bootstrap_by_its_content() {
    assumeTrue(Installations.hasKubectl(), "kubectl is not there");
    KubernetesObjects rendered = Installations.kustomize("config/default");
    JsonNode bootstrap = rendered.only("ConfigMap");

    assertThat(bootstrap.at("/data/envoy.yaml").asText())
        .isEqualTo(KubernetesObjects.text(BOOTSTRAP));
    assertThat(bootstrap.at("/metadata/name").asText()).startsWith("workload-placement-router-");
    assertThat(volume(rendered.ofRouter("Deployment")))
        .isEqualTo(bootstrap.at("/metadata/name").asText());
  }

  @Test
  void leaves_no_trace_where_it_is_off() {
    String rendered =
        Installations.chart().set("router.enabled", false).set("crds.install", false).call();
    Set<String> without = ids(KubernetesObjects.parse(rendered));
    Set<String> more = new HashSet<>(ids(Installations.byHelm()));
    more.removeAll(without);
    more.removeIf(id -> id.startsWith("CustomResourceDefinition/"));

    assertThat(rendered.toLowerCase(Locale.ROOT))
        .doesNotContain("router", "xds", "envoy", "18000", "9902");
    assertThat(ids(Installations.byHelm())).containsAll(without);
    assertThat(more)
        .containsExactlyInAnyOrder(
            "ConfigMap/workload-placement-router",
            "Deployment/workload-placement-router",
            "NetworkPolicy/workload-placement-router",
            "PodDisruptionBudget/workload-placement-router",
            "Service/workload-placement-router",
            "Service/workload-placement-operator-xds");
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void meets_pod_security_restricted_with_a_read_only_root_and_no_token(ObjectNode workload) {
    JsonNode pod = workload.at("/spec/template/spec");
    assertThat(pod.get("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(65532);
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(pod.get("containers")).hasSize(1);
    JsonNode container = pod.at("/containers/0");
    JsonNode security = container.get("securityContext");
    assertThat(security.get("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(security.get("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(security.at("/capabilities").toString()).isEqualTo("{\"drop\":[\"ALL\"]}");
    assertThat(container.findValues("hostPort")).isEmpty();
    assertThat(container.findValues("host")).isEmpty();
    assertThat(pod.get("volumes")).allMatch(volume -> volume.has("configMap"));
    assertThat(pod.has("hostNetwork") || pod.has("hostPID") || pod.has("hostIPC")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void never_has_fewer_pods_during_a_rollout_and_lets_each_drain(ObjectNode workload) {
    JsonNode spec = workload.get("spec");
    JsonNode pod = spec.at("/template/spec");
    JsonNode rollout =
        spec.has("strategy")
            ? spec.at("/strategy/rollingUpdate")
            : spec.at("/updateStrategy/rollingUpdate");
    double drain =
        KubernetesObjects.parse(KubernetesObjects.text(BOOTSTRAP))
            .objects()
            .get(0)
            .findValuesAsText("fixed_delay")
            .stream()
            .mapToDouble(delay -> Double.parseDouble(delay.replace("s", "")))
            .sum();

    assertThat(rollout.get("maxUnavailable").asInt()).isZero();
    assertThat(rollout.get("maxSurge").asInt()).isEqualTo(1);
    assertThat(rollout).hasSize(2);
    assertThat(spec.get("minReadySeconds").asInt()).isPositive();
    assertThat(drain).isPositive();
    assertThat(pod.get("terminationGracePeriodSeconds").asDouble()).isGreaterThan(drain + 15);
    assertThat(pod.at("/containers/0/resources/requests").size()).isEqualTo(2);
    assertThat(pod.at("/containers/0/resources/limits").toString())
        .isEqualTo("{\"memory\":\"1Gi\"}");
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void is_asked_where_its_bootstrap_listens(ObjectNode workload) {
    JsonNode container = workload.at("/spec/template/spec/containers/0");
    List<Integer> listeners =
        KubernetesObjects.parse(KubernetesObjects.text(BOOTSTRAP))
            .objects()
            .get(0)
            .at("/static_resources/listeners")
            .findValues("port_value")
            .stream()
            .map(JsonNode::asInt)
            .toList();

    assertThat(listeners)
        .containsExactly(
            container.at("/ports/0/containerPort").asInt(),
            container.at("/lifecycle/preStop/httpGet/port").asInt());
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      assertThat(container.at("/" + probe + "/httpGet/port"))
          .isEqualTo(container.at("/ports/0/name"));
      assertThat(KubernetesObjects.text(BOOTSTRAP))
          .contains("path: " + container.at("/" + probe + "/httpGet/path").asText() + ",");
    }
  }

  @Test
  void runs_on_each_node_where_it_is_asked_to() {
    KubernetesObjects rendered = asDaemonSet();
    JsonNode daemonSet = rendered.ofRouter("DaemonSet").get("spec");

    assertThat(rendered.ofKind("Deployment")).hasSize(1);
    assertThat(rendered.ofKind("PodDisruptionBudget")).hasSize(1);
    assertThat(daemonSet.has("replicas")).isFalse();
    assertThat(daemonSet.has("strategy")).isFalse();
    assertThat(daemonSet.at("/template/spec/topologySpreadConstraints").isMissingNode()).isTrue();
    assertThat(daemonSet.at("/template/spec/containers"))
        .isEqualTo(
            Installations.byHelm().ofRouter("Deployment").at("/spec/template/spec/containers"));
  }

  @ParameterizedTest
  @CsvSource({
    "workload-placement-operator",
    "edge",
    "a-release-whose-name-is-as-long-as-helm-takes-it-1234",
    "a-release-that-is-called-so-that-its-operator-is-cut"
  })
  void finds_the_operator_and_is_found_by_it_whatever_the_release_is_called(String release) {
    KubernetesObjects rendered =
        KubernetesObjects.parse(Installations.chart().withName(release).call());
    ObjectNode router =
        rendered.ofKind("Deployment").stream()
            .filter(deployment -> deployment.toString().contains("POD_IP"))
            .findFirst()
            .orElseThrow();
    ObjectNode operator =
        rendered.ofKind("Deployment").stream()
            .filter(deployment -> !deployment.equals(router))
            .findFirst()
            .orElseThrow();
    JsonNode toRouter = service(rendered, environment(operator, "ROUTER_SERVICE"));
    JsonNode bootstrap =
        KubernetesObjects.parse(rendered.only("ConfigMap").at("/data/envoy.yaml").asText())
            .objects()
            .get(0)
            .at("/static_resources/clusters/0/load_assignment");
    JsonNode toOperator =
        service(rendered, bootstrap.findValue("address").findValue("address").asText());

    assertThat(ids(rendered)).hasSameSizeAs(rendered.objects());
    assertThat(volume(router)).isEqualTo(rendered.only("ConfigMap").at("/metadata/name").asText());
    assertThat(selected(toRouter, router)).isTrue();
    assertThat(selected(toRouter, operator)).isFalse();
    assertThat(selected(toOperator, operator)).isTrue();
    assertThat(selected(toOperator, router)).isFalse();
    assertThat(toOperator.at("/spec/ports/0/port").asInt()).isEqualTo(XDS_PORT);
    assertThat(bootstrap.findValue("port_value").asInt()).isEqualTo(XDS_PORT);
    assertThat(environment(operator, "XDS_PORT")).isEqualTo(Integer.toString(XDS_PORT));
    assertThat(operator.at("/spec/template/spec/containers/0/ports/1/containerPort").asInt())
        .isEqualTo(XDS_PORT);
    assertThat(rendered.ofKind("Service"))
        .allSatisfy(
            service ->
                assertThat(service.at("/metadata/name").asText()).hasSizeLessThanOrEqualTo(63));
  }

  @Test
  void only_it_asks_for_its_configuration_and_nobody_for_its_admin_port() {
    JsonNode operator = Installations.byHelm().ofOperator("NetworkPolicy").at("/spec/ingress/1");
    JsonNode router = Installations.byHelm().ofRouter("NetworkPolicy").get("spec");

    assertThat(operator.at("/ports").toString())
        .isEqualTo("[{\"protocol\":\"TCP\",\"port\":18000}]");
    assertThat(operator.get("from")).hasSize(1);
    assertThat(operator.at("/from/0/podSelector/matchLabels"))
        .isEqualTo(Installations.byHelm().ofRouter("Deployment").at("/spec/selector/matchLabels"))
        .isEqualTo(router.at("/podSelector/matchLabels"));
    assertThat(router.get("policyTypes").toString()).isEqualTo("[\"Ingress\"]");
    assertThat(router.at("/ingress/0").toString())
        .isEqualTo("{\"ports\":[{\"protocol\":\"TCP\",\"port\":20000,\"endPort\":23999}]}");
    assertThat(router.get("ingress").findValuesAsText("port")).containsExactly("20000", "9902");
  }

  @Test
  void who_scrapes_the_operator_scrapes_the_router_and_the_operator_reads_it_too() {
    KubernetesObjects rendered =
        KubernetesObjects.parse(
            Installations.chart()
                .withValuesFile(
                    values("networkPolicy: {from: [{podSelector: {matchLabels: {a: b}}}]}"))
                .call());

    assertThat(
            withoutWhatIsOfHelm(rendered.ofRouter("NetworkPolicy").at("/spec/ingress/1/from"))
                .toString())
        .isEqualTo(
            "[{\"podSelector\":{\"matchLabels\":{\"app.kubernetes.io/name\":"
                + "\"workload-placement-operator\"}}},{\"podSelector\":{\"matchLabels\":{\"a\":\"b\"}}}]");
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', docker.io/envoyproxy/envoy:distroless-v1.40.0",
    "registry.example/envoy, '', registry.example/envoy:distroless-v1.40.0",
    "registry.example/envoy, sha256:0123456789012345678901234567890123456789012345678901234567890123,"
        + " registry.example/envoy:distroless-v1.40.0@sha256:0123456789012345678901234567890123456789012345678901234567890123"
  })
  void its_image_is_named_by_tag_and_digest(String repository, String digest, String image) {
    var chart = Installations.chart().set("router.image.digest", digest);
    if (!repository.isEmpty()) {
      chart = chart.set("router.image.repository", repository);
    }

    assertThat(
            KubernetesObjects.parse(chart.call())
                .ofRouter("Deployment")
                .at("/spec/template/spec/containers/0/image")
                .asText())
        .isEqualTo(image);
  }

  @Test
  void its_pods_run_where_and_as_they_are_told_to() {
    JsonNode template =
        KubernetesObjects.parse(
                Installations.chart()
                    .withValuesFile(
                        values(
                            """
                            imagePullSecrets: [{name: registry}]
                            router:
                              replicas: 3
                              priorityClassName: system-cluster-critical
                              nodeSelector: {role: edge}
                              tolerations: [{key: edge, operator: Exists}]
                              affinity: {podAntiAffinity: {}}
                              podAnnotations: {team: platform}
                              podLabels: {zone: a}
                              resources: {limits: {memory: 2Gi}}
                            """))
                    .call())
            .ofRouter("Deployment")
            .get("spec");
    JsonNode pod = template.at("/template/spec");

    assertThat(template.get("replicas").asInt()).isEqualTo(3);
    assertThat(pod.at("/imagePullSecrets/0/name").asText()).isEqualTo("registry");
    assertThat(pod.get("priorityClassName").asText()).isEqualTo("system-cluster-critical");
    assertThat(pod.at("/nodeSelector/role").asText()).isEqualTo("edge");
    assertThat(pod.at("/tolerations/0/key").asText()).isEqualTo("edge");
    assertThat(pod.at("/affinity").has("podAntiAffinity")).isTrue();
    assertThat(template.at("/template/metadata/annotations/team").asText()).isEqualTo("platform");
    assertThat(template.at("/template/metadata/labels/zone").asText()).isEqualTo("a");
    assertThat(pod.at("/containers/0/resources/limits/memory").asText()).isEqualTo("2Gi");
    assertThat(pod.at("/containers/0/resources/requests/memory").asText()).isEqualTo("128Mi");
  }

  @ParameterizedTest
  @CsvSource({
    "router.kind, StatefulSet",
    "router.replicas, 0",
    "router.enabled, maybe",
    "router.image.tag, ''",
    "router.image.repository, ''",
    "router.image.digest, sha256:12",
    "router.image.pullPolicy, Sometimes",
    "router.replica, 3"
  })
  void wrong_values_are_refused_and_named(String value, String wrong) {
    assertThatThrownBy(() -> Installations.chart().set(value, wrong).call())
        .hasMessageContaining(value.substring(value.lastIndexOf('.') + 1));
  }

  private static KubernetesObjects asDaemonSet() {
    return KubernetesObjects.parse(Installations.chart().set("router.kind", "DaemonSet").call());
  }

  private static Set<String> ids(KubernetesObjects objects) {
    return objects.objects().stream()
        .map(object -> object.get("kind").asText() + "/" + object.at("/metadata/name").asText())
        .collect(Collectors.toSet());
  }

  private static JsonNode service(KubernetesObjects rendered, String name) {
    return rendered.ofKind("Service").stream()
        .filter(service -> service.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no Service " + name));
  }

  private static boolean selected(JsonNode service, JsonNode workload) {
    JsonNode labels = workload.at("/spec/template/metadata/labels");
    return service.at("/spec/selector").properties().stream()
        .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
  }

  private static String environment(JsonNode workload, String name) {
    for (JsonNode variable : workload.at("/spec/template/spec/containers/0/env")) {
      if (variable.get("name").asText().equals(name)) {
        return variable.get("value").asText();
      }
    }
    throw new AssertionError("no variable " + name);
  }

  private static String volume(JsonNode workload) {
    return workload.at("/spec/template/spec/volumes/0/configMap/name").asText();
  }

  private static JsonNode withoutWhatIsOfHelm(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(OF_HELM);
    }
    node.forEach(RouterInstallationTest::withoutWhatIsOfHelm);
    return node;
  }

  private Path values(String yaml) {
    try {
      return Files.writeString(folder.resolve("values.yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
