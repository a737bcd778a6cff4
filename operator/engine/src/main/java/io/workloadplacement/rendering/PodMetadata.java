package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.Map;
import java.util.TreeMap;

/** Labels and annotations of rendered pods: what is common to a placement, and the template's. */
final class PodMetadata {

  private PodMetadata() {}

  /**
   * @param template metadata of the pod template; null where it has none
   */
  static Map<String, String> labels(WorkloadPlacement placement, ObjectMeta template) {
    return both(
        CommonMetadataRules.of(placement).labels(), template == null ? null : template.getLabels());
  }

  /**
   * @param template metadata of the pod template; null where it has none
   */
  static Map<String, String> annotations(WorkloadPlacement placement, ObjectMeta template) {
    return both(
        CommonMetadataRules.of(placement).annotations(),
        template == null ? null : template.getAnnotations());
  }

  /** The template is nearer to the pods, so it counts more. */
  private static Map<String, String> both(Map<String, String> common, Map<String, String> own) {
    Map<String, String> both = new TreeMap<>(common);
    if (own != null) {
      both.putAll(own);
    }
    return both;
  }
}
