package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.knative.serving.v1.RevisionSpec;
import io.fabric8.knative.serving.v1.RevisionTemplateSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import io.workloadplacement.decision.KnativeScaling;
import io.workloadplacement.decision.Replicas;
import io.workloadplacement.decision.Sizing;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnativeSideTest {

  @Test
  void its_pods_are_not_reached_through_the_deployments_selectors() {
    RenderInput input =
        Fixtures.input(
            "{metadata: {labels: {app: checkout, tier: web, team: shop, workloadplacement.io/placement: checkout}}, spec: {containers: [{image: a}]}}");

    RevisionTemplateSpec template = template(input, Set.of("app", "tier"));

    assertThat(template.getMetadata().getLabels()).isEqualTo(Map.of("team", "shop"));
  }

  @ParameterizedTest
  @CsvSource({"500, 1", "1000, 1", "2500, 3", "300000, 300"})
  void a_request_may_take_as_long_as_declared_to_the_second_above(long millis, long seconds) {
    RevisionSpec revision = revision(longest(Duration.ofMillis(millis)));

    assertThat(revision.getTimeoutSeconds()).isEqualTo(seconds);
    assertThat(revision.getResponseStartTimeoutSeconds()).isNull();
  }

  @Test
  void beyond_five_minutes_the_first_byte_may_come_as_late_as_the_last() {
    RevisionSpec revision = revision(longest(Duration.ofSeconds(301)));

    assertThat(revision.getTimeoutSeconds()).isEqualTo(301);
    assertThat(revision.getResponseStartTimeoutSeconds()).isEqualTo(301);
  }

  @Test
  void fields_that_say_nothing_are_left_out() {
    RevisionSpec revision =
        revision(
            Fixtures.input(
                "spec: {hostNetwork: false, securityContext: {}, affinity: {}, containers: [{image: a, stdin: false, lifecycle: {}}]}"));

    assertThat(revision.getHostNetwork()).isNull();
    assertThat(revision.getSecurityContext()).isNull();
    assertThat(revision.getAffinity()).isNull();
    assertThat(revision.getContainers().get(0).getStdin()).isNull();
    assertThat(revision.getContainers().get(0).getLifecycle()).isNull();
  }

  @Test
  void a_field_that_knative_refuses_is_handed_on_for_the_api_server_to_name() {
    RevisionSpec revision =
        revision(
            Fixtures.input("spec: {terminationGracePeriodSeconds: 7, containers: [{image: a}]}"));

    assertThat(revision.getTerminationGracePeriodSeconds()).isEqualTo(7);
  }

  @Test
  void service_links_are_off_unless_the_template_wants_them() {
    assertThat(
            revision(Fixtures.input("spec: {enableServiceLinks: true, containers: [{image: a}]}"))
                .getEnableServiceLinks())
        .isTrue();
    assertThat(revision(Fixtures.input("spec: {containers: [{image: a}]}")).getEnableServiceLinks())
        .isFalse();
  }

  @Test
  void what_runs_on_a_deployment_keeps_its_service_links() {
    RenderInput own = Fixtures.input("spec: {containers: [{image: a}]}");
    RenderInput adopted =
        new RenderInput(
            Fixtures.adopted(own.template()).placement(),
            own.template(),
            own.profile(),
            own.sizing());

    assertThat(revision(adopted).getEnableServiceLinks()).isTrue();
  }

  @Test
  void the_limit_on_requests_at_once_is_knatives_to_keep() {
    RenderInput input = Fixtures.input("spec: {containers: [{image: a}]}");
    ObjectNode spec = ModelTree.tree(input.placement().getSpec());
    spec.withObject("/traffic").put("containerConcurrency", 5);
    input.placement().setSpec(ModelTree.model(spec, WorkloadPlacementSpec.class));

    assertThat(revision(input).getContainerConcurrency()).isEqualTo(5);
    assertThat(
            revision(Fixtures.input("spec: {containers: [{image: a}]}")).getContainerConcurrency())
        .as("0 is no limit")
        .isZero();
  }

  @Test
  void the_autoscaler_is_told_what_the_sizing_has_taken_of_the_template() {
    RenderInput input =
        Fixtures.input(
            "{metadata: {annotations: {autoscaling.knative.dev/maxScale: '9', autoscaling.knative.dev/class: hpa.autoscaling.knative.dev, team: shop}}, spec: {containers: [{image: a}]}}");
    KnativeScaling scaling = Fixtures.SIZING.knative();
    Sizing sizing =
        new Sizing(
            Fixtures.SIZING.deployment(),
            1,
            new KnativeScaling(
                new Replicas(0, 9),
                scaling.targetConcurrency(),
                scaling.targetUtilizationPercentage(),
                scaling.stableWindow(),
                scaling.podRetention(),
                scaling.panicThresholdPercentage(),
                scaling.targetBurstCapacity(),
                scaling.activationScale(),
                OptionalInt.of(2)));

    assertThat(
            template(
                    new RenderInput(input.placement(), input.template(), input.profile(), sizing),
                    Set.of())
                .getMetadata()
                .getAnnotations())
        .containsEntry("autoscaling.knative.dev/max-scale", "9")
        .containsEntry("autoscaling.knative.dev/initial-scale", "2")
        .containsEntry("autoscaling.knative.dev/class", "kpa.autoscaling.knative.dev")
        .containsEntry("team", "shop")
        .doesNotContainKey("autoscaling.knative.dev/maxScale");
    assertThat(KnativeTemplate.of(input.candidate()).notes())
        .containsExactly(
            "On Knative without spec.template.metadata.annotations[autoscaling.knative.dev/class], because the operator sizes by spec.traffic and spec.scaling");
  }

  @Test
  void a_probe_of_the_unnamed_port_http_follows_the_port() {
    Container serving =
        revision(
                Fixtures.input(
                    "spec: {containers: [{image: a, ports: [{containerPort: 3000}], livenessProbe: {tcpSocket: {port: http}}, readinessProbe: {httpGet: {path: /}}}]}"))
            .getContainers()
            .get(0);

    assertThat(serving.getLivenessProbe().getTcpSocket().getPort().getIntVal()).isEqualTo(3000);
    assertThat(serving.getReadinessProbe().getHttpGet().getPort().getIntVal()).isZero();
  }

  @Test
  void a_volume_that_can_be_written_to_stays_writable() {
    Container serving =
        revision(
                Fixtures.input(
                    """
                    spec:
                      volumes: [{name: a, emptyDir: {}}, {name: b, secret: {secretName: b}}]
                      containers:
                        - image: a
                          volumeMounts: [{name: a, mountPath: /a, readOnly: false}, {name: b, mountPath: /b}]
                    """))
            .getContainers()
            .get(0);

    assertThat(serving.getVolumeMounts().get(0).getReadOnly()).isNull();
    assertThat(serving.getVolumeMounts().get(1).getReadOnly()).isTrue();
  }

  private static RenderInput longest(Duration longest) {
    return Fixtures.input(
        "spec: {containers: [{image: a}]}", Fixtures.profile(Protocol.HTTP1, longest, 0.7));
  }

  private static RevisionSpec revision(RenderInput input) {
    return template(input, Set.of()).getSpec();
  }

  private static RevisionTemplateSpec template(RenderInput input, Set<String> withheld) {
    return KnativeSide.render(input, withheld).getSpec().getTemplate();
  }
}
