package io.workloadplacement.reconcile.migration;

import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.reconcile.observe.Observation;
import java.util.function.Predicate;

/**
 * Brings an observation and a decision together: what is done about it now, and how far that is.
 */
public final class Migrations {

  private Migrations() {}

  /**
   * Where the workload stands on its way to where it was decided to run.
   *
   * @param budget takes a place among the parallel migrations, if one is free; asked only for a
   *     workload that is on its way
   */
  public static MigrationState next(
      Observation seen, Decision decided, Predicate<WorkloadPlacement> budget) {
    MigrationTimes times = MigrationTimes.of(seen, decided);
    ServingState serving = ServingState.of(seen, decided, times);
    Decision decision =
        MigrationGate.pass(seen, decided, serving, times, () -> budget.test(seen.placement()));
    // One that has to wait is seen from the side on which it stays.
    return decision.equals(decided)
        ? MigrationState.of(seen, decision, times, serving)
        : unhindered(seen, decision);
  }

  /** The same for a decision that nothing holds up, such as that to leave Knative for good. */
  public static MigrationState unhindered(Observation seen, Decision decision) {
    MigrationTimes times = MigrationTimes.of(seen, decision);
    return MigrationState.of(seen, decision, times, ServingState.of(seen, decision, times));
  }
}
