package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.EventSourceRetriever;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.object.OptionalKinds;
import io.workloadplacement.reconcile.workload.AdoptionContext;
import io.workloadplacement.reconcile.workload.Workloads;
import io.workloadplacement.rendering.Names;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The watches on what others own where placements adopt Deployments. Those on kinds of every
 * cluster start with a namespace's first adoption, so that only such namespaces are held in memory.
 */
final class AdoptionWatches {

  private final EventSourceContext<WorkloadPlacement> context;
  private final Map<String, Caches> namespaces = new ConcurrentHashMap<>();
  private final OptionalKindWatches verticalAutoscalers;
  private final OptionalKindWatches httpRoutes;

  private record Caches(
      InformerEventSource<Deployment, WorkloadPlacement> deployments,
      InformerEventSource<Ingress, WorkloadPlacement> ingresses) {}

  AdoptionWatches(
      EventSourceContext<WorkloadPlacement> context, ClusterWatches cluster, InstantSource clock) {
    this.context = context;
    verticalAutoscalers =
        new OptionalKindWatches(OptionalKinds.VERTICAL_AUTOSCALER, context, cluster, clock);
    httpRoutes = new OptionalKindWatches(OptionalKinds.HTTP_ROUTE, context, cluster, clock);
  }

  /** What says whether the kinds are there that not every cluster has. */
  Stream<EventSource<?, WorkloadPlacement>> definitions() {
    return Stream.concat(verticalAutoscalers.definition(), httpRoutes.definition());
  }

  /**
   * What is around an adopted Deployment.
   *
   * @param watches of what is watched for every placement
   */
  AdoptionContext around(
      WorkloadPlacement placement,
      Watches watches,
      EventSourceRetriever<WorkloadPlacement> sources) {
    String namespace = placement.getMetadata().getNamespace();
    Caches caches = namespaces.computeIfAbsent(namespace, n -> start(n, sources));
    return new AdoptionContext(
        caches.deployments.get(new ResourceID(Names.deployment(placement), namespace)),
        watches.services.of(namespace, sources).get(ResourceID.fromResource(placement)),
        watches.servicesBeside(placement, sources),
        watches.autoscalersBeside(placement),
        verticalAutoscalers.in(namespace, sources),
        caches.ingresses.list(namespace, ingress -> true).toList(),
        httpRoutes.in(namespace, sources),
        context.getPrimaryCache().list(namespace, other -> true).toList(),
        watches.leadsThroughRouter(placement, sources));
  }

  private Caches start(String namespace, EventSourceRetriever<WorkloadPlacement> sources) {
    return new Caches(
        // The status of a Deployment says how far it is.
        register(
            namespace,
            Deployment.class,
            (placement, deployment) ->
                Names.deployment(placement).equals(deployment.getMetadata().getName()),
            (now, before) -> true,
            sources),
        register(
            namespace,
            Ingress.class,
            (placement, ingress) -> true,
            (now, before) ->
                !Optional.ofNullable(now.getSpec()).equals(Optional.ofNullable(before.getSpec()))
                    || !Optional.ofNullable(now.getMetadata().getAnnotations())
                        .equals(Optional.ofNullable(before.getMetadata().getAnnotations())),
            sources));
  }

  private <T extends HasMetadata> InformerEventSource<T, WorkloadPlacement> register(
      String namespace,
      Class<T> kind,
      BiPredicate<WorkloadPlacement, T> concerns,
      BiPredicate<T, T> isNews,
      EventSourceRetriever<WorkloadPlacement> sources) {
    var configuration =
        InformerEventSourceConfiguration.from(kind, WorkloadPlacement.class)
            .withName("adopted-" + HasMetadata.getPlural(kind) + "-" + namespace)
            .withNamespaces(Set.of(namespace))
            .withSecondaryToPrimaryMapper(
                object ->
                    context
                        .getPrimaryCache()
                        .list(
                            namespace,
                            placement ->
                                Workloads.isOfOthers(placement) && concerns.test(placement, object))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
            .withOnUpdateFilter(isNews::test)
            .build();
    return (InformerEventSource<T, WorkloadPlacement>)
        sources.dynamicallyRegisterEventSource(new InformerEventSource<>(configuration, context));
  }
}
