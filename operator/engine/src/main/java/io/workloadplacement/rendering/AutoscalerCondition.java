package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import java.util.List;
import java.util.Optional;

/** What a HorizontalPodAutoscaler says of itself: without metrics it never scales, in silence. */
public final class AutoscalerCondition {

  private static final List<String> WELL_WHILE_TRUE = List.of("AbleToScale", "ScalingActive");

  /** It rests while the Deployment is at zero, as it should. */
  private static final String RESTS = "ScalingDisabled";

  private AutoscalerCondition() {}

  /**
   * Why an autoscaler does not scale, in a sentence for people; empty while it does, or may yet.
   */
  public static Optional<String> trouble(HorizontalPodAutoscaler autoscaler) {
    if (autoscaler.getStatus() == null || autoscaler.getStatus().getConditions() == null) {
      return Optional.empty();
    }
    return WELL_WHILE_TRUE.stream()
        .flatMap(
            type ->
                autoscaler.getStatus().getConditions().stream()
                    .filter(condition -> type.equals(condition.getType())))
        .filter(condition -> "False".equals(condition.getStatus()))
        .filter(condition -> !RESTS.equals(condition.getReason()))
        .findFirst()
        .map(condition -> sentence(autoscaler, condition));
  }

  private static String sentence(
      HorizontalPodAutoscaler autoscaler, HorizontalPodAutoscalerCondition condition) {
    return "HorizontalPodAutoscaler '%s' does not scale (%s): %s"
        .formatted(
            autoscaler.getMetadata().getName(), condition.getReason(), condition.getMessage());
  }
}
