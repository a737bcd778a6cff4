package io.workloadplacement.reconcile.migration;

import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.reconcile.observe.Inventory;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.workload.Lifecycle;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where a migration stands: computed once for what was observed, and once more for what is left
 * after something was written.
 *
 * @param decision as it is carried out: a migration may have to wait
 * @param serving which side serves, and how far the wanted one is
 * @param status the migration that runs or waits, if any
 */
public record MigrationState(
    Observation observed,
    Decision decision,
    MigrationTimes times,
    ServingState serving,
    Optional<MigrationStatus> status) {

  private static final Duration QUEUE_POLL = Duration.ofSeconds(30);

  /** What keeps pods from starting is said in the pods, which are not watched. */
  private static final Duration TROUBLE_POLL = Duration.ofSeconds(10);

  /** Knative says of its pods in objects that are not watched. */
  private static final Duration WARM_POLL = Duration.ofSeconds(1);

  static MigrationState of(
      Observation observed, Decision decision, MigrationTimes times, ServingState serving) {
    return new MigrationState(
        observed,
        decision,
        times,
        serving,
        new NextPhase(observed, decision, times, serving).status());
  }

  /** The same as it is with what a plan has left; nothing is computed where nothing was written. */
  public MigrationState after(Inventory left) {
    if (left == observed.inventory()) {
      return this;
    }
    Observation after = observed.with(left);
    return of(after, decision, times, ServingState.of(after, decision, times));
  }

  /** The same, of which something else is said. */
  public MigrationState with(Decision decision) {
    return new MigrationState(observed, decision, times, serving, status);
  }

  /** How far the placement has taken the workload over. */
  public Lifecycle lifecycle() {
    return observed.workload().lifecycle(decision);
  }

  /** The side that is wanted now. */
  public Target on() {
    return decision.nextAction().on();
  }

  /**
   * Whether the other side is not needed any more: the wanted side serves with all that it needs.
   * Once a migration to Knative is rolled back it is enough that callers reach the Deployment,
   * which may be in the middle of a rollout of its own, and that none of them reaches Knative.
   */
  public boolean mayRemove() {
    return serving.readiness().ready()
        || (decision.waitsFor(WaitReason.ROLLED_BACK)
            && on() == Target.DEPLOYMENT
            && serving.servesFrom(on())
            && serving.detachedFromKnative(observed, times));
  }

  /** Whether the side that was left behind has had its time to end what it had begun. */
  public boolean drained() {
    return whileDraining(times::drainedAt).filter(end -> !observed.now().isBefore(end)).isPresent();
  }

  /** Whether callers that still come to the side that was left behind are asked to go. */
  public boolean asksToGo() {
    return whileDraining(times::askedToGoAt)
        .filter(asked -> !observed.now().isBefore(asked))
        .isPresent();
  }

  private Optional<Instant> whileDraining(Function<MigrationStatus, Instant> time) {
    return status
        .filter(m -> MigrationPhase.of(m).filter(MigrationPhase::drains).isPresent())
        .map(time);
  }

  /**
   * Until when Knative keeps its pre-warmed pods; empty where it has none. Knative takes over at
   * the end of a migration, and when a migration away from it was given up. The end of it is not
   * forgotten before the pods were let go, however long that took.
   *
   * @param written what was written for Knative in this reconcile
   */
  public Optional<Instant> warmUntil(Optional<PrewarmedScale> written) {
    if (on() != Target.KNATIVE) {
      return Optional.empty();
    }
    Optional<Instant> recorded = observed.last().warmUntil();
    boolean tookOver =
        status
            .filter(
                m ->
                    MigrationPhase.of(m).filter(MigrationPhase.DRAINING::equals).isPresent()
                        || (m.to() == Target.DEPLOYMENT && isGivenUp(m)))
            .isPresent();
    return recorded
        .filter(end -> tookOver || !coolDownDue() || keptWarm(written))
        .or(() -> tookOver ? Optional.of(observed.now().plus(times.warmFor())) : Optional.empty());
  }

  /** A Deployment of others stays, and is at zero from the first moment on. */
  private boolean isGivenUp(MigrationStatus toDeployment) {
    return observed.deploymentRemains()
        || MigrationPhase.of(toDeployment).filter(MigrationPhase.ROLLING_BACK::equals).isPresent();
  }

  private boolean keptWarm(Optional<PrewarmedScale> written) {
    return written
        .map(PrewarmedScale::minScale)
        .or(() -> observed.knative().revision().map(PrewarmedScale::keptBy))
        .filter(scale -> scale != decision.sizing().knative().replicas().min())
        .isPresent();
  }

  /** Whether the pre-warmed pods may go: the load is known by now. */
  public boolean coolDownDue() {
    return on() == Target.KNATIVE
        && !observed.deploymentRemains()
        && observed.last().warmUntil().filter(end -> !observed.now().isBefore(end)).isPresent();
  }

  /** When to look again although nothing may have happened. */
  public Optional<Instant> lookAgainAt() {
    return Stream.of(
            status.flatMap(this::lookAgainAt),
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
                  case DRAINING, ROLLING_BACK ->
                      Stream.of(times.askedToGoAt(migration), times.drainedAt(migration))
                          .filter(observed.now()::isBefore)
                          .findFirst()
                          .orElseGet(() -> times.drainedAt(migration));
                  case BACKING_OFF -> Instant.parse(migration.retryAt());
                });
  }
}
