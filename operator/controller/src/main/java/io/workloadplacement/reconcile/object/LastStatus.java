package io.workloadplacement.reconcile.object;

import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What the status of a placement said when it was written last.
 *
 * @param status empty before the first
 * @param edited whether the spec has changed since
 */
public record LastStatus(Optional<WorkloadPlacementStatus> status, boolean edited) {

  /** Reads it from the placement. */
  public static LastStatus of(WorkloadPlacement placement) {
    Optional<WorkloadPlacementStatus> status = Optional.ofNullable(placement.getStatus());
    return new LastStatus(
        status,
        status
            .filter(
                s ->
                    !Objects.equals(
                        s.observedGeneration(), placement.getMetadata().getGeneration()))
            .isPresent());
  }

  /** The side on which the workload ran. */
  public Optional<Target> target() {
    return status.map(WorkloadPlacementStatus::target);
  }

  /** The migration that ran or waited. */
  public Optional<MigrationStatus> migration() {
    return status.map(WorkloadPlacementStatus::migration);
  }

  /** Until when Knative keeps its pre-warmed pods. */
  public Optional<Instant> warmUntil() {
    return status.map(WorkloadPlacementStatus::warmUntil).map(Instant::parse);
  }
}
