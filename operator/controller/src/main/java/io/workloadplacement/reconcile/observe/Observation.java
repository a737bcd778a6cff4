package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.reconcile.object.LastStatus;
import io.workloadplacement.reconcile.object.PodCount;
import io.workloadplacement.reconcile.workload.AdoptedSize;
import io.workloadplacement.reconcile.workload.Adoption;
import io.workloadplacement.reconcile.workload.DeploymentFacts;
import io.workloadplacement.reconcile.workload.TemplateName;
import io.workloadplacement.rendering.KnativeCandidate;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.rendering.Labels;
import io.workloadplacement.rendering.Names;
import io.workloadplacement.rendering.ServingPort;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a reconcile knows, gathered once and not changed afterwards.
 *
 * @param last what the placement's status said
 * @param template what runs: the placement's own template, or the adopted Deployment's
 * @param templateName the hash of the template
 * @param inventory the objects of this placement that exist
 * @param knative whether and how Knative is there
 * @param deployment what is around the Deployment
 * @param adoption of an existing Deployment; empty where the placement has a template
 */
public record Observation(
    WorkloadPlacement placement,
    LastStatus last,
    PodTemplateSpec template,
    TemplateName templateName,
    Namespace namespace,
    List<PlacementPolicy> policies,
    Inventory inventory,
    KnativeFacts knative,
    DeploymentFacts deployment,
    Optional<Adoption> adoption,
    Instant now) {

  /** Of a cluster in which there is nothing else yet. */
  public static Observation of(
      WorkloadPlacement placement, Optional<Adoption> adoption, Instant now) {
    PodTemplateSpec template =
        adoption
            .map(adopted -> adopted.deployment().getSpec().getTemplate())
            .orElseGet(() -> placement.getSpec().template());
    return new Observation(
        placement,
        LastStatus.of(placement),
        template,
        new TemplateName(template),
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(placement.getMetadata().getNamespace())
            .endMetadata()
            .build(),
        List.of(),
        Inventory.of(placement, adoption.map(Adoption::deployment).map(List::of).orElse(List.of())),
        KnativeFacts.of(false, KnativeFeatures.defaults()),
        DeploymentFacts.NONE,
        adoption,
        now);
  }

  /** The same in a namespace, under policies. */
  public Observation in(Namespace namespace, List<PlacementPolicy> policies) {
    return new Observation(
        placement,
        last,
        template,
        templateName,
        namespace,
        policies,
        inventory,
        knative,
        deployment,
        adoption,
        now);
  }

  /** The same with objects of the placement. */
  public Observation with(Inventory inventory) {
    return new Observation(
        placement,
        last,
        template,
        templateName,
        namespace,
        policies,
        inventory,
        knative,
        deployment,
        adoption,
        now);
  }

  /** The same with Knative. */
  public Observation with(KnativeFacts knative) {
    return new Observation(
        placement,
        last,
        template,
        templateName,
        namespace,
        policies,
        inventory,
        knative,
        deployment,
        adoption,
        now);
  }

  /** The same with what is around the Deployment. */
  public Observation with(DeploymentFacts deployment) {
    return new Observation(
        placement,
        last,
        template,
        templateName,
        namespace,
        policies,
        inventory,
        knative,
        deployment,
        adoption,
        now);
  }

  /** What selects the Deployment's pods. */
  public Map<String, String> podSelector() {
    return adoption.map(Adoption::podSelector).orElseGet(() -> Labels.podSelector(placement));
  }

  /** The workload as Knative judges it. */
  public KnativeCandidate candidate(TrafficProfile profile) {
    return new KnativeCandidate(
        placement,
        template,
        adoption
            .map(Adoption::servingPort)
            .or(() -> ServingPort.of(placement, template))
            .orElse(ServingPort.ASSUMED),
        profile,
        knative.features());
  }

  /** The size of the adopted Deployment; empty where none is adopted. */
  public Optional<AdoptedSize> adoptedSize() {
    return adoption.flatMap(
        adopted -> inventory.deployment().map(live -> AdoptedSize.of(placement, live)));
  }

  /**
   * Whether something of the Deployment is there that is not to stay while Knative serves. An
   * adopted one stays, and ends at zero.
   */
  public boolean deploymentRemains() {
    return adoptedSize()
        .map(size -> PodCount.wanted(size.deployment()) > 0 && !size.contested())
        .orElse(inventory.deployment().isPresent());
  }
}
