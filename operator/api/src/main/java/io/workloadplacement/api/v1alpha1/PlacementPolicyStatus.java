package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a policy does. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PlacementPolicyStatus(
    @JsonPropertyDescription("Generation of the spec that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Placements to which the policy applies.")
        @Nullable Integer placements,
    @JsonPropertyDescription("Placements that violate it.") @Nullable Integer violations,
    @JsonPropertyDescription(
            "Ready: whether the policy can be followed for every placement; Stalled while it cannot.")
        List<Condition> conditions) {
  /** Absent lists are empty; long messages are cut to what a status holds. */
  public PlacementPolicyStatus {
    conditions = conditions == null ? List.of() : StatusLimits.conditions(conditions);
  }
}
