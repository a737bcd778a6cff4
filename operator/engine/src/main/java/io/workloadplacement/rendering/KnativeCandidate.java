package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.TrafficProfile;
import java.util.Optional;

/**
 * A workload as it might run on Knative: everything on which Knative's verdict depends.
 *
 * @param placement the placement, with what its owner declares
 * @param template what runs, literally: the placement's own template, or the adopted Deployment's
 * @param servingPort where the pods serve
 * @param profile how the workload is called, parsed
 * @param features what the installed Knative lets into a pod
 * @param service the existing Service by which callers reach it, where it is not the operator's
 */
public record KnativeCandidate(
    WorkloadPlacement placement,
    PodTemplateSpec template,
    ServingPort servingPort,
    TrafficProfile profile,
    KnativeFeatures features,
    Optional<Service> service) {

  /**
   * A workload whose template or placement tells where it serves; else it serves where Knative
   * takes it to: on port 8080 of the first container.
   */
  public static KnativeCandidate of(
      WorkloadPlacement placement,
      PodTemplateSpec template,
      TrafficProfile profile,
      KnativeFeatures features) {
    return new KnativeCandidate(
        placement,
        template,
        ServingPort.of(placement, template).orElse(ServingPort.ASSUMED),
        profile,
        features,
        Optional.empty());
  }

  /** The same workload, reached by this Service. */
  public KnativeCandidate reachedBy(Service existing) {
    return new KnativeCandidate(
        placement, template, servingPort, profile, features, Optional.of(existing));
  }

  /** Whether the workload is an existing Deployment, whose template nobody may change. */
  boolean adopted() {
    return placement.getSpec().workloadRef() != null;
  }
}
