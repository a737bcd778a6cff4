package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Sizing;
import io.workloadplacement.decision.TrafficProfile;
import java.util.Optional;

/**
 * Everything that the manifests of a placement depend on.
 *
 * @param placement the placement that owns them
 * @param template what runs, literally: the placement's own template, the last good one, or the
 *     adopted Deployment's; without {@link TemplateRules violations}
 * @param profile how the workload is called, parsed
 * @param sizing how large it is on either side
 * @param known where the pods serve, where something besides template and placement tells it, such
 *     as the Service of an adopted Deployment
 * @param features what the installed Knative lets into a pod
 * @param scaledBy what of others scales the Deployment already, in words for people
 */
public record RenderInput(
    WorkloadPlacement placement,
    PodTemplateSpec template,
    TrafficProfile profile,
    Sizing sizing,
    Optional<ServingPort> known,
    KnativeFeatures features,
    Optional<String> scaledBy) {

  /** A workload whose template or placement tells where it serves, and a Knative as delivered. */
  public RenderInput(
      WorkloadPlacement placement,
      PodTemplateSpec template,
      TrafficProfile profile,
      Sizing sizing) {
    this(
        placement,
        template,
        profile,
        sizing,
        Optional.empty(),
        KnativeFeatures.defaults(),
        Optional.empty());
  }

  /** The same workload, which serves there. */
  public RenderInput servedAt(ServingPort port) {
    return new RenderInput(
        placement, template, profile, sizing, Optional.of(port), features, scaledBy);
  }

  /** The same workload beside a Knative that lets this into a pod. */
  public RenderInput withFeatures(KnativeFeatures installed) {
    return new RenderInput(placement, template, profile, sizing, known, installed, scaledBy);
  }

  /** The same workload, which this of others scales already. */
  public RenderInput scaledBy(String autoscaler) {
    return new RenderInput(
        placement, template, profile, sizing, known, features, Optional.of(autoscaler));
  }

  /** Whether the workload is an existing Deployment, whose template nobody may change. */
  boolean adopted() {
    return placement.getSpec().workloadRef() != null;
  }

  /** The port on which pods serve. */
  ServingPort servingPort() {
    return known
        .or(() -> ServingPort.of(placement, template))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "spec.template does not tell its serving port; TemplateRules.violations says why"));
  }

  /** The workload as Knative judges it. */
  KnativeCandidate candidate() {
    return new KnativeCandidate(
        placement, template, servingPort(), profile, features, Optional.empty());
  }
}
