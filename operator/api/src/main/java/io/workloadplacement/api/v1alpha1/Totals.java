package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Weighted totals of the decision matrix, from 0 to 100. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Totals(
    @JsonPropertyDescription("Total of the Deployment side.") @Nullable Integer deployment,
    @JsonPropertyDescription("Total of the Knative side.") @Nullable Integer knative) {}
