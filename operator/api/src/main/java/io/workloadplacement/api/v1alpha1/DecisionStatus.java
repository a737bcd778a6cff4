package io.workloadplacement.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was decided, and every figure that led there. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DecisionStatus(
    @JsonPropertyDescription(
            "Where the workload should run. Differs from status.target while migrating, held, in"
                + " mode Recommend, or while Knative is absent.")
        @Nullable Target target,
    @JsonPropertyDescription("What settled it, one of the documented reasons.")
        @Nullable String reason,
    @JsonPropertyDescription("The reason with its figures, in a sentence.")
        @Nullable String message,
    @JsonPropertyDescription("When the decision last changed.") @Nullable String decidedAt,
    @JsonPropertyDescription(
            "True while a Deployment stands in for a Knative that is wanted and not installed.")
        @Nullable Boolean standsIn,
    @JsonPropertyDescription(
            "True while a Deployment serves in place of a Knative that callers did not reach.")
        @Nullable Boolean fellBack,
    @JsonPropertyDescription(
            "True while the side on which the workload runs is estimated to miss"
                + " spec.latency.target; a note says by how much.")
        @Nullable Boolean latencyTargetMissed,
    @JsonPropertyDescription("The weighted matrix: scores from 1 to 5 for each side.")
        List<Factor> factors,
    @JsonPropertyDescription("Weighted totals of the matrix, from 0 to 100.")
        @Nullable Totals totals,
    @JsonPropertyDescription("What each side would cost and how fast it would be.")
        @Nullable Estimates estimates,
    @JsonPropertyDescription("What the workload declares and a side cannot run.")
        List<Blocker> blockers,
    @JsonPropertyDescription(
            "The smallest change of one declared quantity that would change the target.")
        @Nullable String flipPoint,
    @JsonPropertyDescription(
            "Name of the PlacementPolicy that applied; empty for the built-in defaults.")
        @Nullable String policy,
    @JsonPropertyDescription("What else a reader should know: assumed requests, capped replicas.")
        List<String> notes) {
  /** Absent lists are empty; long lists and texts are cut to what a status holds. */
  public DecisionStatus {
    message = StatusLimits.text(message, StatusLimits.MESSAGE);
    flipPoint = StatusLimits.text(flipPoint, StatusLimits.SENTENCE);
    factors = factors == null ? List.of() : List.copyOf(factors);
    blockers = blockers == null ? List.of() : StatusLimits.blockers(blockers);
    notes = notes == null ? List.of() : StatusLimits.sentences(notes);
  }

  /** The same figures, for another side and reason. */
  public DecisionStatus settledBy(Target target, String reason, String message) {
    return with(target, reason, message, decidedAt, notes);
  }

  /** The same decision, of another moment. */
  public DecisionStatus withDecidedAt(@Nullable String decidedAt) {
    return with(target, reason, message, decidedAt, notes);
  }

  /** The same decision, with other notes. */
  public DecisionStatus withNotes(List<String> notes) {
    return with(target, reason, message, decidedAt, notes);
  }

  private DecisionStatus with(
      @Nullable Target target,
      @Nullable String reason,
      @Nullable String message,
      @Nullable String decidedAt,
      List<String> notes) {
    return new DecisionStatus(
        target,
        reason,
        message,
        decidedAt,
        standsIn,
        fellBack,
        latencyTargetMissed,
        factors,
        totals,
        estimates,
        blockers,
        flipPoint,
        policy,
        notes);
  }
}
