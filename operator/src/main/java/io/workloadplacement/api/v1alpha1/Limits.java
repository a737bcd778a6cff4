package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Limits that no placement exceeds. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Limits(
    @JsonPropertyDescription("Most replicas of one placement; more are capped.")
        Integer maxReplicas,
    @JsonPropertyDescription("Monthly cost above which a side is forbidden, as a quoted quantity.")
        String maxMonthlyCost) {}
