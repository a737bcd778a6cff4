package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.Namespace;
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
 * @param inInjectedNamespace whether the namespace asks for sidecars in every pod
 */
public record RenderInput(
    WorkloadPlacement placement,
    PodTemplateSpec template,
    TrafficProfile profile,
    Sizing sizing,
    Optional<ServingPort> known,
    KnativeFeatures features,
    Optional<String> scaledBy,
    boolean inInjectedNamespace) {

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
        Optional.empty(),
        false);
  }

  /** The same workload, which serves there. */
  public RenderInput servedAt(ServingPort port) {
    return with(Optional.of(port), features, scaledBy, inInjectedNamespace);
  }

  /** The same workload beside a Knative that lets this into a pod. */
  public RenderInput withFeatures(KnativeFeatures installed) {
    return with(known, installed, scaledBy, inInjectedNamespace);
  }

  /** The same workload, which this of others scales already. */
  public RenderInput scaledBy(String autoscaler) {
    return with(known, features, Optional.of(autoscaler), inInjectedNamespace);
  }

  /** The same workload in its namespace, as that is in the cluster. */
  public RenderInput in(Namespace namespace) {
    return with(known, features, scaledBy, InjectedSidecars.askedForBy(namespace));
  }

  private RenderInput with(
      Optional<ServingPort> port,
      KnativeFeatures installed,
      Optional<String> autoscaler,
      boolean injected) {
    return new RenderInput(
        placement, template, profile, sizing, port, installed, autoscaler, injected);
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
