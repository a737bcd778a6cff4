package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the operator did and why. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record WorkloadPlacementStatus(
    @JsonPropertyDescription(
            "Generation of the spec that this status speaks of; -1 before the first.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Where the workload runs now.") @Nullable Target target,
    @JsonPropertyDescription(
            "Where it should run, only while that is another side: status.decision says why, and"
                + " Ready what it waits for.")
        @Nullable Target wanted,
    @JsonPropertyDescription("The one address of the workload, the same on both sides.")
        @Nullable Address address,
    @JsonPropertyDescription(
            "Estimated monthly cost on the running side, in the currency of the policy.")
        @Nullable String monthlyCost,
    @JsonPropertyDescription("The same with its currency, for kubectl's columns.")
        @Nullable String costPerMonth,
    @JsonPropertyDescription("Estimated latency at the declared percentile on the running side.")
        @Nullable String latency,
    @JsonPropertyDescription("What was decided and why.") @Nullable DecisionStatus decision,
    @JsonPropertyDescription("The migration that runs or waits, if any.")
        @Nullable MigrationStatus migration,
    @JsonPropertyDescription("The last ten placements, newest first.")
        List<PlacementRecord> history,
    @JsonPropertyDescription(
            "What keeps callers from the workload on Knative; absent while nothing does.")
        @Nullable Outage outage,
    @JsonPropertyDescription(
            "Hash of a template whose rollout failed; it is not tried again until the template"
                + " changes.")
        @Nullable String failedTemplateHash,
    @JsonPropertyDescription("When the operator first saw the present policy exception.")
        @Nullable String exceptionFirstSeenAt,
    @JsonPropertyDescription(
            "Until when Knative keeps the pods with which it took over from a Deployment.")
        @Nullable String warmUntil,
    @JsonPropertyDescription(
            "Values of annotations that ask for something once, for which it is done.")
        @Nullable HandledRequests handledRequests,
    @JsonPropertyDescription("What is remembered of an adopted Deployment (spec.workloadRef).")
        @Nullable AdoptionStatus adoption,
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

  /** Whether a Deployment serves, or is to, in place of a Knative that callers did not reach. */
  public boolean hasFallenBack() {
    return decision != null && Boolean.TRUE.equals(decision.fellBack());
  }

  /** The currency of all costs: the word behind the amount; empty where there is none yet. */
  public Optional<String> currency() {
    return Optional.ofNullable(costPerMonth)
        .filter(text -> text.contains(" "))
        .map(text -> text.substring(text.lastIndexOf(' ') + 1));
  }

  /** Nothing is known yet, of a generation. */
  public static Builder of(@Nullable Long observedGeneration) {
    return new Builder().observedGeneration(observedGeneration);
  }

  /** The same, to be changed. */
  public Builder toBuilder() {
    return of(observedGeneration)
        .target(target)
        .wanted(wanted)
        .address(address)
        .monthlyCost(monthlyCost)
        .costPerMonth(costPerMonth)
        .latency(latency)
        .decision(decision)
        .migration(migration)
        .history(history)
        .outage(outage)
        .failedTemplateHash(failedTemplateHash)
        .exceptionFirstSeenAt(exceptionFirstSeenAt)
        .warmUntil(warmUntil)
        .handledRequests(handledRequests)
        .adoption(adoption)
        .conditions(conditions);
  }

  /** Takes the fields that are known; the others stay absent. */
  public static final class Builder {

    private @Nullable Long observedGeneration;
    private @Nullable Target target;
    private @Nullable Target wanted;
    private @Nullable Address address;
    private @Nullable String monthlyCost;
    private @Nullable String costPerMonth;
    private @Nullable String latency;
    private @Nullable DecisionStatus decision;
    private @Nullable MigrationStatus migration;
    private List<PlacementRecord> history = List.of();
    private @Nullable Outage outage;
    private @Nullable String failedTemplateHash;
    private @Nullable String exceptionFirstSeenAt;
    private @Nullable String warmUntil;
    private @Nullable HandledRequests handledRequests;
    private @Nullable AdoptionStatus adoption;
    private List<Condition> conditions = List.of();

    private Builder() {}

    /** Sets {@code status.observedGeneration}; null for none. */
    public Builder observedGeneration(@Nullable Long observedGeneration) {
      this.observedGeneration = observedGeneration;
      return this;
    }

    /** Sets {@code status.target}; null for none. */
    public Builder target(@Nullable Target target) {
      this.target = target;
      return this;
    }

    /** Sets {@code status.wanted}; null for none. */
    public Builder wanted(@Nullable Target wanted) {
      this.wanted = wanted;
      return this;
    }

    /** Sets {@code status.address}; null for none. */
    public Builder address(@Nullable Address address) {
      this.address = address;
      return this;
    }

    /** Sets {@code status.monthlyCost}; null for none. */
    public Builder monthlyCost(@Nullable String monthlyCost) {
      this.monthlyCost = monthlyCost;
      return this;
    }

    /** Sets {@code status.costPerMonth}; null for none. */
    public Builder costPerMonth(@Nullable String costPerMonth) {
      this.costPerMonth = costPerMonth;
      return this;
    }

    /** Sets {@code status.latency}; null for none. */
    public Builder latency(@Nullable String latency) {
      this.latency = latency;
      return this;
    }

    /** Sets {@code status.decision}; null for none. */
    public Builder decision(@Nullable DecisionStatus decision) {
      this.decision = decision;
      return this;
    }

    /** Sets {@code status.migration}; null for none. */
    public Builder migration(@Nullable MigrationStatus migration) {
      this.migration = migration;
      return this;
    }

    /** Sets {@code status.history}. */
    public Builder history(List<PlacementRecord> history) {
      this.history = history;
      return this;
    }

    /** Sets {@code status.outage}; null for none. */
    public Builder outage(@Nullable Outage outage) {
      this.outage = outage;
      return this;
    }

    /** Sets {@code status.failedTemplateHash}; null for none. */
    public Builder failedTemplateHash(@Nullable String failedTemplateHash) {
      this.failedTemplateHash = failedTemplateHash;
      return this;
    }

    /** Sets {@code status.exceptionFirstSeenAt}; null for none. */
    public Builder exceptionFirstSeenAt(@Nullable String exceptionFirstSeenAt) {
      this.exceptionFirstSeenAt = exceptionFirstSeenAt;
      return this;
    }

    /** Sets {@code status.warmUntil}; null for none. */
    public Builder warmUntil(@Nullable String warmUntil) {
      this.warmUntil = warmUntil;
      return this;
    }

    /** Sets {@code status.handledRequests}; null for none. */
    public Builder handledRequests(@Nullable HandledRequests handledRequests) {
      this.handledRequests = handledRequests;
      return this;
    }

    /** Sets {@code status.adoption}; null for none. */
    public Builder adoption(@Nullable AdoptionStatus adoption) {
      this.adoption = adoption;
      return this;
    }

    /** Sets {@code status.conditions}. */
    public Builder conditions(List<Condition> conditions) {
      this.conditions = conditions;
      return this;
    }

    /** The status. */
    public WorkloadPlacementStatus build() {
      return new WorkloadPlacementStatus(
          observedGeneration,
          target,
          wanted,
          address,
          monthlyCost,
          costPerMonth,
          latency,
          decision,
          migration,
          history,
          outage,
          failedTemplateHash,
          exceptionFirstSeenAt,
          warmUntil,
          handledRequests,
          adoption,
          conditions);
    }
  }
}
