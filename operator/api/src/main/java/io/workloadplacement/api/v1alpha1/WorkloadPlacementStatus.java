package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What the operator did and why. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record WorkloadPlacementStatus(
    @JsonPropertyDescription(
            "Generation of the spec that this status speaks of; -1 before the first.")
        Long observedGeneration,
    @JsonPropertyDescription("Where the workload runs now.") Target target,
    @JsonPropertyDescription("The one address of the workload, the same on both sides.")
        Address address,
    @JsonPropertyDescription(
            "Estimated monthly cost on the running side, in the currency of the policy.")
        String monthlyCost,
    @JsonPropertyDescription("Estimated latency at the declared percentile on the running side.")
        String latency,
    @JsonPropertyDescription("What was decided and why.") DecisionStatus decision,
    @JsonPropertyDescription("The move that runs or waits, if any.") MigrationStatus migration,
    @JsonPropertyDescription("The last ten placements, newest first.")
        List<PlacementRecord> history,
    @JsonPropertyDescription(
            "Hash of a template whose rollout failed; it is not tried again until the template changes.")
        String failedTemplateHash,
    @JsonPropertyDescription("When the operator first saw the present policy exception.")
        String exceptionFirstSeenAt,
    @JsonPropertyDescription(
            "Until when Knative keeps the pods with which it took over from a Deployment.")
        String warmUntil,
    @JsonPropertyDescription("What is remembered of an adopted Deployment (spec.workloadRef).")
        AdoptionStatus adoption,
    @JsonPropertyDescription(
            "Ready always; Reconciling and Stalled only while True; PolicyCompliant.")
        List<Condition> conditions) {
  /** Absent lists are empty; long messages are cut to what a status holds. */
  public WorkloadPlacementStatus {
    history =
        history == null
            ? List.of()
            : List.copyOf(history.subList(0, Math.min(StatusLimits.ENTRIES, history.size())));
    conditions = conditions == null ? List.of() : StatusLimits.conditions(conditions);
  }
}
