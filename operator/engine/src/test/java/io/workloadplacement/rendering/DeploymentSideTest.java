package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTarget;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentSideTest {

  private static final String CLAIM =
      "{volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]}";

  @Test
  void the_number_of_replicas_is_left_to_the_autoscaler() {
    assertThat(render("spec: {containers: [{image: a}]}").deployment().getSpec().getReplicas())
        .isNull();
  }

  @Test
  void a_template_keeps_its_own_PORT_and_spread() {
    PodSpec pod =
        pod(
            """
            spec:
              topologySpreadConstraints: [{maxSkew: 2, topologyKey: rack, whenUnsatisfiable: DoNotSchedule}]
              containers: [{image: a, env: [{name: PORT, value: "1"}]}]
            """);

    assertThat(pod.getTopologySpreadConstraints())
        .singleElement()
        .satisfies(own -> assertThat(own.getTopologyKey()).isEqualTo("rack"));
    assertThat(serving(pod).getEnv())
        .singleElement()
        .satisfies(port -> assertThat(port.getValue()).isEqualTo("1"));
  }

  @Test
  void of_several_ports_8080_serves() {
    PodSpec pod =
        pod(
            """
            spec:
              containers:
                - {name: cache, image: a, ports: [{containerPort: 6379}]}
                - {name: server, image: b, ports: [{containerPort: 9102}, {containerPort: 8080}]}
            """);

    assertThat(pod.getContainers().get(0).getEnv()).isEmpty();
    assertThat(pod.getContainers().get(1).getEnv().get(0).getValue()).isEqualTo("8080");
    assertThat(pod.getContainers().get(1).getPorts()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"HTTP1, http", "H2C, h2c", "GRPC, grpc", "TCP, tcp"})
  void an_undeclared_port_is_declared_with_the_name_of_what_is_spoken(
      Protocol protocol, String name) {
    PodSpec pod =
        DeploymentSide.render(
                Fixtures.input(
                    "spec: {containers: [{image: a}]}",
                    Fixtures.profile(protocol, Duration.ofSeconds(30), 0.7)))
            .deployment()
            .getSpec()
            .getTemplate()
            .getSpec();

    assertThat(serving(pod).getPorts())
        .singleElement()
        .satisfies(
            port -> {
              assertThat(port.getName()).isEqualTo(name);
              assertThat(port.getContainerPort()).isEqualTo(8080);
            });
  }

  @ParameterizedTest
  @CsvSource({"30000, 35", "30001, 36", "500, 6"})
  void the_grace_period_covers_the_longest_request_and_the_sleep_before_it(
      long longestMillis, long seconds) {
    PodSpec pod =
        DeploymentSide.render(
                Fixtures.input(
                    "spec: {containers: [{image: a}]}",
                    Fixtures.profile(Protocol.HTTP1, Duration.ofMillis(longestMillis), 0.7)))
            .deployment()
            .getSpec()
            .getTemplate()
            .getSpec();

    assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(seconds);
    assertThat(serving(pod).getLifecycle().getPreStop().getSleep().getSeconds()).isEqualTo(5);
  }

  @Test
  void a_longer_grace_period_and_an_own_preStop_stay() {
    DeploymentManifests rendered =
        render(
            """
            spec:
              terminationGracePeriodSeconds: 120
              containers: [{image: a, resources: {requests: {cpu: 1m}}, lifecycle: {preStop: {exec: {command: [drain]}}}}]
            """);
    PodSpec pod = rendered.deployment().getSpec().getTemplate().getSpec();

    assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(120);
    assertThat(serving(pod).getLifecycle().getPreStop().getSleep()).isNull();
    assertThat(rendered.notes()).isEmpty();
  }

  @Test
  void an_own_postStart_gets_the_preStop_sleep_beside_it() {
    Container serving =
        serving(
            pod(
                "spec: {containers: [{image: a, lifecycle: {postStart: {exec: {command: [warm]}}}}]}"));

    assertThat(serving.getLifecycle().getPostStart()).isNotNull();
    assertThat(serving.getLifecycle().getPreStop().getSleep().getSeconds()).isEqualTo(5);
  }

  @Test
  void no_container_ends_before_the_requests_of_the_others() {
    PodSpec pod =
        pod(
            """
            spec:
              initContainers:
                - {name: migrate, image: m}
                - {name: mesh, image: s, restartPolicy: Always}
              containers:
                - {name: app, image: a, ports: [{containerPort: 8080}]}
                - {name: proxy, image: p}
                - {name: own, image: o, lifecycle: {preStop: {sleep: {seconds: 20}}}}
            """);

    assertThat(pod.getContainers())
        .extracting(container -> container.getLifecycle().getPreStop().getSleep().getSeconds())
        .containsExactly(5L, 5L, 20L);
    assertThat(pod.getInitContainers().get(0).getLifecycle()).isNull();
    assertThat(pod.getInitContainers().get(1).getLifecycle().getPreStop().getSleep().getSeconds())
        .isEqualTo(5);
    assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(30 + 20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{containers: [{name: a, image: a, resources: {limits: {cpu: 1m}}}]} | pod",
        "{containers: [{name: a, image: a, resources: {requests: {cpu: 1m}}}, {name: b, image: b, resources: {requests: {cpu: 1m}}}]} | pod",
        "{containers: [{name: a, image: a, resources: {requests: {cpu: 1m}}}], initContainers: [{name: b, image: b}]} | pod",
        "{containers: [{name: a, image: a, resources: {requests: {cpu: 1m}}}, {name: b, image: b}]} | a",
        "{containers: [{name: b, image: b}, {name: a, image: a, ports: [{containerPort: 3000}], resources: {requests: {cpu: 1m}}}]} | a",
        "{containers: [{name: a, image: a, resources: {requests: {cpu: 1m}}}], initContainers: [{name: b, image: b, restartPolicy: Always}]} | a",
        "{containers: [{name: a, image: a}, {name: b, image: b, resources: {requests: {cpu: 1m}}}]} | -",
      })
  void a_container_without_cpu_request_does_not_keep_the_autoscaler_from_scaling(
      String pod, String by) {
    DeploymentManifests rendered = render("spec: " + pod);

    assertThat(scaledBy(rendered)).isEqualTo(by);
    assertThat(rendered.notes()).hasSize(by.equals("pod") ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "annotations: {linkerd.io/inject: enabled} | {} | a",
        "labels: {sidecar.istio.io/inject: 'true'} | {} | a",
        "annotations: {dapr.io/enabled: 'true'} | {} | a",
        "labels: {app: a} | {labels: {istio-injection: enabled}} | a",
        "labels: {app: a} | {labels: {istio.io/rev: stable}} | a",
        "labels: {app: a} | {annotations: {linkerd.io/inject: enabled}} | a",
        "annotations: {linkerd.io/inject: disabled} | {annotations: {linkerd.io/inject: enabled}} | pod",
        "labels: {sidecar.istio.io/inject: 'false'} | {} | pod",
        "labels: {app: a} | {labels: {istio-injection: disabled}} | pod",
      })
  void a_sidecar_that_is_injected_later_does_not_either(
      String metadata, String namespace, String by) {
    RenderInput input =
        Fixtures.input(
                "{metadata: {%s}, spec: {containers: [{name: a, image: a, resources: {requests: {cpu: 1m}}}]}}"
                    .formatted(metadata))
            .in(ModelTree.model(yaml("{metadata: " + namespace + "}"), Namespace.class));

    assertThat(scaledBy(DeploymentSide.render(input))).isEqualTo(by);
  }

  /** The container by which it is scaled, {@code pod} for all of them, {@code -} for no request. */
  private static String scaledBy(DeploymentManifests rendered) {
    MetricSpec metric = rendered.autoscaler().orElseThrow().getSpec().getMetrics().get(0);
    if (metric.getContainerResource() != null) {
      assertThat(metric.getType()).isEqualTo("ContainerResource");
      assertThat(metric.getContainerResource().getTarget().getAverageUtilization()).isEqualTo(70);
      return metric.getContainerResource().getContainer();
    }
    MetricTarget target = metric.getResource().getTarget();
    if (target.getType().equals("AverageValue")) {
      assertThat(target.getAverageValue()).hasToString("70m");
      return "-";
    }
    return "pod";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]} | volumes[0]",
        "{volumes: [{name: tmp, emptyDir: {}}, {name: disk, awsElasticBlockStore: {volumeID: v}}]} | volumes[1]",
        "{volumes: [{name: v, hostPath: {path: /data}}], mount: /data} | volumes[0]",
        "{ports: [{containerPort: 8080, hostPort: 80}]} | hostPort 80",
        "{hostNetwork: true, ports: [{containerPort: 8080}]} | hostNetwork",
      })
  void a_new_replica_does_not_wait_for_what_the_old_one_holds(String pod, String named) {
    DeploymentManifests rendered = render(exclusive(pod, ""));
    var rolling = rendered.deployment().getSpec().getStrategy().getRollingUpdate();

    assertThat(rolling.getMaxSurge().getIntVal()).isZero();
    assertThat(rolling.getMaxUnavailable().getIntVal()).isEqualTo(1);
    assertThat(rendered.notes())
        .singleElement()
        .satisfies(note -> assertThat(note).contains(named, "spec.rollout.maxSurge"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{volumes: [{name: data, persistentVolumeClaim: {claimName: data, readOnly: true}}]}",
        "{volumes: [{name: v, nfs: {server: s, path: /v}}]}",
        "{volumes: [{name: v, hostPath: {path: /etc/localtime}}], readOnlyMount: /etc/localtime}",
        "{volumes: [{name: v, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce]}}}}]}",
        "{ports: [{containerPort: 8080, hostPort: 0}]}",
      })
  void replicas_that_can_run_side_by_side_are_replaced_without_a_gap(String pod) {
    DeploymentManifests rendered = render(exclusive(pod, ""));
    var rolling = rendered.deployment().getSpec().getStrategy().getRollingUpdate();

    assertThat(rolling.getMaxSurge().getIntVal()).isEqualTo(1);
    assertThat(rolling.getMaxUnavailable().getIntVal()).isZero();
    assertThat(rendered.notes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{maxSurge: 1} | 1 | 0",
        "{maxSurge: 50%} | 50% | 0",
        "{maxUnavailable: 0} | 1 | 0",
      })
  void a_stated_surge_is_kept_and_what_it_may_wait_for_is_said(
      String rollout, String maxSurge, String maxUnavailable) {
    DeploymentManifests rendered = render(exclusive(CLAIM, rollout));
    var rolling = rendered.deployment().getSpec().getStrategy().getRollingUpdate();

    assertThat(rolling.getMaxSurge().getValue()).hasToString(maxSurge);
    assertThat(rolling.getMaxUnavailable().getValue()).hasToString(maxUnavailable);
    assertThat(rendered.notes())
        .singleElement()
        .satisfies(note -> assertThat(note).contains("may wait for ever", "Recreate"));
  }

  @Test
  void a_stated_number_of_missing_replicas_is_kept_beside_a_claim() {
    var rolling =
        render(exclusive(CLAIM, "{maxUnavailable: 2}"))
            .deployment()
            .getSpec()
            .getStrategy()
            .getRollingUpdate();

    assertThat(rolling.getMaxSurge().getIntVal()).isZero();
    assertThat(rolling.getMaxUnavailable().getIntVal()).isEqualTo(2);
  }

  @Test
  void Recreate_ends_all_replicas_before_it_starts_new_ones() {
    DeploymentManifests rendered =
        render(exclusive(CLAIM, "{strategy: Recreate, minReadySeconds: 3}"));
    var spec = rendered.deployment().getSpec();

    assertThat(spec.getStrategy().getType()).isEqualTo("Recreate");
    assertThat(spec.getStrategy().getRollingUpdate()).isNull();
    assertThat(spec.getMinReadySeconds()).isEqualTo(3);
    assertThat(spec.getProgressDeadlineSeconds()).isEqualTo(600);
    assertThat(rendered.notes()).isEmpty();
  }

  @Test
  void a_limit_that_a_deployment_does_not_keep_is_said() {
    WorkloadPlacement placement =
        Fixtures.placement("spec: {containers: [{image: a, resources: {requests: {cpu: 1m}}}]}");
    ObjectNode spec = ModelTree.tree(placement.getSpec());
    spec.withObject("/traffic").put("containerConcurrency", 5);
    placement.setSpec(ModelTree.model(spec, WorkloadPlacementSpec.class));

    assertThat(render(placement).notes())
        .singleElement()
        .satisfies(note -> assertThat(note).contains("spec.traffic.containerConcurrency: 5"));
  }

  @Test
  void who_brings_an_autoscaler_gets_none_beside_it() {
    WorkloadPlacement placement = Fixtures.placement("spec: {containers: [{image: a}]}");
    ObjectNode spec = ModelTree.tree(placement.getSpec());
    spec.putObject("scaling").put("autoscaler", "None");
    placement.setSpec(ModelTree.model(spec, WorkloadPlacementSpec.class));
    DeploymentManifests rendered = render(placement);

    assertThat(rendered.autoscaler()).isEmpty();
    assertThat(rendered.notes()).isEmpty();
    assertThat(rendered.deployment().getSpec().getReplicas()).isNull();
  }

  @Test
  void an_autoscaler_of_others_is_left_alone_and_named() {
    DeploymentManifests rendered =
        DeploymentSide.render(
            Fixtures.input("spec: {containers: [{image: a}]}")
                .scaledBy("HorizontalPodAutoscaler 'theirs'"));

    assertThat(rendered.autoscaler()).isEmpty();
    assertThat(rendered.notes())
        .containsExactly(
            "HorizontalPodAutoscaler 'theirs' scales Deployment 'checkout' already and is left alone: no autoscaler is added");
  }

  @Test
  void several_nameless_containers_get_names_that_are_free() {
    assertThat(
            pod("spec: {containers: [{image: a}, {image: b, name: user-container-0}, {image: c}]}")
                .getContainers())
        .extracting(Container::getName)
        .containsExactly("user-container-1", "user-container-0", "user-container-2");
  }

  @Test
  void a_template_that_breaks_a_rule_cannot_be_rendered() {
    assertThatThrownBy(() -> render("spec: {containers: []}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spec.template");
  }

  private static DeploymentManifests render(String template) {
    return DeploymentSide.render(Fixtures.input(template));
  }

  /** A placement whose pod has the given fields, ports and mount of its container among them. */
  private static WorkloadPlacement exclusive(String fields, String rollout) {
    JsonNode given = yaml(fields);
    ObjectNode container = JsonNodeFactory.instance.objectNode();
    container.put("name", "app").put("image", "example.com/app");
    container.putObject("resources").putObject("requests").put("cpu", "1m");
    container.putArray("ports").addAll(ModelTree.elements(given.path("ports")));
    if (given.has("mount") || given.has("readOnlyMount")) {
      container
          .putArray("volumeMounts")
          .addObject()
          .put("name", "v")
          .put("mountPath", "/v")
          .put("readOnly", given.has("readOnlyMount"));
    }
    ObjectNode pod = JsonNodeFactory.instance.objectNode();
    pod.putArray("containers").add(container);
    pod.set("volumes", given.path("volumes").isArray() ? given.get("volumes") : null);
    pod.put("hostNetwork", given.path("hostNetwork").asBoolean());
    WorkloadPlacement placement = Fixtures.placement("spec: " + pod);
    ObjectNode spec = ModelTree.tree(placement.getSpec());
    if (!rollout.isEmpty()) {
      spec.set("rollout", yaml(rollout));
    }
    placement.setSpec(ModelTree.model(spec, WorkloadPlacementSpec.class));
    return placement;
  }

  private static JsonNode yaml(String flow) {
    return Serialization.unmarshal("flow: " + flow, JsonNode.class).path("flow");
  }

  private static DeploymentManifests render(WorkloadPlacement placement) {
    return DeploymentSide.render(
        new RenderInput(
            placement, placement.getSpec().template(), Fixtures.PROFILE, Fixtures.SIZING));
  }

  private static PodSpec pod(String template) {
    return render(template).deployment().getSpec().getTemplate().getSpec();
  }

  private static Container serving(PodSpec pod) {
    return pod.getContainers().get(0);
  }
}
