package io.workloadplacement.reconcile.migration;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Migration;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The times of a placement's migrations.
 *
 * @param readyTimeout within which the new side must serve, or the migration is rolled back
 * @param drainPeriod for which the old side goes on after the new one serves
 * @param warmFor for which Knative keeps its pre-warmed pods after it took over: two windows of its
 *     autoscaler, by then it knows the load
 */
record MigrationTimes(Duration readyTimeout, Duration drainPeriod, Duration warmFor) {

  private static final Duration READY_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration LONGEST_BACK_OFF = Duration.ofHours(24);

  static MigrationTimes of(WorkloadPlacement placement, Decision decision) {
    Optional<Migration> stated = Optional.ofNullable(placement.getSpec().migration());
    return new MigrationTimes(
        stated.map(Migration::readyTimeout).map(DurationText::parse).orElse(READY_TIMEOUT),
        stated
            .map(Migration::drainPeriod)
            .map(DurationText::parse)
            .orElse(decision.profile().maxRequestDuration()),
        decision.sizing().knative().stableWindow().multipliedBy(2));
  }

  /** When a migration that does not serve by then is rolled back. */
  Instant readyBy(MigrationStatus migration) {
    return Instant.parse(migration.startedAt()).plus(readyTimeout);
  }

  /**
   * When the side that is left has had its time to end what it had begun. Times are recorded in
   * whole seconds: the second in which the phase began may have been over already.
   */
  Instant drainedAt(MigrationStatus migration) {
    return Instant.parse(migration.phaseStartedAt()).plus(drainPeriod).plusSeconds(1);
  }

  /** How long to wait after a migration was rolled back: the ready timeout, doubled each time. */
  Duration backOff(int attempts) {
    Duration wait = readyTimeout;
    for (int i = 1; i < attempts && wait.compareTo(LONGEST_BACK_OFF) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(LONGEST_BACK_OFF) < 0 ? wait : LONGEST_BACK_OFF;
  }
}
