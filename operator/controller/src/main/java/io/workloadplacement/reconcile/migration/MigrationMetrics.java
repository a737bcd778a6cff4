package io.workloadplacement.reconcile.migration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Outage;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the migrations that ended, with how long they took: {@code
 * workload_placement_migrations_seconds} by {@code to} (deployment, knative) and {@code outcome}
 * (migrated, rolled_back, abandoned). And the fallbacks that began: {@code
 * workload_placement_fallbacks_total} by {@code cause} (router, knative). All begin with 0, as an
 * increase is seen only from a value that was there before.
 */
public final class MigrationMetrics {

  private static final String NAME = "workload.placement.migrations";
  private static final String FALLBACKS = "workload.placement.fallbacks";

  private static final String MIGRATED = "migrated";
  private static final String ROLLED_BACK = "rolled_back";
  private static final String ABANDONED = "abandoned";

  private final MeterRegistry registry;

  /** Counts in a registry. */
  public MigrationMetrics(MeterRegistry registry) {
    this.registry = registry;
    Stream.of("router", "knative").forEach(this::fallbacks);
    for (Target to : Target.values()) {
      Stream.of(MIGRATED, ROLLED_BACK, ABANDONED).forEach(outcome -> timer(to, outcome));
    }
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
        .flatMap(m -> outcome(m, after).map(outcome -> timer(m.to(), outcome)))
        .ifPresent(
            timer -> timer.record(Duration.between(Instant.parse(before.get().startedAt()), now)));
  }

  private static Optional<String> outcome(MigrationStatus before, WorkloadPlacementStatus after) {
    MigrationStatus now = after.migration();
    if (now == null) {
      return Optional.of(after.target() == before.to() ? MIGRATED : ABANDONED);
    }
    if (now.to() != before.to()) {
      return Optional.of(ABANDONED);
    }
    boolean rolledBack =
        MigrationPhase.of(now).filter(MigrationPhase.BACKING_OFF::equals).isPresent();
    return rolledBack ? Optional.of(ROLLED_BACK) : Optional.empty();
  }

  private Timer timer(@Nullable Target to, String outcome) {
    return Timer.builder(NAME)
        .description("Migrations between the two sides that ended, from their start")
        .tag("to", String.valueOf(to).toLowerCase(Locale.ROOT))
        .tag("outcome", outcome)
        .register(registry);
  }
}
