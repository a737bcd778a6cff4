package io.workloadplacement.reconcile.migration;

import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Decision.NextAction;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.reconcile.observe.Observation;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Says whether a migration goes on now. One that has to queue, or that did not serve in time,
 * becomes a decision that waits on the old side: what the new side has by then is taken away as
 * after any other migration.
 */
final class MigrationGate {

  private MigrationGate() {}

  /**
   * Lets a decision pass, or makes it wait.
   *
   * @param place takes a place among the parallel migrations, if one is free; asked for migrations
   *     only
   */
  static Decision pass(
      Observation observed,
      Decision decision,
      ServingState serving,
      MigrationTimes times,
      BooleanSupplier place) {
    Target to = decision.nextAction().on();
    boolean migrates =
        decision.nextAction() instanceof NextAction.Run && serving.servesFrom(to.other());
    if (!migrates) {
      return decision;
    }
    Optional<MigrationStatus> migration =
        observed.last().migration().filter(m -> m.to() == to && !triesAtOnce(observed, decision));
    if (migration.filter(m -> waitsForNextTry(m, observed.now(), times)).isPresent()) {
      return decision.waiting(to.other(), WaitReason.ROLLED_BACK, Optional.empty());
    }
    return place.getAsBoolean()
        ? decision
        : decision.waiting(to.other(), WaitReason.QUEUED, Optional.empty());
  }

  /** Whether somebody has changed something, or asked for it, since a migration failed. */
  static boolean triesAtOnce(Observation observed, Decision decision) {
    return observed.last().edited() || decision.requests().retriesMigration();
  }

  private static boolean waitsForNextTry(
      MigrationStatus migration, Instant now, MigrationTimes times) {
    return MigrationPhase.of(migration)
        .map(
            phase ->
                switch (phase) {
                  case QUEUED, DRAINING -> false;
                  case PREPARING, WARMING, ATTACHING -> !now.isBefore(times.readyBy(migration));
                  case ROLLING_BACK -> true;
                  case BACKING_OFF -> now.isBefore(Instant.parse(migration.retryAt()));
                })
        .orElse(false);
  }
}
