package io.workloadplacement.reconcile.migration;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.reconcile.object.LastStatus;
import io.workloadplacement.reconcile.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What the status tells of a move: its phase, since when, and when time alone moves it on. */
public record MigrationState(
    Observation observed, Decision decision, ServingState progress, MigrationTimes times) {

  private static final Duration QUEUE_POLL = Duration.ofSeconds(30);

  /** What keeps pods from starting is told in the pods, which are not watched. */
  private static final Duration TROUBLE_POLL = Duration.ofSeconds(10);

  /** Knative tells of its pods in objects that are not watched. */
  private static final Duration WARM_POLL = Duration.ofSeconds(1);

  public static MigrationState of(Observation observed, Decision decision) {
    return new MigrationState(
        observed,
        decision,
        ServingState.of(observed, decision),
        MigrationTimes.of(observed.placement(), decision));
  }

  /** The move that runs or waits, if any. */
  public Optional<MigrationStatus> status() {
    Target on = decision.nextAction().on();
    if (decision.waitsFor(WaitReason.QUEUED)) {
      return Optional.of(
          in(
              MigrationPhase.QUEUED,
              on,
              on.other(),
              "As many moves run as may run at once; this one waits for its turn."));
    }
    if (decision.waitsFor(WaitReason.ROLLED_BACK)) {
      return before().map(this::rolledBack);
    }
    if (!progress.servesFrom(on.other())
        && !ServingState.leftovers(observed, on.other())
        && !adoptedPodsEnd(on)) {
      return Optional.empty();
    }
    MigrationPhase phase = progress.step();
    String message =
        phase == MigrationPhase.DRAINING
            ? "The " + on.other() + " side ends what it has begun."
            : progress.readiness().message();
    return Optional.of(in(phase, on.other(), on, message));
  }

  /** An adopted Deployment is at zero at once, and its pods still end what they have begun. */
  private boolean adoptedPodsEnd(Target on) {
    return on == Target.KNATIVE
        && observed.adoption().isPresent()
        && before()
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
    Optional<MigrationStatus> same = before().filter(m -> m.to() == to);
    Optional<MigrationPhase> then = same.flatMap(MigrationPhase::of);
    boolean goesOn =
        then.filter(
                p ->
                    phase == MigrationPhase.QUEUED
                        ? p == MigrationPhase.QUEUED
                        : p.timed() || p == MigrationPhase.DRAINING)
            .isPresent();
    boolean samePhase = then.filter(phase::equals).isPresent();
    return new MigrationStatus(
        from,
        to,
        phase.toString(),
        goesOn ? same.get().startedAt() : now(),
        samePhase ? same.get().phaseStartedAt() : now(),
        message,
        same.filter(m -> !edited()).map(MigrationStatus::attempts).orElse(null),
        null);
  }

  private MigrationStatus rolledBack(MigrationStatus before) {
    Optional<MigrationPhase> then = MigrationPhase.of(before);
    boolean begins = then.filter(MigrationPhase::timed).isPresent();
    boolean cleared = !ServingState.leftovers(observed, before.to());
    MigrationPhase phase =
        cleared && !begins ? MigrationPhase.BACKING_OFF : MigrationPhase.ROLLING_BACK;
    boolean samePhase = then.filter(phase::equals).isPresent();
    int attempts = Objects.requireNonNullElse(before.attempts(), 0) + (begins ? 1 : 0);
    Instant retryAt = observed.now().plus(times.backOff(attempts));
    return new MigrationStatus(
        before.from(),
        before.to(),
        phase.toString(),
        before.startedAt(),
        samePhase ? before.phaseStartedAt() : now(),
        begins
            ? "Not ready within "
                + DurationText.format(times.readyTimeout())
                + " (spec.migration.readyTimeout): "
                + before.message()
            : before.message(),
        attempts,
        begins ? retryAt.toString() : before.retryAt());
  }

  /**
   * Whether the other side is not needed any more: the wanted side serves with all that it needs.
   * Once a move to Knative is rolled back it is enough that callers reach the Deployment, which may
   * be in the middle of a rollout of its own, and that none of them reaches Knative.
   */
  public boolean mayRemove() {
    Target on = decision.nextAction().on();
    return progress.readiness().ready()
        || (decision.waitsFor(WaitReason.ROLLED_BACK)
            && on == Target.DEPLOYMENT
            && progress.servesFrom(on)
            && ServingState.detachedFromKnative(observed, decision));
  }

  /** Whether the side that was left behind has had its time to end what it had begun. */
  public boolean drained() {
    return drainedAt().map(end -> !observed.now().isBefore(end)).orElse(false);
  }

  private Optional<Instant> drainedAt() {
    return status()
        .filter(
            m ->
                MigrationPhase.of(m)
                    .filter(p -> p == MigrationPhase.DRAINING || p == MigrationPhase.ROLLING_BACK)
                    .isPresent())
        .map(times::drainedAt);
  }

  /**
   * Until when Knative keeps its pre-warmed pods; empty where it has none. Knative takes over at
   * the end of a move, and when a move away from it was given up. The end of it is not forgotten
   * before the pods were let go, however long that took.
   *
   * @param written what Knative was told in this reconcile
   */
  public Optional<Instant> warmUntil(Optional<PrewarmedScale> written) {
    if (decision.nextAction().on() != Target.KNATIVE) {
      return Optional.empty();
    }
    Optional<Instant> told =
        statusBefore().map(WorkloadPlacementStatus::warmUntil).map(Instant::parse);
    boolean tookOver =
        status()
            .filter(
                m ->
                    MigrationPhase.of(m).filter(MigrationPhase.DRAINING::equals).isPresent()
                        || (m.to() == Target.DEPLOYMENT && observed.deploymentRemains()))
            .isPresent();
    return told.filter(end -> tookOver || !coolDownDue() || keptWarm(written))
        .or(() -> tookOver ? Optional.of(observed.now().plus(times.warmFor())) : Optional.empty());
  }

  private boolean keptWarm(Optional<PrewarmedScale> written) {
    return written
        .map(PrewarmedScale::minScale)
        .or(() -> observed.revision().map(PrewarmedScale::keptBy))
        .filter(scale -> scale != decision.sizing().knative().replicas().min())
        .isPresent();
  }

  /** Whether the pre-warmed pods may go: the load is known by now. */
  public boolean coolDownDue() {
    return decision.nextAction().on() == Target.KNATIVE
        && !observed.deploymentRemains()
        && statusBefore()
            .map(WorkloadPlacementStatus::warmUntil)
            .map(Instant::parse)
            .filter(end -> !observed.now().isBefore(end))
            .isPresent();
  }

  /** When to look again although nothing may have happened. */
  public Optional<Instant> lookAgainAt() {
    return Stream.of(
            status().flatMap(this::lookAgainAt),
            warmUntil(Optional.empty()).filter(end -> end.isAfter(observed.now())))
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  private Optional<Instant> lookAgainAt(MigrationStatus migration) {
    return MigrationPhase.of(migration)
        .map(
            phase ->
                switch (phase) {
                  case QUEUED -> observed.now().plus(QUEUE_POLL);
                  case WARMING -> observed.now().plus(WARM_POLL);
                  case PREPARING, ATTACHING ->
                      Stream.of(times.readyBy(migration), observed.now().plus(TROUBLE_POLL))
                          .min(Instant::compareTo)
                          .orElseThrow();
                  case DRAINING, ROLLING_BACK -> times.drainedAt(migration);
                  case BACKING_OFF -> Instant.parse(migration.retryAt());
                });
  }

  private boolean edited() {
    return LastStatus.of(observed.placement()).edited();
  }

  private Optional<MigrationStatus> before() {
    return statusBefore().map(WorkloadPlacementStatus::migration);
  }

  private Optional<WorkloadPlacementStatus> statusBefore() {
    return Optional.ofNullable(observed.placement().getStatus());
  }

  private String now() {
    return observed.now().toString();
  }
}
