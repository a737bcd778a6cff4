package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Weights of the decision matrix, 0 or more; they add up to more than 0. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "self.trafficPattern + self.executionDuration + self.teamExpertise + self.operationalCapacity + self.costSensitivity + self.scalingRequirements + self.vendorStrategy > 0",
    message = "all weights are zero: at least one must be above zero, such as costSensitivity: 20")
public record Weights(
    @Default("25")
        @JsonPropertyDescription("Weight of how the requests are spread.")
        @Min(0)
        @Max(1000)
        @Nullable Integer trafficPattern,
    @Default("10") @JsonPropertyDescription("Weight of how long requests take.") @Min(0) @Max(1000)
        @Nullable Integer executionDuration,
    @Default("10") @JsonPropertyDescription("Weight of what the team knows.") @Min(0) @Max(1000)
        @Nullable Integer teamExpertise,
    @Default("10")
        @JsonPropertyDescription("Weight of the time that the team has for operations.")
        @Min(0)
        @Max(1000)
        @Nullable Integer operationalCapacity,
    @Default("20") @JsonPropertyDescription("Weight of the monthly cost.") @Min(0) @Max(1000)
        @Nullable Integer costSensitivity,
    @Default("15") @JsonPropertyDescription("Weight of how fast the load rises.") @Min(0) @Max(1000)
        @Nullable Integer scalingRequirements,
    @Default("10")
        @JsonPropertyDescription("Weight of how the organisation stands to its vendor.")
        @Min(0)
        @Max(1000)
        @Nullable Integer vendorStrategy) {}
