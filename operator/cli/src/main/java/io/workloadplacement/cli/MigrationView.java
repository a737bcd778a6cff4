package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Placement;
import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a placement's migration stands, in words.
 *
 * @param since when the phase began, as the status tells it; empty where that is not known
 * @param phase of the migration, or what is in its place
 * @param message what it waits for, or why it is so
 * @param outcome whether the migration goes on
 * @param where side on which it runs now, and who chose it
 */
record MigrationView(String since, String phase, String message, Outcome outcome, String where) {

  /** Whether something is still to come. */
  enum Outcome {
    GOES_ON,
    SETTLED,
    /** It did not get there, and the operator tries again, or nobody waits any longer. */
    FAILED,
    /** The operator does not follow it as it stands. */
    REFUSED,
    /** Somebody else has ended it. */
    ENDED
  }

  private static final String BACKING_OFF = "BackingOff";
  private static final String WAITING = "Waiting";
  private static final String UNSEEN = "The operator has not looked yet.";

  /** The state that a placement tells. */
  static MigrationView of(WorkloadPlacement placement) {
    WorkloadPlacementStatus status = placement.getStatus();
    boolean seen =
        status != null
            && Objects.equals(status.observedGeneration(), placement.getMetadata().getGeneration());
    if (!seen) {
      return new MigrationView("", WAITING, UNSEEN, Outcome.GOES_ON, where(placement));
    }
    Optional<Condition> stalled = condition(status, Conditions.STALLED);
    if (stalled.isPresent()) {
      return of(placement, stalled.get(), Outcome.REFUSED);
    }
    MigrationStatus migration = status.migration();
    if (migration != null) {
      boolean rolledBack = BACKING_OFF.equals(migration.phase());
      return new MigrationView(
          Objects.requireNonNullElse(migration.phaseStartedAt(), ""),
          String.valueOf(migration.phase()),
          migration.message()
              + (rolledBack ? " It is tried again at " + migration.retryAt() + "." : ""),
          rolledBack ? Outcome.FAILED : Outcome.GOES_ON,
          where(placement));
    }
    Condition ready =
        condition(status, Conditions.READY)
            .orElseGet(
                () -> new ConditionBuilder().withReason(WAITING).withMessage(UNSEEN).build());
    if (!"True".equals(ready.getStatus())) {
      return of(placement, ready, Outcome.GOES_ON);
    }
    return of(
        placement,
        ready,
        pin(placement).filter(side -> side != status.target()).isPresent()
            ? Outcome.REFUSED
            : Outcome.SETTLED);
  }

  private static MigrationView of(WorkloadPlacement placement, Condition why, Outcome outcome) {
    String message = why.getMessage();
    if (outcome == Outcome.REFUSED
        && !Conditions.STALLED.equals(why.getType())
        && placement.getStatus().decision() != null) {
      message = String.valueOf(placement.getStatus().decision().message());
    }
    return new MigrationView(
        Objects.requireNonNullElse(why.getLastTransitionTime(), ""),
        why.getReason(),
        message,
        outcome,
        where(placement));
  }

  /** Whether nothing more is to be expected of it, for a reason. */
  boolean failed() {
    return outcome != Outcome.SETTLED && outcome != Outcome.GOES_ON;
  }

  /** How it ended, in a sentence. */
  String verdict() {
    return switch (outcome) {
      case SETTLED -> where + ".";
      case FAILED, REFUSED, ENDED -> where + ", and does not migrate (" + phase + "): " + message;
      case GOES_ON -> where + ". Not in time (" + phase + "): " + message;
    };
  }

  /** Whether the operator has not looked at it. */
  boolean unseen() {
    return phase.equals(WAITING);
  }

  /** The same, which has ended. */
  MigrationView ended(String phase, String message) {
    return new MigrationView(since, phase, message, Outcome.ENDED, where);
  }

  /** The same, because nobody waits any longer. */
  MigrationView late() {
    return new MigrationView(
        since, "Timeout", "the last phase was " + phase + ": " + message, Outcome.FAILED, where);
  }

  /** The state as lines. */
  List<String> lines(String pods) {
    return List.of(where + "; pods: " + pods, line(""));
  }

  /**
   * The state as one line.
   *
   * @param aside what stands beside the phase
   */
  String line(String aside) {
    return (since.isEmpty() ? "" : since + " ") + phase + aside + ": " + message;
  }

  /** The side on which a placement runs now, and who chose it. */
  static String where(WorkloadPlacement placement) {
    return running(placement)
        + new PlacementState(placement)
            .pin()
            .map(pin -> ", pinned by annotation to " + pin)
            .or(() -> pin(placement).map(side -> ", pinned to " + side))
            .orElse("");
  }

  /** The side on which a placement runs now. */
  static String running(WorkloadPlacement placement) {
    WorkloadPlacementStatus status = placement.getStatus();
    String name = placement.getMetadata().getNamespace() + "/" + placement.getMetadata().getName();
    String runs =
        status == null || status.target() == null
            ? " does not run yet"
            : " runs on " + status.target();
    return name + runs;
  }

  private static Optional<Target> pin(WorkloadPlacement placement) {
    return Optional.ofNullable(placement.getSpec().placement())
        .filter(now -> now.mode() == PlacementMode.PINNED)
        .map(Placement::target);
  }

  private static Optional<Condition> condition(WorkloadPlacementStatus status, String type) {
    return status.conditions().stream().filter(c -> type.equals(c.getType())).findFirst();
  }
}
