package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Estimates of both sides. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Estimates(
    @JsonPropertyDescription("Estimate of the Deployment side.") @Nullable SideEstimate deployment,
    @JsonPropertyDescription("Estimate of the Knative side.") @Nullable SideEstimate knative) {}
