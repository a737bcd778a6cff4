package io.workloadplacement.reconcile.observe;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.object.Ownership;
import io.workloadplacement.reconcile.object.PodCount;
import io.workloadplacement.reconcile.object.PodFailures;
import io.workloadplacement.reconcile.object.Readiness;
import io.workloadplacement.reconcile.object.RolloutState;
import io.workloadplacement.reconcile.workload.Adopted;
import io.workloadplacement.reconcile.workload.AdoptedSize;
import io.workloadplacement.reconcile.workload.AdoptionContext;
import io.workloadplacement.reconcile.workload.DeploymentFacts;
import io.workloadplacement.reconcile.workload.Workload;
import io.workloadplacement.reconcile.workload.Workloads;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.rendering.Labels;
import io.workloadplacement.rendering.Names;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Gathers an {@link Observation}, from the caches wherever something is watched. */
public final class Observer {

  private final Watches watches;
  private final InstantSource clock;

  public Observer(Watches watches, InstantSource clock) {
    this.watches = watches;
    this.clock = clock;
  }

  public Observation observe(WorkloadPlacement placement, Context<WorkloadPlacement> context) {
    KubernetesClient client = context.getClient();
    var knative = watches.knative.follow(context.eventSourceRetriever());
    Workload workload = workload(placement, context);
    Observation seen =
        Observation.of(placement, workload, clock.instant().truncatedTo(ChronoUnit.SECONDS))
            .in(namespace(placement), watches.policies.all().get())
            .with(inventory(placement, workload, knative));
    return seen.with(knative(seen, knative, context))
        .with(deployment(seen, client))
        .with(router(placement, seen.inventory()));
  }

  private RouterFacts router(WorkloadPlacement placement, Inventory inventory) {
    return watches
        .router
        .map(router -> router.facts(placement, inventory))
        .orElse(RouterFacts.NONE);
  }

  /** What the router does for a placement, as the cluster alone says. */
  public KnownRoute knownRoute(WorkloadPlacement placement, Context<WorkloadPlacement> context) {
    return KnownRoute.of(placement, watches, context.eventSourceRetriever());
  }

  private KnativeFacts knative(
      Observation seen,
      Optional<KnativeWatches.Caches> caches,
      Context<WorkloadPlacement> context) {
    KubernetesClient client = context.getClient();
    Optional<Ingress> ingress =
        caches.flatMap(
            k ->
                k.of(Ingress.class)
                    .get(id(seen.placement(), Names.knativeService(seen.placement()))));
    return KnativeFacts.of(
            caches.isPresent(),
            caches.map(KnativeWatches.Caches::features).orElseGet(KnativeFeatures::defaults))
        .with(
            ingress,
            ingress
                .or(seen.inventory()::route)
                .flatMap(Gateway::of)
                .flatMap(
                    g ->
                        Gateway.endpoints(
                            watches.knative.slices(g, context.eventSourceRetriever()))))
        .sendingTo(caches.map(k -> KnativeUpstreams.of(seen.placement(), k)).orElse(List.of()))
        .running(
            revisionIfItMatters(seen, client),
            seen.inventory().knativeService().flatMap(k -> podFailure(k, client)));
  }

  private DeploymentFacts deployment(Observation seen, KubernetesClient client) {
    return new DeploymentFacts(
        foreignDisruptionBudgets(seen.placement()),
        watches.networkPolicies.in(seen.placement().getMetadata().getNamespace()),
        replicaSetsIfFailed(seen, client),
        seen.inventory()
            .deployment()
            .filter(d -> !seen.inventory().rollout().orElseThrow().readiness().ready())
            .flatMap(d -> podFailure(d, d.getSpec().getSelector(), client)));
  }

  private Workload workload(WorkloadPlacement placement, Context<WorkloadPlacement> context) {
    return Workloads.isOfOthers(placement)
        ? Adopted.of(placement, around(placement, context))
        : Workloads.templated(
            placement,
            watches.autoscalersBeside(placement),
            watches.placementsBeside(placement),
            watches.servicesBeside(placement, context.eventSourceRetriever()),
            watches.leadsThroughRouter(placement, context.eventSourceRetriever()));
  }

  /** What is around the Deployment that a placement adopts. */
  private AdoptionContext around(WorkloadPlacement placement, Context<WorkloadPlacement> context) {
    AdoptionContext watched =
        watches.adoptions.around(placement, watches, context.eventSourceRetriever());
    return AdoptedSize.scaleToZeroAttempts(placement) > 0
        ? withLive(watched, context.getClient())
        : watched;
  }

  /** With the Deployment as it is, where a cache that is behind would mislead. */
  private static AdoptionContext withLive(AdoptionContext watched, KubernetesClient client) {
    return watched
        .deployment()
        .filter(cached -> PodCount.wanted(cached) > 0)
        .map(cached -> watched.with(Optional.ofNullable(client.resource(cached).get())))
        .orElse(watched);
  }

  /** Whether the Deployment that a placement has adopted is there, and is to stay. */
  public boolean hasSomethingToRelease(
      WorkloadPlacement placement, Context<WorkloadPlacement> context) {
    return Adopted.hasBegun(placement)
        && namespace(placement).getMetadata().getDeletionTimestamp() == null
        && watches
            .adoptions
            .around(placement, watches, context.eventSourceRetriever())
            .deployment()
            .filter(deployment -> deployment.getMetadata().getDeletionTimestamp() == null)
            .isPresent();
  }

  /**
   * What is left of what was made beside a Deployment of others. It is asked for, as a cache may
   * not have it yet and nobody would look again.
   */
  public List<HasMetadata> leftOver(
      WorkloadPlacement placement, Context<WorkloadPlacement> context) {
    boolean knative = watches.knative.follow(context.eventSourceRetriever()).isPresent();
    return OwnedKind.all().stream()
        .filter(kind -> knative || !kind.isKnatives())
        .map(OwnedKind::type)
        .distinct()
        .flatMap(type -> labelled(type, placement, context.getClient()))
        .toList();
  }

  private static <T extends HasMetadata> Stream<HasMetadata> labelled(
      Class<T> type, WorkloadPlacement placement, KubernetesClient client) {
    return client
        .resources(type)
        .inNamespace(placement.getMetadata().getNamespace())
        .withLabel(Labels.OWNER_UID, placement.getMetadata().getUid())
        .list()
        .getItems()
        .stream()
        .filter(Ownership.of(placement)::covers)
        .map(HasMetadata.class::cast);
  }

  private Inventory inventory(
      WorkloadPlacement placement, Workload workload, Optional<KnativeWatches.Caches> knative) {
    List<HasMetadata> objects = new ArrayList<>();
    for (OwnedKind<?> kind : OwnedKind.all()) {
      Optional<? extends Cache<?>> cache =
          kind.isKnatives()
              ? knative.map(caches -> caches.of(kind.type()))
              : Optional.of(watches.cache(kind.type()));
      kind.name(placement)
          .flatMap(name -> cache.flatMap(known -> known.get(id(placement, name))))
          .map(HasMetadata.class::cast)
          .filter(Ownership.of(placement)::covers)
          .ifPresent(objects::add);
    }
    objects.addAll(watches.routerSlices(placement));
    workload.foreignDeployment().ifPresent(objects::add);
    return Inventory.of(placement, objects);
  }

  /** Its pods count while the workload is on both sides, and while it is kept pre-warmed. */
  private static Optional<Revision> revisionIfItMatters(Observation seen, KubernetesClient client) {
    WorkloadPlacement placement = seen.placement();
    return seen.inventory()
        .knativeService()
        .filter(
            service ->
                seen.last().warmUntil().isPresent()
                    || seen.inventory()
                        .deployment()
                        .filter(d -> !seen.workload().staysAtZero() || PodCount.wanted(d) > 0)
                        .isPresent())
        .map(service -> service.getStatus())
        .map(status -> status.getLatestReadyRevisionName())
        .map(
            name ->
                client
                    .resources(Revision.class)
                    .inNamespace(placement.getMetadata().getNamespace())
                    .withName(name)
                    .get());
  }

  private Namespace namespace(WorkloadPlacement placement) {
    String name = placement.getMetadata().getNamespace();
    return watches
        .cluster
        .namespace(name)
        .orElseGet(
            () -> new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build());
  }

  private List<PodDisruptionBudget> foreignDisruptionBudgets(WorkloadPlacement placement) {
    return watches
        .cache(PodDisruptionBudget.class)
        .list(
            placement.getMetadata().getNamespace(),
            budget -> !Ownership.of(placement).covers(budget))
        .toList();
  }

  /**
   * Knative itself reports what keeps a new Revision only after its progress deadline, and not at
   * all why its pods are refused.
   */
  private static Optional<String> podFailure(
      io.fabric8.knative.serving.v1.Service service, KubernetesClient client) {
    if (Readiness.of(service).ready()) {
      return Optional.empty();
    }
    LabelSelector ofService =
        new LabelSelectorBuilder()
            .addToMatchLabels("serving.knative.dev/service", service.getMetadata().getName())
            .build();
    return podFailure(service, ofService, client)
        .or(
            () ->
                client
                    .apps()
                    .deployments()
                    .inNamespace(service.getMetadata().getNamespace())
                    .withLabelSelector(ofService)
                    .list()
                    .getItems()
                    .stream()
                    .flatMap(deployment -> RolloutState.refusal(deployment).stream())
                    .findFirst());
  }

  private static Optional<String> podFailure(
      HasMetadata owner, LabelSelector selector, KubernetesClient client) {
    return PodFailures.of(
        client
            .pods()
            .inNamespace(owner.getMetadata().getNamespace())
            .withLabelSelector(selector)
            .list()
            .getItems());
  }

  static List<ReplicaSet> replicaSetsIfFailed(Observation seen, KubernetesClient client) {
    return seen.inventory()
        .deployment()
        .filter(
            deployment ->
                seen.inventory().rollout().orElseThrow().failed()
                    || seen.workload().hasFailed(seen.last()))
        .map(
            deployment ->
                client
                    .apps()
                    .replicaSets()
                    .inNamespace(seen.placement().getMetadata().getNamespace())
                    .withLabelSelector(deployment.getSpec().getSelector())
                    .list()
                    .getItems())
        .orElse(List.of());
  }

  private static ResourceID id(WorkloadPlacement placement, String name) {
    return new ResourceID(name, placement.getMetadata().getNamespace());
  }
}
