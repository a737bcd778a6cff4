package io.workloadplacement.reconcile.migration;

import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Decision.NextAction;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.reconcile.object.LastStatus;
import io.workloadplacement.reconcile.observe.Observation;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Says whether a move goes on now. One that has to queue, or that did not serve in time, becomes a
 * decision that waits on the old side: what the new side has by then is taken away as after any
 * other move.
 */
public final class MigrationGate {

  private MigrationGate() {}

  /**
   * Lets a decision pass, or makes it wait.
   *
   * @param place takes a place among the parallel moves, if one is free; asked for moves only
   */
  public static Decision pass(Observation observed, Decision decision, BooleanSupplier place) {
    Target to = decision.nextAction().on();
    ServingState progress = ServingState.of(observed, decision);
    boolean moves =
        decision.nextAction() instanceof NextAction.Run && progress.servesFrom(to.other());
    if (!moves) {
      return decision;
    }
    Optional<MigrationStatus> migration =
        Optional.ofNullable(observed.placement().getStatus())
            .map(status -> status.migration())
            .filter(m -> m.to() == to && !LastStatus.of(observed.placement()).edited());
    if (migration.filter(m -> waitsForNextTry(m, observed, decision)).isPresent()) {
      return decision.waiting(to.other(), WaitReason.ROLLED_BACK, Optional.empty());
    }
    return place.getAsBoolean()
        ? decision
        : decision.waiting(to.other(), WaitReason.QUEUED, Optional.empty());
  }

  private static boolean waitsForNextTry(
      MigrationStatus migration, Observation observed, Decision decision) {
    MigrationTimes times = MigrationTimes.of(observed.placement(), decision);
    return MigrationPhase.of(migration)
        .map(
            phase ->
                switch (phase) {
                  case QUEUED, DRAINING -> false;
                  case PREPARING, WARMING, ATTACHING ->
                      !observed.now().isBefore(times.readyBy(migration));
                  case ROLLING_BACK -> true;
                  case BACKING_OFF -> observed.now().isBefore(Instant.parse(migration.retryAt()));
                })
        .orElse(false);
  }
}
