package io.workloadplacement.reconcile.migration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Counts the migrations that ended, with how long they took: {@code
 * workloadplacement_migrations_seconds} by {@code to} (deployment, knative) and {@code outcome}
 * (moved, rolled_back, abandoned).
 */
public final class MigrationMetrics {

  private static final String NAME = "workloadplacement.migrations";

  private final MeterRegistry registry;

  /** Counts in a registry. */
  public MigrationMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  public void record(Optional<MigrationStatus> before, WorkloadPlacementStatus after, Instant now) {
    before
        .filter(m -> MigrationPhase.of(m).filter(MigrationPhase::running).isPresent())
        .flatMap(m -> outcome(m, after).map(outcome -> timer(m, outcome)))
        .ifPresent(
            timer -> timer.record(Duration.between(Instant.parse(before.get().startedAt()), now)));
  }

  private static Optional<String> outcome(MigrationStatus before, WorkloadPlacementStatus after) {
    MigrationStatus now = after.migration();
    if (now == null) {
      return Optional.of(after.target() == before.to() ? "moved" : "abandoned");
    }
    if (now.to() != before.to()) {
      return Optional.of("abandoned");
    }
    boolean rolledBack =
        MigrationPhase.of(now).filter(MigrationPhase.BACKING_OFF::equals).isPresent();
    return rolledBack ? Optional.of("rolled_back") : Optional.empty();
  }

  private Timer timer(MigrationStatus migration, String outcome) {
    return Timer.builder(NAME)
        .description("Migrations between the two sides that ended, from their start")
        .tag("to", migration.to().toString().toLowerCase(Locale.ROOT))
        .tag("outcome", outcome)
        .register(registry);
  }
}
