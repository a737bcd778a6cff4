package io.workloadplacement.reconcile.migration;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Migration;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.observe.RouterFacts;
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
 * @param asking for which the router asks callers to go, at the end of the drain period
 */
record MigrationTimes(
    Duration readyTimeout, Duration drainPeriod, Duration warmFor, Duration asking) {

  private static final Duration READY_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration LONGEST_BACK_OFF = Duration.ofHours(24);

  static MigrationTimes of(Observation observed, Decision decision) {
    Optional<Migration> stated = Optional.ofNullable(observed.placement().getSpec().migration());
    Duration drainPeriod =
        stated
            .map(Migration::drainPeriod)
            .map(DurationText::parse)
            .orElse(decision.profile().maxRequestDuration());
    boolean routerLeaves =
        decision.nextAction().on() == Target.DEPLOYMENT
            && Route.of(observed) instanceof ThroughRouter;
    RouterFacts.Drain drain = observed.router().drain();
    return new MigrationTimes(
        stated.map(Migration::readyTimeout).map(DurationText::parse).orElse(READY_TIMEOUT),
        routerLeaves ? longer(drainPeriod, drain.least()) : drainPeriod,
        decision.sizing().knative().stableWindow().multipliedBy(2),
        routerLeaves ? drain.asking() : Duration.ZERO);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
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

  /** When the router, which is no endpoint any more, begins to ask callers to go. */
  Instant askedToGoAt(MigrationStatus migration) {
    return drainedAt(migration).minus(asking);
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
