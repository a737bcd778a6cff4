package io.workloadplacement.reconcile.object;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;

/**
 * Which objects belong to a placement: those whose controller reference names its UID. Names prove
 * nothing.
 */
public record Ownership(String uid) {

  public static Ownership of(WorkloadPlacement placement) {
    return new Ownership(placement.getMetadata().getUid());
  }

  public boolean covers(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(
            owner -> Boolean.TRUE.equals(owner.getController()) && owner.getUid().equals(uid));
  }
}
