package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** Weights of the decision matrix, 0 or more; they add up to more than 0. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Weights(
    @Default("25") @JsonPropertyDescription("Weight of how the requests are spread.")
        Integer trafficPattern,
    @Default("10") @JsonPropertyDescription("Weight of how long requests take.")
        Integer executionDuration,
    @Default("10") @JsonPropertyDescription("Weight of what the team knows.") Integer teamExpertise,
    @Default("10") @JsonPropertyDescription("Weight of the time that the team has for operations.")
        Integer operationalCapacity,
    @Default("20") @JsonPropertyDescription("Weight of the monthly cost.") Integer costSensitivity,
    @Default("15") @JsonPropertyDescription("Weight of how fast the load rises.")
        Integer scalingRequirements,
    @Default("10") @JsonPropertyDescription("Weight of how the organisation stands to its vendor.")
        Integer vendorStrategy) {}
