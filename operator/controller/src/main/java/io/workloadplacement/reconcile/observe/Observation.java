package io.workloadplacement.reconcile.observe;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.reconcile.object.PodCount;
import io.workloadplacement.reconcile.workload.AdoptedSize;
import io.workloadplacement.reconcile.workload.Adoption;
import io.workloadplacement.rendering.KnativeCandidate;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.rendering.Labels;
import io.workloadplacement.rendering.Names;
import io.workloadplacement.rendering.ServingPort;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Everything that a reconcile knows, gathered once and not changed afterwards.
 *
 * @param template what runs: the placement's own template, or the adopted Deployment's
 * @param owned the objects of this placement that exist
 * @param knativeIngress the Ingress that Knative made for the placement's Knative Service
 * @param revision the one that serves for the Knative Service, read only while that matters
 * @param gateway the pods that accept cluster-local requests for Knative
 * @param foreignDisruptionBudgets budgets of the namespace that are not this placement's
 * @param replicaSets of the placement's Deployment, read only when a rollout has failed
 * @param podTrouble why pods are not there, read only while a side is not ready
 * @param adoption of an existing Deployment; empty where the placement has a template
 * @param knative whether and how Knative is there
 */
public record Observation(
    WorkloadPlacement placement,
    PodTemplateSpec template,
    Namespace namespace,
    List<PlacementPolicy> policies,
    Knative knative,
    Owned owned,
    Optional<Ingress> knativeIngress,
    Optional<Revision> revision,
    Optional<Gateway.Endpoints> gateway,
    List<PodDisruptionBudget> foreignDisruptionBudgets,
    List<ReplicaSet> replicaSets,
    Troubles podTrouble,
    Optional<Adoption> adoption,
    Instant now) {

  /**
   * Knative in this cluster.
   *
   * @param installed whether its resources are served
   * @param features its feature flags
   */
  public record Knative(boolean installed, KnativeFeatures features) {}

  /** Why pods of either side are not there. */
  public record Troubles(Optional<String> ofDeployment, Optional<String> ofKnative) {}

  /**
   * The objects that belong to the placement by a controller reference; and the Deployment that it
   * adopted, of which only the scale and the stated rollout fields are the placement's to write.
   */
  public record Owned(
      Optional<Service> stableService,
      Optional<Service> podsService,
      Optional<Deployment> deployment,
      Optional<HorizontalPodAutoscaler> autoscaler,
      Optional<PodDisruptionBudget> disruptionBudget,
      Optional<io.fabric8.knative.serving.v1.Service> knativeService,
      Optional<Ingress> alias,
      List<EndpointSlice> gatewaySlices) {

    /** The owned objects that exist, whatever their kind. */
    public List<HasMetadata> all() {
      Stream<HasMetadata> single =
          Stream.<Optional<? extends HasMetadata>>of(
                  stableService,
                  podsService,
                  deployment,
                  autoscaler,
                  disruptionBudget,
                  knativeService,
                  alias)
              .flatMap(Optional::stream);
      return Stream.concat(single, gatewaySlices.stream()).toList();
    }
  }

  /**
   * The same, with objects as the API server returned them after they were applied, and without the
   * removed ones.
   */
  public Observation after(Collection<HasMetadata> applied, Collection<HasMetadata> removed) {
    return new Observation(
        placement,
        template,
        namespace,
        policies,
        knative,
        new Owned(
            latest(owned.stableService, Service.class, Names::stableService, applied, removed),
            latest(owned.podsService, Service.class, Names::podsService, applied, removed),
            latest(owned.deployment, Deployment.class, Names::deployment, applied, removed),
            latest(
                owned.autoscaler,
                HorizontalPodAutoscaler.class,
                Names::autoscaler,
                applied,
                removed),
            latest(
                owned.disruptionBudget,
                PodDisruptionBudget.class,
                Names::disruptionBudget,
                applied,
                removed),
            latest(
                owned.knativeService,
                io.fabric8.knative.serving.v1.Service.class,
                Names::knativeService,
                applied,
                removed),
            latest(owned.alias, Ingress.class, Names::alias, applied, removed),
            latestSlices(applied, removed)),
        knativeIngress,
        revision,
        gateway,
        foreignDisruptionBudgets,
        replicaSets,
        podTrouble,
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
        adopted -> owned.deployment.map(live -> AdoptedSize.of(placement, live)));
  }

  /**
   * Whether something of the Deployment is there that is not to stay while Knative serves. An
   * adopted one stays, and ends at zero.
   */
  public boolean deploymentRemains() {
    return adoptedSize()
        .map(size -> PodCount.wanted(size.deployment()) > 0 && !size.contested())
        .orElse(owned.deployment.isPresent());
  }

  private <T extends HasMetadata> Optional<T> latest(
      Optional<T> before,
      Class<T> kind,
      Function<WorkloadPlacement, String> naming,
      Collection<HasMetadata> applied,
      Collection<HasMetadata> removed) {
    Predicate<HasMetadata> is =
        object ->
            kind.isInstance(object)
                && object.getMetadata().getName().equals(naming.apply(placement));
    // What is written twice, as a Deployment and its scale, counts as it was written last.
    Optional<T> now = applied.stream().filter(is).map(kind::cast).reduce((first, last) -> last);
    return now.or(() -> before.filter(object -> removed.stream().noneMatch(is)));
  }

  private List<EndpointSlice> latestSlices(
      Collection<HasMetadata> applied, Collection<HasMetadata> removed) {
    List<EndpointSlice> now =
        applied.stream()
            .filter(EndpointSlice.class::isInstance)
            .map(EndpointSlice.class::cast)
            .toList();
    return now.isEmpty()
        ? owned.gatewaySlices.stream().filter(slice -> !removed.contains(slice)).toList()
        : now;
  }
}
