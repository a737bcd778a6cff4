package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingPolicy;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingPolicyBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehaviorBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpecBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTarget;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTargetBuilder;
import io.workloadplacement.api.v1alpha1.AutoscalerKind;
import io.workloadplacement.api.v1alpha1.Scaling;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Replicas;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The HorizontalPodAutoscaler of a Deployment, rendered or adopted. Up: doubling, or four pods,
 * every 15 s, at once. Down: half of them a minute, and only to what the last five minutes needed
 * at most.
 */
public final class Autoscaler {

  /**
   * Millicores at which a pod without a CPU request is priced, and of which the target is a share.
   */
  private static final int ASSUMED_MILLICORES = 100;

  private static final int SYNC_SECONDS = 15;
  private static final int DOWN_STABILIZATION_SECONDS = 300;
  private static final int DOWN_PERIOD_SECONDS = 60;

  private Autoscaler() {}

  /**
   * What is rendered to scale a Deployment.
   *
   * @param autoscaler empty where others scale it
   * @param notes what it does otherwise than expected, in sentences for people
   */
  public record Rendered(Optional<HorizontalPodAutoscaler> autoscaler, List<String> notes) {}

  /**
   * Renders the autoscaler for the Deployment that the placement owns or adopted, if it has one.
   */
  public static Rendered render(RenderInput input) {
    WorkloadPlacement placement = input.placement();
    if (input.scaledBy().isPresent()) {
      return new Rendered(
          Optional.empty(),
          List.of(
              "%s scales Deployment '%s' already and is left alone: no autoscaler is added"
                  .formatted(input.scaledBy().get(), Names.deployment(placement))));
    }
    if (isLeftToOthers(placement)) {
      return new Rendered(Optional.empty(), List.of());
    }
    return new Rendered(Optional.of(horizontal(input)), notes(input));
  }

  /** Whether a placement leaves its Deployment to an autoscaler that its owner brings. */
  public static boolean isLeftToOthers(WorkloadPlacement placement) {
    Scaling scaling = placement.getSpec().scaling();
    return scaling != null && scaling.autoscaler() == AutoscalerKind.NONE;
  }

  /** The operator's autoscaler, as it would be if nobody else scaled the Deployment. */
  public static HorizontalPodAutoscaler horizontal(RenderInput input) {
    WorkloadPlacement placement = input.placement();
    Replicas bounds = input.sizing().deployment();
    return new HorizontalPodAutoscalerBuilder()
        .withMetadata(OwnerReferences.metadata(placement, Names.autoscaler(placement)).build())
        .withNewSpec()
        .withNewScaleTargetRef()
        .withApiVersion("apps/v1")
        .withKind("Deployment")
        .withName(Names.deployment(placement))
        .endScaleTargetRef()
        .withMinReplicas(bounds.min())
        .withMaxReplicas(bounds.max())
        .withMetrics(cpu(input))
        .withBehavior(behavior())
        .endSpec()
        .build();
  }

  private static List<String> notes(RenderInput input) {
    int utilization = utilization(input);
    Container serving = serving(input);
    if (!hasCpu(serving)) {
      return List.of(
          "Container %s has no CPU request, so the autoscaler aims at %s a pod instead of %d %% of the request; set resources.requests.cpu to scale by what the workload needs"
              .formatted(serving.getName(), millicores(utilization), utilization));
    }
    return containerWithoutCpu(input.template().getSpec())
        .map(
            other ->
                "%s has no CPU request, so the autoscaler goes by container %s alone; set resources.requests.cpu to count both"
                    .formatted(other, serving.getName()))
        .stream()
        .toList();
  }

  private static Container serving(RenderInput input) {
    return BaseTemplate.of(input.template(), input.adopted())
        .getSpec()
        .getContainers()
        .get(input.servingPort().container());
  }

  private static int utilization(RenderInput input) {
    return (int) Math.round(100 * input.profile().utilization());
  }

  /**
   * A share of the request, of the whole pod where that is known: one container without a request,
   * perhaps one that is injected later, would leave the autoscaler without any utilisation.
   */
  private static MetricSpec cpu(RenderInput input) {
    int utilization = utilization(input);
    Container serving = serving(input);
    if (!hasCpu(serving)) {
      return new MetricSpecBuilder()
          .withType("Resource")
          .withNewResource()
          .withName("cpu")
          .withNewTarget()
          .withType("AverageValue")
          .withAverageValue(new Quantity(millicores(utilization)))
          .endTarget()
          .endResource()
          .build();
    }
    boolean ofPod =
        containerWithoutCpu(input.template().getSpec()).isEmpty()
            && !InjectedSidecars.expected(input.template(), input.inInjectedNamespace());
    MetricTarget target =
        new MetricTargetBuilder()
            .withType("Utilization")
            .withAverageUtilization(utilization)
            .build();
    return ofPod
        ? new MetricSpecBuilder()
            .withType("Resource")
            .withNewResource()
            .withName("cpu")
            .withTarget(target)
            .endResource()
            .build()
        : new MetricSpecBuilder()
            .withType("ContainerResource")
            .withNewContainerResource()
            .withContainer(serving.getName())
            .withName("cpu")
            .withTarget(target)
            .endContainerResource()
            .build();
  }

  private static String millicores(int utilization) {
    return ASSUMED_MILLICORES * utilization / 100 + "m";
  }

  private static HorizontalPodAutoscalerBehavior behavior() {
    return new HorizontalPodAutoscalerBehaviorBuilder()
        .withNewScaleUp()
        .withStabilizationWindowSeconds(0)
        .withSelectPolicy("Max")
        .withPolicies(policy("Percent", 100, SYNC_SECONDS), policy("Pods", 4, SYNC_SECONDS))
        .endScaleUp()
        .withNewScaleDown()
        .withStabilizationWindowSeconds(DOWN_STABILIZATION_SECONDS)
        .withSelectPolicy("Max")
        .withPolicies(policy("Percent", 50, DOWN_PERIOD_SECONDS))
        .endScaleDown()
        .build();
  }

  private static HPAScalingPolicy policy(String type, int value, int periodSeconds) {
    return new HPAScalingPolicyBuilder()
        .withType(type)
        .withValue(value)
        .withPeriodSeconds(periodSeconds)
        .build();
  }

  /** The first container without a request. A limit counts: it becomes the request of the pod. */
  private static Optional<String> containerWithoutCpu(PodSpec pod) {
    Stream<Container> sidecars =
        pod.getInitContainers().stream()
            .filter(container -> "Always".equals(container.getRestartPolicy()));
    return Stream.concat(pod.getContainers().stream(), sidecars)
        .filter(container -> !hasCpu(container))
        .findFirst()
        .map(container -> container.getName() == null ? "" : " " + container.getName())
        .map(name -> "Container" + name);
  }

  private static boolean hasCpu(Container container) {
    var resources = container.getResources();
    return resources != null
        && ((resources.getRequests() != null && resources.getRequests().containsKey("cpu"))
            || (resources.getLimits() != null && resources.getLimits().containsKey("cpu")));
  }
}
