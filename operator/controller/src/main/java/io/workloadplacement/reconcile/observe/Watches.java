package io.workloadplacement.reconcile.observe;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.EventSourceRetriever;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.object.Ownership;
import io.workloadplacement.rendering.AutoscalerCondition;
import io.workloadplacement.rendering.Names;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is watched besides the placements, for as long as the operator runs, and the caches that
 * come with it.
 */
public final class Watches {

  private final Predicate<WorkloadPlacement> all = placement -> true;
  private final EventSourceContext<WorkloadPlacement> context;
  private final Map<Class<?>, InformerEventSource<?, WorkloadPlacement>> owned =
      new LinkedHashMap<>();

  final PolicySource policies;
  final ClusterWatches cluster;
  final KnativeWatches knative;
  final ServiceWatches services;
  final AdoptionWatches adoptions;
  final NetworkPolicyWatches networkPolicies;
  final Optional<RouterWatch> router;

  /**
   * Watches that have not begun.
   *
   * @param scope how far the operator sees beyond its namespaces
   * @param router the one that the operator configures, if any
   * @param clock says when a right that was missing is asked for again
   */
  public Watches(
      EventSourceContext<WorkloadPlacement> context,
      ClusterScope scope,
      Optional<RouterConnection> router,
      InstantSource clock) {
    this.context = context;
    for (OwnedKind<?> kind : OwnedKind.all()) {
      if (!kind.isKnatives()) {
        owned.computeIfAbsent(kind.type(), type -> source(kind));
      }
    }
    policies = PolicySource.of(scope, context, () -> placements(all));
    cluster =
        scope.rights()
            ? new WatchedCluster(context, this::placementsIn)
            : new AskedCluster(context.getClient(), clock);
    knative = new KnativeWatches(context, cluster, clock);
    services = new ServiceWatches(context);
    adoptions = new AdoptionWatches(context, cluster, clock);
    networkPolicies = new NetworkPolicyWatches(context, this::placementsIn, clock);
    this.router =
        router.map(
            connection ->
                new RouterWatch(
                    connection,
                    context,
                    () -> cache(EndpointSlice.class).list(any -> true),
                    clock));
  }

  /**
   * The sources that are there from the start; those of kinds that not every cluster has come and
   * go with their definitions.
   */
  public List<EventSource<?, WorkloadPlacement>> sources() {
    return Stream.of(
            owned.values().stream(),
            policies.sources(),
            cluster.sources(),
            knative.definitions(),
            adoptions.definitions(),
            networkPolicies.sources(),
            router.stream().flatMap(RouterWatch::sources))
        .<EventSource<?, WorkloadPlacement>>flatMap(sources -> sources)
        .toList();
  }

  /** The cache of a kind that is there whether Knative is or not. */
  @SuppressWarnings("unchecked")
  <T extends HasMetadata> InformerEventSource<T, WorkloadPlacement> cache(Class<T> type) {
    return (InformerEventSource<T, WorkloadPlacement>)
        Objects.requireNonNull(owned.get(type), type::getName);
  }

  private <T extends HasMetadata> InformerEventSource<T, WorkloadPlacement> source(
      OwnedKind<T> kind) {
    return kind.selector()
        .map(selector -> managed(kind.type(), selector))
        .orElseGet(() -> everybodys(kind.type()));
  }

  private <T extends HasMetadata> InformerEventSource<T, WorkloadPlacement> managed(
      Class<T> kind, String labelSelector) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, WorkloadPlacement.class)
            .withName(HasMetadata.getPlural(kind))
            .withLabelSelector(labelSelector)
            .withNamespacesInheritedFromController()
            .withSecondaryToPrimaryMapper(Ownership::claimed)
            .build(),
        context);
  }

  /** What others have of the kind matters too, to every placement of the namespace. */
  private <T extends HasMetadata> InformerEventSource<T, WorkloadPlacement> everybodys(
      Class<T> kind) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, WorkloadPlacement.class)
            .withName(HasMetadata.getPlural(kind))
            .withNamespacesInheritedFromController()
            .withSecondaryToPrimaryMapper(
                object -> {
                  Set<ResourceID> owner = Ownership.claimed(object);
                  return owner.isEmpty()
                      ? placementsIn(object.getMetadata().getNamespace())
                      : owner;
                })
            .withOnUpdateFilter((now, before) -> isNews(now, before))
            .build(),
        context);
  }

  /** An autoscaler has no generation, and its conditions say whether it scales. */
  private static boolean isNews(HasMetadata now, HasMetadata before) {
    return now instanceof HorizontalPodAutoscaler autoscaler
        ? !toldBy(autoscaler).equals(toldBy((HorizontalPodAutoscaler) before))
        : !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration());
  }

  private static List<Object> toldBy(HorizontalPodAutoscaler autoscaler) {
    return List.of(
        autoscaler.getSpec(),
        labelsAndAnnotations(autoscaler),
        autoscaler.getMetadata().getOwnerReferences(),
        AutoscalerCondition.trouble(autoscaler));
  }

  static List<Map<String, String>> labelsAndAnnotations(HasMetadata object) {
    return List.of(
        Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.of()),
        Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of()));
  }

  /** The autoscalers of the same namespace, whoever owns them. */
  List<HorizontalPodAutoscaler> autoscalersBeside(WorkloadPlacement placement) {
    return cache(HorizontalPodAutoscaler.class)
        .list(placement.getMetadata().getNamespace(), any -> true)
        .toList();
  }

  /** The Services of the same namespace, whoever owns them. */
  List<Service> servicesBeside(
      WorkloadPlacement placement, EventSourceRetriever<WorkloadPlacement> sources) {
    String namespace = placement.getMetadata().getNamespace();
    return services.of(namespace, sources).list(namespace, any -> true).toList();
  }

  /** The slices that add the router to a Service of a placement's pods, by name. */
  List<EndpointSlice> routerSlices(WorkloadPlacement placement) {
    return slices(placement).filter(Names::isRouterSlice).toList();
  }

  /**
   * Whether callers come, or would come, to Knative through the router, and not through Knative's
   * own gateway, as those of an earlier version still do.
   */
  boolean leadsThroughRouter(
      WorkloadPlacement placement, EventSourceRetriever<WorkloadPlacement> sources) {
    return router.isPresent()
        && slices(placement).allMatch(Names::isRouterSlice)
        && knative
            .follow(sources)
            .flatMap(caches -> caches.of(Ingress.class).get(route(placement)))
            .filter(Ownership.of(placement)::covers)
            .isEmpty();
  }

  private static ResourceID route(WorkloadPlacement placement) {
    return new ResourceID(Names.route(placement), placement.getMetadata().getNamespace());
  }

  private Stream<EndpointSlice> slices(WorkloadPlacement placement) {
    return cache(EndpointSlice.class).getSecondaryResources(placement).stream()
        .filter(Ownership.of(placement)::covers)
        .sorted(Comparator.comparing(slice -> slice.getMetadata().getName()));
  }

  /** The placements of the same namespace. */
  List<WorkloadPlacement> placementsBeside(WorkloadPlacement placement) {
    return context
        .getPrimaryCache()
        .list(placement.getMetadata().getNamespace(), any -> true)
        .toList();
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
