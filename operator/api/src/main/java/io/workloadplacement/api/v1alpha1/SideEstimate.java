package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What one side would cost and how fast it would be. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SideEstimate(
    @JsonPropertyDescription("Monthly cost in the currency of the policy, with two decimals.")
        @Nullable String monthlyCost,
    @JsonPropertyDescription("Latency at the declared percentile.") @Nullable String latency,
    @JsonPropertyDescription("Share of requests that meet a cold start, from 0 to 1.")
        @Nullable String coldStartShare,
    @JsonPropertyDescription("Least replicas.") @Nullable Integer minReplicas,
    @JsonPropertyDescription("Most replicas.") @Nullable Integer maxReplicas) {}
