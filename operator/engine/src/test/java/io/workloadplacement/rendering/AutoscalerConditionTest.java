package io.workloadplacement.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutoscalerConditionTest {

  @Test
  void an_autoscaler_without_metrics_is_told_in_its_own_words() {
    assertThat(
            trouble(
                "[{type: AbleToScale, status: 'True'}, {type: ScalingActive, status: 'False', reason: FailedGetResourceMetric, message: the HPA was unable to compute the replica count}]"))
        .contains(
            "HorizontalPodAutoscaler 'web' does not scale (FailedGetResourceMetric): the HPA was unable to compute the replica count");
  }

  @Test
  void two_autoscalers_over_one_deployment_are_told() {
    assertThat(
            trouble(
                "[{type: AbleToScale, status: 'True'}, {type: ScalingActive, status: 'False', reason: AmbiguousSelector, message: two of them}]"))
        .hasValueSatisfying(trouble -> assertThat(trouble).contains("AmbiguousSelector"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{type: ScalingActive, status: 'True', reason: ValidMetricFound, message: fine}]",
        "[{type: ScalingActive, status: 'Unknown', reason: x, message: y}]",
        "[{type: ScalingActive, status: 'False', reason: ScalingDisabled, message: at zero}]",
        "[{type: ScalingLimited, status: 'False', reason: DesiredWithinRange, message: fine}]",
      })
  void an_autoscaler_that_scales_or_rests_is_no_trouble(String conditions) {
    assertThat(trouble(conditions)).isEmpty();
  }

  @Test
  void a_new_autoscaler_says_nothing_yet() {
    assertThat(
            AutoscalerCondition.trouble(
                Serialization.unmarshal("metadata: {name: web}", HorizontalPodAutoscaler.class)))
        .isEmpty();
  }

  private static Optional<String> trouble(String conditions) {
    return AutoscalerCondition.trouble(
        Serialization.unmarshal(
            "metadata: {name: web}\nstatus: {conditions: " + conditions + "}",
            HorizontalPodAutoscaler.class));
  }
}
