package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.reconcile.object.LastStatus;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The way back to the last good template after a failed rollout. The good template is read from the
 * Deployment's own ReplicaSets; the placement's status remembers only the hash of the one that
 * failed.
 */
public final class Rollback {

  /** On the pod template of a rendered Deployment: which template of the placement it came from. */
  public static final String TEMPLATE_HASH = "workloadplacement.io/template-hash";

  private static final String REVISION = "deployment.kubernetes.io/revision";
  private static final String POD_TEMPLATE_HASH = "pod-template-hash";

  private Rollback() {}

  /**
   * The hash of the placement's present template, if that is the one whose rollout failed before.
   *
   * @param present hash of the placement's template
   */
  public static Optional<String> rememberedFailure(LastStatus last, String present) {
    return last.status().map(WorkloadPlacementStatus::failedTemplateHash).filter(present::equals);
  }

  /** A rendered template that remembers which template of the placement it came from. */
  public static PodTemplateSpec mark(PodTemplateSpec rendered, String hash) {
    return new PodTemplateSpecBuilder(rendered)
        .editOrNewMetadata()
        .addToAnnotations(TEMPLATE_HASH, hash)
        .endMetadata()
        .build();
  }

  /** The hash of the placement's template that a Deployment or ReplicaSet runs. */
  public static Optional<String> templateHash(PodTemplateSpec template) {
    Map<String, String> annotations =
        template.getMetadata() == null ? null : template.getMetadata().getAnnotations();
    return Optional.ofNullable(annotations == null ? null : annotations.get(TEMPLATE_HASH));
  }

  /**
   * The template to serve with while {@code failedHash} is refused; empty if there never was a good
   * one.
   */
  public static Optional<PodTemplateSpec> lastGood(
      Deployment deployment, Collection<ReplicaSet> replicaSets, String failedHash) {
    PodTemplateSpec present = deployment.getSpec().getTemplate();
    if (!isFailed(present, failedHash)) {
      return Optional.of(present);
    }
    return replicaSets.stream()
        .filter(set -> ownedBy(set, deployment))
        .filter(set -> !isFailed(set.getSpec().getTemplate(), failedHash))
        .filter(
            set -> set.getStatus() != null && orZero(set.getStatus().getAvailableReplicas()) > 0)
        .max(Comparator.comparingLong(Rollback::revision))
        .map(set -> withoutPodTemplateHash(set.getSpec().getTemplate()));
  }

  private static boolean isFailed(PodTemplateSpec template, String failedHash) {
    return templateHash(template).filter(failedHash::equals).isPresent();
  }

  private static boolean ownedBy(ReplicaSet set, Deployment deployment) {
    return set.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(deployment.getMetadata().getUid()));
  }

  private static long revision(ReplicaSet set) {
    Map<String, String> annotations = set.getMetadata().getAnnotations();
    return annotations == null ? 0 : Long.parseLong(annotations.getOrDefault(REVISION, "0"));
  }

  private static int orZero(Integer value) {
    return Objects.requireNonNullElse(value, 0);
  }

  private static PodTemplateSpec withoutPodTemplateHash(PodTemplateSpec template) {
    return new PodTemplateSpecBuilder(template)
        .editMetadata()
        .removeFromLabels(POD_TEMPLATE_HASH)
        .endMetadata()
        .build();
  }
}
