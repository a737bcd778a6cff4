package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What a HorizontalPodAutoscaler says of itself: without metrics it never scales, in silence. */
public final class AutoscalerCondition {

  private static final List<String> WELL_WHILE_TRUE = List.of("AbleToScale", "ScalingActive");

  /** It rests while the Deployment is at zero, as it should. */
  private static final String RESTS = "ScalingDisabled";

  private static final Duration AT_FIRST = Duration.ofMinutes(2);

  private AutoscalerCondition() {}

  /**
   * Why an autoscaler does not scale, in a sentence for people; empty while it does, or may yet:
   * the pods of a new Deployment have no metrics at first.
   */
  public static Optional<String> trouble(HorizontalPodAutoscaler autoscaler, Instant now) {
    return trouble(
        autoscaler,
        condition ->
            condition.getLastTransitionTime() != null
                && !Instant.parse(condition.getLastTransitionTime()).plus(AT_FIRST).isAfter(now));
  }

  /** The same, from the first moment on. */
  public static Optional<String> trouble(HorizontalPodAutoscaler autoscaler) {
    return trouble(autoscaler, any -> true);
  }

  private static Optional<String> trouble(
      HorizontalPodAutoscaler autoscaler, Predicate<HorizontalPodAutoscalerCondition> lasts) {
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
        .filter(lasts)
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
