package io.workloadplacement.reconcile.migration;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.reconcile.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** The phase that follows from what was observed and from the phase before, with its times. */
record NextPhase(
    Observation observed, Decision decision, MigrationTimes times, ServingState serving) {

  /** The migration that runs or waits, if any. */
  Optional<MigrationStatus> status() {
    Target on = decision.nextAction().on();
    if (decision.waitsFor(WaitReason.QUEUED)) {
      return Optional.of(
          in(
              MigrationPhase.QUEUED,
              on,
              on.other(),
              "As many migrations run as may run at once; this one waits for its turn."));
    }
    if (decision.waitsFor(WaitReason.ROLLED_BACK)) {
      return observed.last().migration().map(this::rolledBack);
    }
    if (!serving.servesFrom(on.other())
        && !serving.leftovers(observed, on.other())
        && !podsStillEnd(on)) {
      return Optional.empty();
    }
    MigrationPhase phase = serving.step();
    String message =
        phase == MigrationPhase.DRAINING
            ? "The " + on.other() + " side ends what it has begun."
            : serving.readiness().message();
    return Optional.of(in(phase, on.other(), on, message));
  }

  /** A Deployment that stays is at zero at once, and its pods still end what they have begun. */
  private boolean podsStillEnd(Target on) {
    return on == Target.KNATIVE
        && observed.workload().staysAtZero()
        && observed
            .last()
            .migration()
            .filter(m -> m.to() == on)
            .filter(
                m ->
                    MigrationPhase.of(m)
                        .filter(
                            phase ->
                                phase == MigrationPhase.ATTACHING
                                    || (phase == MigrationPhase.DRAINING
                                        && observed.now().isBefore(times.drainedAt(m))))
                        .isPresent())
            .isPresent();
  }

  private MigrationStatus in(MigrationPhase phase, Target from, Target to, String message) {
    Optional<MigrationStatus> same = observed.last().migration().filter(m -> m.to() == to);
    Optional<MigrationPhase> then = same.flatMap(MigrationPhase::of);
    boolean goesOn =
        then.filter(
                p ->
                    phase == MigrationPhase.QUEUED
                        ? p == MigrationPhase.QUEUED
                        : p.timed() || p == MigrationPhase.DRAINING)
            .isPresent();
    boolean samePhase = then.filter(phase::equals).isPresent();
    return MigrationStatus.of(
            from,
            to,
            phase.toString(),
            same.filter(m -> goesOn).map(MigrationStatus::startedAt).orElseGet(this::now),
            same.filter(m -> samePhase).map(m -> inPhaseSince(m, phase)).orElseGet(this::now))
        .withMessage(message)
        .withAttempts(
            same.filter(m -> !MigrationGate.triesAtOnce(observed, decision))
                .map(MigrationStatus::attempts)
                .orElse(null),
            null);
  }

  private MigrationStatus rolledBack(MigrationStatus before) {
    Optional<MigrationPhase> then = MigrationPhase.of(before);
    boolean begins = then.filter(MigrationPhase::timed).isPresent();
    boolean cleared =
        Optional.ofNullable(before.to()).filter(to -> serving.leftovers(observed, to)).isEmpty();
    MigrationPhase phase =
        cleared && !begins ? MigrationPhase.BACKING_OFF : MigrationPhase.ROLLING_BACK;
    boolean samePhase = then.filter(phase::equals).isPresent();
    int attempts = Objects.requireNonNullElse(before.attempts(), 0) + (begins ? 1 : 0);
    Instant retryAt = observed.now().plus(times.backOff(attempts));
    return before
        .withPhase(phase.toString(), samePhase ? inPhaseSince(before, phase) : now())
        .withMessage(
            begins
                ? "Not ready within "
                    + DurationText.format(times.readyTimeout())
                    + " (spec.migration.readyTimeout): "
                    + before.message()
                : before.message())
        .withAttempts(attempts, begins ? retryAt.toString() : before.retryAt());
  }

  /**
   * A drain whose callers could not be asked to go when it was time, as no operator ran then, takes
   * as much longer: they have the whole of that time.
   */
  private String inPhaseSince(MigrationStatus before, MigrationPhase phase) {
    String since = before.phaseStartedAt();
    if (since == null) {
      return now();
    }
    Duration late = Duration.between(times.askedToGoAt(before), observed.now());
    return phase.drains()
            && decision.nextAction().on() == Target.DEPLOYMENT
            && serving.route().keepsCallers()
            && !late.isNegative()
        ? Instant.parse(since).plus(late).toString()
        : since;
  }

  private String now() {
    return observed.now().toString();
  }
}
