package io.workloadplacement.rendering;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Protocol;
import io.workloadplacement.api.v1alpha1.Traffic;
import io.workloadplacement.api.v1alpha1.TrafficPattern;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import io.workloadplacement.api.v1alpha1.WorkloadRef;
import io.workloadplacement.decision.KnativeScaling;
import io.workloadplacement.decision.Replicas;
import io.workloadplacement.decision.Sizing;
import io.workloadplacement.decision.TrafficProfile;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** Inputs of the rendering that do not depend on how a decision sizes them. */
public final class Fixtures {

  public static final TrafficProfile PROFILE = profile(Protocol.HTTP1, Duration.ofSeconds(30), 0.7);

  public static final Sizing SIZING =
      new Sizing(
          new Replicas(1, 3),
          1,
          new KnativeScaling(
              new Replicas(0, 3),
              10,
              70,
              Duration.ofSeconds(60),
              Duration.ZERO,
              200,
              0,
              OptionalInt.empty()));

  private Fixtures() {}

  static TrafficProfile profile(Protocol protocol, Duration longest, double utilization) {
    return new TrafficProfile(
        TrafficPattern.STEADY,
        protocol,
        1,
        2,
        Duration.ofMillis(100),
        longest,
        10,
        utilization,
        Duration.ofMinutes(5),
        Duration.ofHours(1),
        List.of(),
        Duration.ofSeconds(1),
        95,
        Duration.ofSeconds(3));
  }

  static TrafficProfile profile(WorkloadPlacement placement) {
    Traffic traffic = placement.getSpec().traffic();
    var scaling = placement.getSpec().scaling();
    boolean stated = scaling != null && scaling.targetUtilizationPercentage() != null;
    return profile(
        requireNonNullElse(traffic.protocol(), Protocol.HTTP1),
        DurationText.parse(requireNonNullElse(traffic.maxRequestDuration(), "60s")),
        (stated ? scaling.targetUtilizationPercentage() : 70) / 100.0);
  }

  static Sizing sizing(String yaml) {
    JsonNode sizing = Serialization.unmarshal(yaml, JsonNode.class);
    JsonNode knative = sizing.path("knative");
    int activation = knative.path("activationScale").asInt();
    return new Sizing(
        replicas(sizing.path("deployment")),
        sizing.path("deployment").path("min").asInt(),
        new KnativeScaling(
            replicas(knative),
            knative.path("targetConcurrency").asInt(),
            knative.path("targetUtilizationPercentage").asInt(),
            DurationText.parse(knative.path("stableWindow").asText()),
            DurationText.parse(knative.path("podRetention").asText()),
            knative.path("panicThresholdPercentage").asInt(),
            knative.path("targetBurstCapacity").asInt(),
            activation == 0 ? OptionalInt.empty() : OptionalInt.of(activation)));
  }

  private static Replicas replicas(JsonNode bounds) {
    return new Replicas(bounds.path("min").asInt(), bounds.path("max").asInt());
  }

  static PodTemplateSpec template(String yaml) {
    return Serialization.unmarshal(yaml, PodTemplateSpec.class);
  }

  /** A placement called checkout in namespace shop, with a template. */
  static WorkloadPlacement placement(String templateYaml) {
    String spec = templateYaml.indent(4);
    return Serialization.unmarshal(
        """
        apiVersion: workloadplacement.io/v1alpha1
        kind: WorkloadPlacement
        metadata: {name: checkout, namespace: shop, uid: 3d5f1c1e-0000-4000-8000-000000000001}
        spec:
          traffic: {pattern: Steady, averageRequestsPerSecond: "1"}
          latency: {target: 1s}
          template:
        """
            + spec,
        WorkloadPlacement.class);
  }

  /** That placement as Knative judges it. */
  static KnativeCandidate candidate(
      PodTemplateSpec template, TrafficProfile profile, KnativeFeatures features) {
    WorkloadPlacement placement = placement("spec: {containers: []}");
    placement.setSpec(spec(placement.getSpec(), template, null));
    return KnativeCandidate.of(placement, template, profile, features);
  }

  /** A placement of the same name that adopts a Deployment with that template. */
  static KnativeCandidate adopted(PodTemplateSpec live) {
    WorkloadPlacement placement = placement("spec: {containers: []}");
    placement.setSpec(
        spec(placement.getSpec(), null, new WorkloadRef("apps/v1", "Deployment", "web")));
    return KnativeCandidate.of(placement, live, PROFILE, KnativeFeatures.defaults());
  }

  private static WorkloadPlacementSpec spec(
      WorkloadPlacementSpec of, PodTemplateSpec template, WorkloadRef reference) {
    return new WorkloadPlacementSpec(
        template,
        reference,
        of.traffic(),
        of.latency(),
        of.placement(),
        of.scaling(),
        of.rollout(),
        of.migration(),
        of.service());
  }

  static RenderInput input(String templateYaml) {
    return input(templateYaml, PROFILE);
  }

  static RenderInput input(String templateYaml, TrafficProfile profile) {
    WorkloadPlacement placement = placement(templateYaml);
    return new RenderInput(placement, placement.getSpec().template(), profile, SIZING);
  }
}
