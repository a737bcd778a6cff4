package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Estimates of both sides. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Estimates(
    @JsonPropertyDescription("Estimate of the Deployment side.") SideEstimate deployment,
    @JsonPropertyDescription("Estimate of the Knative side.") SideEstimate knative) {}
