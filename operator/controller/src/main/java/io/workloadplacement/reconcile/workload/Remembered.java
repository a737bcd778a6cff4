package io.workloadplacement.reconcile.workload;

import io.workloadplacement.api.v1alpha1.AdoptionStatus;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.util.Optional;

/**
 * What a status keeps of a Deployment of others, to release it as it was.
 *
 * @param status empty where there is nothing to be kept
 */
public record Remembered(Optional<AdoptionStatus> status) {

  /** Nothing. */
  public static final Remembered NOTHING = new Remembered(Optional.empty());

  static Remembered of(AdoptionStatus status) {
    return new Remembered(Optional.of(status));
  }

  /** Whether there is something to be kept. */
  public boolean isPresent() {
    return status.isPresent();
  }

  /** Writes it into a status. */
  public WorkloadPlacementStatus.Builder in(WorkloadPlacementStatus.Builder written) {
    return written.adoption(status.orElse(null));
  }
}
