package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.rendering.Labels;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is watched besides the placements, for as long as the operator runs, and the caches that
 * come with it.
 */
public final class Watches {

  private static final String MANAGED = Labels.MANAGED_BY + "=" + Labels.OPERATOR;

  private final Predicate<WorkloadPlacement> all = placement -> true;
  private final EventSourceContext<WorkloadPlacement> context;

  final InformerEventSource<Service, WorkloadPlacement> services;
  final InformerEventSource<Deployment, WorkloadPlacement> deployments;
  final InformerEventSource<HorizontalPodAutoscaler, WorkloadPlacement> autoscalers;
  final InformerEventSource<PodDisruptionBudget, WorkloadPlacement> disruptionBudgets;
  final InformerEventSource<EndpointSlice, WorkloadPlacement> gatewaySlices;
  final InformerEventSource<PlacementPolicy, WorkloadPlacement> policies;
  final InformerEventSource<Namespace, WorkloadPlacement> namespaces;
  final KnativeWatches knative;
  final AdoptionWatches adoptions;

  public Watches(EventSourceContext<WorkloadPlacement> context) {
    this.context = context;
    services = owned(Service.class, "services", MANAGED);
    deployments = owned(Deployment.class, "deployments", MANAGED);
    autoscalers = owned(HorizontalPodAutoscaler.class, "autoscalers", MANAGED);
    gatewaySlices =
        owned(
            EndpointSlice.class, "gateway-slices", Labels.SLICE_MANAGED_BY + "=" + Labels.OPERATOR);
    disruptionBudgets = disruptionBudgets();
    policies = policies();
    namespaces = namespaces();
    knative = new KnativeWatches(context);
    adoptions = new AdoptionWatches(context);
  }

  /** The sources that are there from the start; Knative's come and go. */
  public List<EventSource<?, WorkloadPlacement>> sources() {
    return List.of(
        services,
        deployments,
        autoscalers,
        gatewaySlices,
        disruptionBudgets,
        policies,
        namespaces,
        knative.serviceDefinition,
        knative.ingressDefinition);
  }

  private <T extends HasMetadata> InformerEventSource<T, WorkloadPlacement> owned(
      Class<T> kind, String name, String labelSelector) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, WorkloadPlacement.class)
            .withName(name)
            .withLabelSelector(labelSelector)
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  /** Budgets of others matter too: a pod that two budgets select cannot be evicted. */
  private InformerEventSource<PodDisruptionBudget, WorkloadPlacement> disruptionBudgets() {
    SecondaryToPrimaryMapper<PodDisruptionBudget> owners =
        Mappers.fromOwnerReferences(WorkloadPlacement.class);
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(PodDisruptionBudget.class, WorkloadPlacement.class)
            .withName("disruption-budgets")
            .withNamespacesInheritedFromController()
            .withSecondaryToPrimaryMapper(
                budget -> {
                  Set<ResourceID> owner = owners.toPrimaryResourceIDs(budget);
                  return owner.isEmpty()
                      ? placementsIn(budget.getMetadata().getNamespace())
                      : owner;
                })
            .withOnUpdateFilter(
                (now, before) ->
                    !Objects.equals(
                        now.getMetadata().getGeneration(), before.getMetadata().getGeneration()))
            .build(),
        context);
  }

  private InformerEventSource<PlacementPolicy, WorkloadPlacement> policies() {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(PlacementPolicy.class, WorkloadPlacement.class)
            .withName("policies")
            .withSecondaryToPrimaryMapper(policy -> placements(all))
            .withOnUpdateFilter((now, before) -> !Objects.equals(now.getSpec(), before.getSpec()))
            .build(),
        context);
  }

  private InformerEventSource<Namespace, WorkloadPlacement> namespaces() {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(Namespace.class, WorkloadPlacement.class)
            .withName("namespaces")
            .withSecondaryToPrimaryMapper(
                namespace -> placementsIn(namespace.getMetadata().getName()))
            .withOnUpdateFilter(
                (now, before) -> !labelsAndAnnotations(now).equals(labelsAndAnnotations(before)))
            .build(),
        context);
  }

  private static List<Map<String, String>> labelsAndAnnotations(HasMetadata object) {
    return List.of(
        Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.of()),
        Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of()));
  }

  private Set<ResourceID> placementsIn(String namespace) {
    return placements(placement -> namespace.equals(placement.getMetadata().getNamespace()));
  }

  private Set<ResourceID> placements(Predicate<WorkloadPlacement> which) {
    return context
        .getPrimaryCache()
        .list(which)
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }
}
