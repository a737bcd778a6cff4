package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** How far the operator may go, and where a pinned workload runs. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Placement(
    @Default("Auto")
        @JsonPropertyDescription(
            "Auto decides and moves; Recommend decides and tells, and moves nothing; Pinned keeps the workload on the target.")
        PlacementMode mode,
    @JsonPropertyDescription(
            "Where a Pinned workload runs. With mode Pinned only, and then required.")
        Target target,
    @JsonPropertyDescription("Suspends the rules of the policy for a while.")
        PolicyException exception) {}
