package io.workloadplacement.reconcile.migration;

import static io.workloadplacement.reconcile.migration.ModelState.Part.*;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.workloadplacement.api.v1alpha1.AdoptionStatus;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The status that a state of the model stands for, and back: moments become ages. */
final class ModelStatus {

  private static final int RELEASED = 1;
  private static final int SIZE_OF_NOTHING = 2;

  private ModelStatus() {}

  /** How a status counts that it remembers a size. */
  static int remembered(int size) {
    return size + SIZE_OF_NOTHING;
  }

  /** The status that was told last; none before the first. */
  static WorkloadPlacementStatus of(ModelState s) {
    if (!s.is(TARGET)) {
      return null;
    }
    return WorkloadPlacementStatus.of(s.is(EDITED) ? 1L : 2L)
        .target(ModelOperator.side(s.get(TARGET) - 1))
        .migration(migration(s))
        .adoption(adoption(s))
        .warmUntil(s.is(WARM_FOR) ? in(s.get(WARM_FOR) - 1) : null)
        .conditions(
            List.of(
                new ConditionBuilder()
                    .withType("Ready")
                    .withStatus(s.is(READY) ? "True" : "False")
                    .build()))
        .build();
  }

  private static AdoptionStatus adoption(ModelState s) {
    return switch (s.get(REMEMBERED)) {
      case 0 -> null;
      case RELEASED -> AdoptionStatus.RELEASED;
      default ->
          new AdoptionStatus(
              s.get(REMEMBERED) - SIZE_OF_NOTHING,
              s.is(SCALE_TO_ZERO_ATTEMPTS) ? s.get(SCALE_TO_ZERO_ATTEMPTS) : null);
    };
  }

  private static MigrationStatus migration(ModelState s) {
    if (!s.is(PHASE)) {
      return null;
    }
    Target to = ModelOperator.side(s.get(MIGRATES_TO));
    boolean backsOff = s.get(PHASE) > MigrationPhase.ROLLING_BACK.ordinal();
    return MigrationStatus.of(
            to.other(),
            to,
            ModelOperator.phase(s).orElseThrow().toString(),
            in(-s.get(STARTED)),
            in(-s.get(PHASE_STARTED)))
        .withMessage("its message")
        .withAttempts(s.is(ATTEMPTS) ? 1 : null, backsOff ? in(s.get(RETRY_IN)) : null);
  }

  /**
   * The state with a status told. What no later step reads is left out, so that states are equal
   * that behave equally.
   */
  static ModelState told(ModelState s, WorkloadPlacementStatus status) {
    ModelState told =
        s.without(EDITED, READY, MIGRATES_TO, PHASE, STARTED, PHASE_STARTED, ATTEMPTS, RETRY_IN)
            .with(TARGET, status.target().ordinal() + 1)
            .with(WARM_FOR, status.warmUntil() == null ? 0 : ticks(status.warmUntil()) + 1);
    told = told(told, status.adoption());
    MigrationStatus migration = status.migration();
    boolean running = MigrationPhase.of(migration).filter(MigrationPhase::running).isPresent();
    boolean ready =
        status.conditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    if (ready && !running && status.target() == Target.DEPLOYMENT) {
      told = told.with(READY, 1);
    }
    return migration == null ? told : told(told, migration);
  }

  private static ModelState told(ModelState s, AdoptionStatus adoption) {
    ModelState forgotten = s.without(REMEMBERED, SCALE_TO_ZERO_ATTEMPTS);
    if (adoption == null) {
      return forgotten;
    }
    return adoption.originalReplicas() == null
        ? forgotten.with(REMEMBERED, RELEASED)
        : forgotten
            .with(REMEMBERED, remembered(adoption.originalReplicas()))
            .with(
                SCALE_TO_ZERO_ATTEMPTS,
                Objects.requireNonNullElse(adoption.scaleToZeroAttempts(), 0));
  }

  private static ModelState told(ModelState s, MigrationStatus migration) {
    MigrationPhase phase = MigrationPhase.of(migration).orElseThrow();
    ModelState told =
        s.with(MIGRATES_TO, migration.to().ordinal())
            .with(PHASE, phase.ordinal() + 1)
            .with(ATTEMPTS, migration.attempts() == null ? 0 : 1);
    if (phase.timed() || phase == MigrationPhase.DRAINING) {
      told =
          told.with(STARTED, Math.min(ModelCluster.READY_TIMEOUT, -ticks(migration.startedAt())));
    }
    if (phase == MigrationPhase.DRAINING || phase == MigrationPhase.ROLLING_BACK) {
      told =
          told.with(
              PHASE_STARTED,
              Math.min(ModelCluster.longestPhase(s), -ticks(migration.phaseStartedAt())));
    }
    return migration.retryAt() == null
        ? told
        : told.with(RETRY_IN, Math.max(0, ticks(migration.retryAt())));
  }

  private static String in(int ticks) {
    return ModelOperator.NOW.plusSeconds((long) ticks * ModelState.TICK).toString();
  }

  private static int ticks(String moment) {
    long seconds = Duration.between(ModelOperator.NOW, Instant.parse(moment)).toSeconds();
    return (int) (seconds / ModelState.TICK);
  }
}
