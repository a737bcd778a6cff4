package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/**
 * How a new version is rolled out on the Deployment side. Has no schema defaults: absent values are
 * the operator's for a template, and untouched with a workloadRef.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = SchemaRules.ROLLOUT_MOVES,
    fieldPath = ".maxSurge",
    message = SchemaRules.ROLLOUT_MOVES_MESSAGE)
@ValidationRule(
    value =
        "!has(self.strategy) || self.strategy != 'Recreate'"
            + " || (!has(self.maxSurge) && !has(self.maxUnavailable))",
    fieldPath = ".strategy",
    message =
        "Recreate ends all replicas before it starts new ones: leave out maxSurge and maxUnavailable, or write RollingUpdate")
public record Rollout(
    @JsonPropertyDescription(
            "Replicas that may be missing during a rollout, a number or a percentage. 0 where absent.")
        @ValidationRule(
            value = SchemaRules.UP_TO_ALL_REPLICAS,
            message = SchemaRules.UP_TO_ALL_REPLICAS_MESSAGE)
        @Nullable IntOrString maxUnavailable,
    @JsonPropertyDescription(
            "Replicas above the wanted number during a rollout, a number or a percentage. 1 where absent.")
        @ValidationRule(value = SchemaRules.REPLICAS, message = SchemaRules.REPLICAS_MESSAGE)
        @Nullable IntOrString maxSurge,
    @JsonPropertyDescription(
            "Seconds for which a new replica must be ready before it counts. 10 where absent.")
        @Min(0)
        @Max(SchemaRules.MAX_INTEGER)
        @Nullable Integer minReadySeconds,
    @JsonPropertyDescription(
            "Seconds without progress after which a rollout has failed. 600 where absent.")
        @Min(1)
        @Max(SchemaRules.MAX_INTEGER)
        @Nullable Integer progressDeadlineSeconds,
    @JsonPropertyDescription(
            "Whether a failed rollout goes back to the last good template. true where absent.")
        @Nullable Boolean autoRollback,
    @JsonPropertyDescription(
            "RollingUpdate replaces replicas step by step; Recreate ends all of them first, and is for a template only. RollingUpdate where absent, with maxUnavailable 1 and maxSurge 0 where two replicas cannot run side by side, such as with a volume claim or a hostPort.")
        @Nullable RolloutStrategy strategy) {

  /** States nothing. */
  public static final Rollout SILENT = new Rollout(null, null, null, null, null, null);
}
