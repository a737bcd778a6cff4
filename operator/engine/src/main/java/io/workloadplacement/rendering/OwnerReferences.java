package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;

/** How rendered objects belong to their placement. */
public final class OwnerReferences {

  private OwnerReferences() {}

  /** The reference by which an object goes when its placement goes. */
  public static OwnerReference reference(WorkloadPlacement placement) {
    return new OwnerReferenceBuilder()
        .withApiVersion(placement.getApiVersion())
        .withKind(placement.getKind())
        .withName(placement.getMetadata().getName())
        .withUid(placement.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  /** Metadata of a rendered object: name, namespace, our label and the owner. */
  static ObjectMetaBuilder metadata(WorkloadPlacement placement, String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(placement.getMetadata().getNamespace())
        .addToLabels(Labels.MANAGED_BY, Labels.OPERATOR)
        .withOwnerReferences(reference(placement));
  }
}
