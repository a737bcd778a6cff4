package io.workloadplacement.reconcile.migration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Outage;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Counts the migrations that ended, with how long they took: {@code
 * workloadplacement_migrations_seconds} by {@code to} (deployment, knative) and {@code outcome}
 * (moved, rolled_back, abandoned). And the fallbacks that began: {@code
 * workloadplacement_fallbacks_total} by {@code cause} (router, knative).
 */
public final class MigrationMetrics {

  private static final String NAME = "workloadplacement.migrations";
  private static final String FALLBACKS = "workloadplacement.fallbacks";

  private final MeterRegistry registry;

  /** Counts in a registry. */
  public MigrationMetrics(MeterRegistry registry) {
    this.registry = registry;
    // An alert on an increase needs a value to begin with.
    Stream.of("router", "knative").forEach(this::fallbacks);
  }

  public void record(
      Optional<WorkloadPlacementStatus> before, WorkloadPlacementStatus after, Instant now) {
    migration(before.map(WorkloadPlacementStatus::migration), after, now);
    boolean falls =
        after.hasFallenBack() && before.filter(WorkloadPlacementStatus::hasFallenBack).isEmpty();
    Optional.ofNullable(after.outage())
        .filter(any -> falls)
        .map(o -> Outage.ROUTER_UNAVAILABLE.equals(o.reason()) ? "router" : "knative")
        .ifPresent(cause -> fallbacks(cause).increment());
  }

  private Counter fallbacks(String cause) {
    return Counter.builder(FALLBACKS)
        .description("Deployments that took over from a Knative that callers did not reach")
        .tag("cause", cause)
        .register(registry);
  }

  private void migration(
      Optional<MigrationStatus> before, WorkloadPlacementStatus after, Instant now) {
    before
        .filter(m -> MigrationPhase.of(m).filter(MigrationPhase::running).isPresent())
        .filter(m -> m.startedAt() != null)
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
        .tag("to", String.valueOf(migration.to()).toLowerCase(Locale.ROOT))
        .tag("outcome", outcome)
        .register(registry);
  }
}
