package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Sizing;
import io.workloadplacement.decision.TrafficProfile;

/**
 * Everything that the manifests of a placement depend on.
 *
 * @param placement the placement that owns them
 * @param template what runs: the placement's own template, the last good one, or the adopted
 *     Deployment's; without {@link TemplateRules violations}
 * @param profile how the workload is called, parsed
 * @param sizing how large it is on either side
 */
public record RenderInput(
    WorkloadPlacement placement, PodTemplateSpec template, TrafficProfile profile, Sizing sizing) {

  /** Whether the workload is an existing Deployment, whose template nobody may change. */
  boolean adopted() {
    return placement.getSpec().workloadRef() != null;
  }

  /** The port on which pods serve. */
  ServingPort servingPort() {
    return ServingPort.in(template)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "spec.template does not tell its serving port; TemplateRules.violations says why"));
  }
}
