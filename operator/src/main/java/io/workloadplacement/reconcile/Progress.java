package io.workloadplacement.reconcile;

import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Migration;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a placement is, seen from the cluster alone.
 *
 * @param serving the side that callers reach; empty while none does
 * @param readiness of the wanted side
 * @param migration the move that is under way, if any
 */
record Progress(
    Optional<Target> serving, Readiness readiness, Optional<MigrationStatus> migration) {

  /** Where a move stands; each phase ends by what is seen in the cluster, the last also by time. */
  enum Phase {
    /** The new side is getting ready; the old one serves. */
    PREPARING("Preparing"),
    /** The new side is ready and is being added to the address. */
    ATTACHING("Attaching"),
    /** The new side serves; the old one ends what it has begun. */
    DRAINING("Draining");

    private final String text;

    Phase(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static Progress of(Observation observed, Decision decision) {
    Target on = decision.disposition().on();
    Readiness workload = workload(observed, decision, on);
    Readiness readiness = on == Target.KNATIVE && workload.ready() ? address(observed) : workload;
    Optional<Target> serving = serving(observed, on, readiness);
    return new Progress(serving, readiness, migration(observed, on, serving, workload, readiness));
  }

  /** Whether the side that was left behind has had its time to end what it had begun. */
  static boolean drained(Observation observed, Decision decision, Progress progress) {
    return progress
        .drainedAt(observed, decision)
        .map(end -> !observed.now().isBefore(end))
        .orElse(false);
  }

  /**
   * When the drain period of a draining side is over. Times are told in whole seconds: the second
   * in which it began may have been over already.
   */
  Optional<Instant> drainedAt(Observation observed, Decision decision) {
    return drainingSince().map(since -> since.plus(drainPeriod(observed, decision)).plusSeconds(1));
  }

  private Optional<Instant> drainingSince() {
    return migration
        .filter(m -> Phase.DRAINING.toString().equals(m.phase()))
        .map(m -> Instant.parse(m.phaseStartedAt()));
  }

  private static Duration drainPeriod(Observation observed, Decision decision) {
    return Optional.ofNullable(observed.placement().getSpec().migration())
        .map(Migration::drainPeriod)
        .map(DurationText::parse)
        .orElse(decision.profile().maxRequestDuration());
  }

  private static Readiness workload(Observation observed, Decision decision, Target on) {
    var owned = observed.owned();
    return switch (on) {
      case DEPLOYMENT ->
          owned
              .deployment()
              .map(d -> Readiness.of(d, decision.sizing().deployment().min(), rolledOut(observed)))
              .map(r -> r.ready() ? r : observed.podTrouble().map(r::with).orElse(r))
              .orElseGet(() -> Readiness.progressing("The Deployment is being created."));
      case KNATIVE ->
          owned
              .knativeService()
              .map(Readiness::of)
              .orElseGet(() -> Readiness.progressing("The Knative Service is being created."));
    };
  }

  /** The status says so, and of this very spec: nothing but an autoscaler has changed it since. */
  private static boolean rolledOut(Observation observed) {
    WorkloadPlacement placement = observed.placement();
    return Optional.ofNullable(placement.getStatus())
        .filter(
            s -> Objects.equals(s.observedGeneration(), placement.getMetadata().getGeneration()))
        .filter(s -> s.target() == Target.DEPLOYMENT && s.migration() == null)
        .map(s -> s.conditions().stream())
        .filter(
            all ->
                all.anyMatch(
                    c -> Conditions.READY.equals(c.getType()) && "True".equals(c.getStatus())))
        .isPresent();
  }

  private static Readiness address(Observation observed) {
    var owned = observed.owned();
    Readiness alias =
        owned
            .alias()
            .map(Readiness::of)
            .orElseGet(() -> Readiness.progressing("The address is being routed to Knative."));
    if (!alias.ready()) {
      return alias;
    }
    return !owned.gatewaySlices().isEmpty()
        ? new Readiness(Readiness.State.READY, "KnativeReady", "The Knative Service serves.")
        : Readiness.progressing("Waiting for a ready pod of Knative's gateway.");
  }

  private static Optional<Target> serving(Observation observed, Target on, Readiness readiness) {
    if (readiness.ready()) {
      return Optional.of(on);
    }
    boolean deployment =
        observed
            .owned()
            .deployment()
            .map(d -> d.getStatus())
            .filter(s -> Objects.requireNonNullElse(s.getAvailableReplicas(), 0) > 0)
            .isPresent();
    boolean knative =
        !observed.owned().gatewaySlices().isEmpty()
            && observed.owned().knativeService().isPresent();
    boolean thisSide = on == Target.DEPLOYMENT ? deployment : knative;
    boolean otherSide = on == Target.DEPLOYMENT ? knative : deployment;
    Optional<Target> before =
        Optional.ofNullable(observed.placement().getStatus()).map(s -> s.target());
    if (thisSide && (!otherSide || before.filter(on::equals).isPresent())) {
      return Optional.of(on);
    }
    return otherSide ? Optional.of(on.other()) : Optional.empty();
  }

  private static Optional<MigrationStatus> migration(
      Observation observed,
      Target on,
      Optional<Target> serving,
      Readiness workload,
      Readiness readiness) {
    boolean fromOther = serving.filter(on.other()::equals).isPresent();
    if (!fromOther && !leftovers(observed, on.other())) {
      return Optional.empty();
    }
    Phase phase =
        !fromOther && readiness.ready()
            ? Phase.DRAINING
            : workload.ready() ? Phase.ATTACHING : Phase.PREPARING;
    String message =
        phase == Phase.DRAINING
            ? "The " + on.other() + " side ends what it has begun."
            : readiness.message();
    String now = observed.now().toString();
    Optional<MigrationStatus> before =
        Optional.ofNullable(observed.placement().getStatus())
            .map(s -> s.migration())
            .filter(m -> m.to() == on);
    Optional<MigrationStatus> samePhase = before.filter(m -> phase.toString().equals(m.phase()));
    return Optional.of(
        new MigrationStatus(
            on.other(),
            on,
            phase.toString(),
            before.map(MigrationStatus::startedAt).orElse(now),
            samePhase.map(MigrationStatus::phaseStartedAt).orElse(now),
            message));
  }

  private static boolean leftovers(Observation observed, Target side) {
    var owned = observed.owned();
    return switch (side) {
      case DEPLOYMENT ->
          owned.deployment().isPresent()
              || owned.autoscaler().isPresent()
              || owned.disruptionBudget().isPresent();
      case KNATIVE ->
          owned.knativeService().isPresent()
              || owned.alias().isPresent()
              || !owned.gatewaySlices().isEmpty();
    };
  }
}
