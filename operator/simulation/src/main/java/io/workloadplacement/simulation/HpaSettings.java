package io.workloadplacement.simulation;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingPolicy;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a HorizontalPodAutoscaler is set, read from a rendered one; what it leaves open is
 * Kubernetes' default.
 *
 * @param up how fast it may scale up
 * @param down how fast it may scale down
 */
record HpaSettings(int minReplicas, int maxReplicas, Rules up, Rules down) {

  static final int SYNC_SECONDS = 15;

  /** Half of the time from one asking of metrics-server to the next. */
  static final double METRICS_AGE_SECONDS = 7.5;

  static final double TOLERANCE = 0.1;

  /**
   * One direction.
   *
   * @param stabilizationSeconds over which the most careful recommendation counts
   * @param policies of which the one that allows most counts
   */
  record Rules(int stabilizationSeconds, List<Policy> policies) {}

  /**
   * A limit of change within a period.
   *
   * @param percent whether the value is a percentage of the replicas at the period's beginning, and
   *     not a number of pods
   */
  record Policy(boolean percent, int value, int periodSeconds) {}

  private static final Rules DEFAULT_UP =
      new Rules(0, List.of(new Policy(true, 100, 15), new Policy(false, 4, 15)));
  private static final Rules DEFAULT_DOWN = new Rules(300, List.of(new Policy(true, 100, 15)));

  static HpaSettings of(HorizontalPodAutoscaler autoscaler) {
    var spec = autoscaler.getSpec();
    HorizontalPodAutoscalerBehavior behavior = spec.getBehavior();
    return new HpaSettings(
        spec.getMinReplicas() == null ? 1 : spec.getMinReplicas(),
        spec.getMaxReplicas(),
        rules(behavior == null ? null : behavior.getScaleUp(), DEFAULT_UP),
        rules(behavior == null ? null : behavior.getScaleDown(), DEFAULT_DOWN));
  }

  private static Rules rules(@Nullable HPAScalingRules rules, Rules otherwise) {
    if (rules == null) {
      return otherwise;
    }
    Integer window = rules.getStabilizationWindowSeconds();
    return new Rules(
        window == null ? otherwise.stabilizationSeconds() : window,
        rules.getPolicies() == null || rules.getPolicies().isEmpty()
            ? otherwise.policies()
            : rules.getPolicies().stream().map(HpaSettings::policy).toList());
  }

  private static Policy policy(HPAScalingPolicy policy) {
    return new Policy(
        "Percent".equals(policy.getType()), policy.getValue(), policy.getPeriodSeconds());
  }
}
