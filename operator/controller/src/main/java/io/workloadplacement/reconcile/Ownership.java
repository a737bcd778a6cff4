package io.workloadplacement.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;

/**
 * Which objects belong to a placement: those whose controller reference names its UID. Names prove
 * nothing.
 */
record Ownership(String uid) {

  static Ownership of(WorkloadPlacement placement) {
    return new Ownership(placement.getMetadata().getUid());
  }

  boolean covers(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(
            owner -> Boolean.TRUE.equals(owner.getController()) && owner.getUid().equals(uid));
  }
}
