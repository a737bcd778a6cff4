package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Labels and annotations of rendered pods: what is common to a placement, and the template's. */
final class PodMetadata {

  private PodMetadata() {}

  /**
   * @param template metadata of the pod template; null where it has none
   */
  static Map<String, String> labels(WorkloadPlacement placement, @Nullable ObjectMeta template) {
    return both(
        CommonMetadataRules.of(placement).labels(), template == null ? null : template.getLabels());
  }

  /**
   * @param template metadata of the pod template; null where it has none
   */
  static Map<String, String> annotations(
      WorkloadPlacement placement, @Nullable ObjectMeta template) {
    return both(
        CommonMetadataRules.of(placement).annotations(),
        template == null ? null : template.getAnnotations());
  }

  /** The labels of a template alone, as the pods of an adopted Deployment have them. */
  static Map<String, String> own(ObjectMeta template) {
    return both(Map.of(), template == null ? null : template.getLabels());
  }

  /** The labels of the pods of a rendered Deployment. */
  static Map<String, String> onDeployment(WorkloadPlacement placement, ObjectMeta template) {
    Map<String, String> all = labels(placement, template);
    all.putAll(Labels.podSelector(placement));
    return all;
  }

  /**
   * The labels of Knative's pods, but for Knative's own.
   *
   * @param withheld keys of those that they must not have
   */
  static Map<String, String> onKnative(
      WorkloadPlacement placement, ObjectMeta template, Set<String> withheld) {
    Map<String, String> kept = labels(placement, template);
    kept.keySet().removeAll(withheld);
    kept.remove(Labels.PLACEMENT);
    return kept;
  }

  /** The template is nearer to the pods, so it counts more. */
  private static Map<String, String> both(
      Map<String, String> common, @Nullable Map<String, String> own) {
    Map<String, String> both = new TreeMap<>(common);
    if (own != null) {
      both.putAll(own);
    }
    return both;
  }
}
