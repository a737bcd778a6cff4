package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.PlacementRecord;
import io.workloadplacement.api.v1alpha1.SideEstimate;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a placement stands, by its status.
 *
 * @param running the side that runs now; empty for a new placement
 * @param migratingTo where a migration that runs or is queued goes
 * @param standsIn whether the running Deployment stands in for an absent Knative
 * @param fellBackAt when the running Deployment took over from a Knative that callers did not
 *     reach, and that is still wanted; empty otherwise
 * @param edited whether the spec has changed since the status was written
 * @param keptWarm whether Knative runs it with more replicas than were asked for, for its latency
 * @param history the last placements, newest first
 * @param decision the last decision
 */
record CurrentPlacement(
    Optional<Target> running,
    Optional<Target> migratingTo,
    boolean standsIn,
    Optional<Instant> fellBackAt,
    boolean edited,
    boolean keptWarm,
    List<PlacementRecord> history,
    Optional<DecisionStatus> decision) {

  /** Ends the message of a decision for Knative while a Deployment stands in for it. */
  static final String KNATIVE_IS_ABSENT =
      "Knative is not installed: a Deployment serves until it is.";

  static CurrentPlacement of(WorkloadPlacement placement) {
    WorkloadPlacementStatus status =
        Optional.ofNullable(placement.getStatus())
            .orElseGet(() -> WorkloadPlacementStatus.of(null).build());
    Optional<DecisionStatus> decision = Optional.ofNullable(status.decision());
    return new CurrentPlacement(
        Optional.ofNullable(status.target()).or(() -> adoptedOn(placement)),
        Optional.ofNullable(status.migration()).map(MigrationStatus::to),
        status.target() == Target.DEPLOYMENT
            && (decision.filter(CurrentPlacement::standsIn).isPresent()
                || wasLastOnKnative(status.history())),
        decision
            .filter(any -> status.target() == Target.DEPLOYMENT)
            .flatMap(d -> fellBackAt(d, status.history())),
        status.observedGeneration() != null
            && !Objects.equals(
                status.observedGeneration(), placement.getMetadata().getGeneration()),
        status.target() == Target.KNATIVE
            && decision.filter(CurrentPlacement::keepsReplicas).isPresent(),
        status.history(),
        decision);
  }

  /** A Deployment of others runs before its placement has any status. */
  private static Optional<Target> adoptedOn(WorkloadPlacement placement) {
    return Optional.ofNullable(placement.getSpec().workloadRef()).map(any -> Target.DEPLOYMENT);
  }

  private static boolean keepsReplicas(DecisionStatus decision) {
    SideEstimate knative = decision.estimates() == null ? null : decision.estimates().knative();
    return knative != null && knative.minReplicas() != null && knative.minReplicas() > 0;
  }

  private static boolean standsIn(DecisionStatus decision) {
    return decision.standsIn() == null ? saidSo(decision) : decision.standsIn();
  }

  private static Optional<Instant> fellBackAt(
      DecisionStatus decision, List<PlacementRecord> history) {
    return Boolean.TRUE.equals(decision.fellBack())
        ? history.stream()
            .limit(1)
            .filter(FallbackRule::isFallback)
            .map(FallbackRule::at)
            .findFirst()
        : Optional.empty();
  }

  /** A status of the version before has no field for it, but a sentence. */
  private static boolean saidSo(DecisionStatus decision) {
    return decision.target() == Target.KNATIVE
        && decision.message() != null
        && decision.message().endsWith(KNATIVE_IS_ABSENT);
  }

  private static boolean wasLastOnKnative(List<PlacementRecord> history) {
    return !history.isEmpty()
        && (history.get(0).target() == Target.KNATIVE
            || Reason.KNATIVE_ABSENT.toString().equals(history.get(0).reason()));
  }
}
