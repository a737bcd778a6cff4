package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.workloadplacement.api.v1alpha1.CommonMetadata;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.Optional;

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

  /**
   * Metadata of a rendered object: name, namespace, the owner, our label, the workload's name, and
   * what is common to everything of the placement.
   *
   * <p>Beside a Deployment of others the owner is told by labels alone, and the operator removes
   * what it has made: with a reference, the garbage collector would end the side that serves as
   * soon as somebody deletes the placement in the foreground, before the Deployment is back.
   */
  static ObjectMetaBuilder metadata(WorkloadPlacement placement, String name) {
    CommonMetadata common = CommonMetadataRules.of(placement);
    ObjectMetaBuilder metadata =
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(placement.getMetadata().getNamespace())
            .addToLabels(Labels.NAME, placement.getMetadata().getName())
            .addToLabels(common.labels())
            .addToLabels(Labels.MANAGED_BY, Labels.OPERATOR);
    if (placement.getSpec().workloadRef() == null) {
      metadata.withOwnerReferences(reference(placement));
    } else {
      metadata.addToLabels(Labels.OWNER, placement.getMetadata().getName());
      // What is not in a cluster has no UID yet.
      Optional.ofNullable(placement.getMetadata().getUid())
          .ifPresent(uid -> metadata.addToLabels(Labels.OWNER_UID, uid));
    }
    return common.annotations().isEmpty()
        ? metadata
        : metadata.addToAnnotations(common.annotations());
  }
}
