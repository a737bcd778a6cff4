package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.EventSourceRetriever;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.object.Ownership;
import io.workloadplacement.rendering.KnativeFeatures;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The watches on Knative's resources and its configuration. They start when Knative's definitions
 * are established and end when they go, so that Knative may be installed and removed while the
 * operator runs.
 */
final class KnativeWatches {

  private static final String KNATIVE_SUFFIX = "-kn";

  private final EventSourceContext<WorkloadPlacement> context;
  private final InstantSource clock;
  private final Map<Gateway, InformerEventSource<EndpointSlice, WorkloadPlacement>> gateways =
      new ConcurrentHashMap<>();
  private volatile @Nullable Caches caches;

  private final ClusterWatches cluster;
  private final KindPresence services;
  private final KindPresence ingresses;

  /** The caches of Knative's resources and its configuration while Knative is installed. */
  record Caches(
      Map<Class<?>, InformerEventSource<?, WorkloadPlacement>> sources,
      Map<String, OptionalInformer<ConfigMap>> configuration) {

    @SuppressWarnings("unchecked")
    <T extends HasMetadata> Cache<T> of(Class<T> type) {
      return (Cache<T>) Objects.requireNonNull(sources.get(type), type::getName);
    }

    KnativeFeatures features() {
      return KnativeConfiguration.features(configuration);
    }
  }

  /**
   * How Knative calls the Services by which a Revision is reached, through its activator or not.
   */
  private static final String OF_REVISIONS =
      "networking.internal.knative.dev/serviceType=Public,serving.knative.dev/revision";

  private static final String SERVICE = "serving.knative.dev/service";

  KnativeWatches(
      EventSourceContext<WorkloadPlacement> context, ClusterWatches cluster, InstantSource clock) {
    this.context = context;
    this.cluster = cluster;
    this.clock = clock;
    services = cluster.kind("services.serving.knative.dev", crd -> everyPlacement());
    ingresses = cluster.kind("ingresses.networking.internal.knative.dev", crd -> everyPlacement());
  }

  /** What says whether Knative is there. */
  Stream<EventSource<?, WorkloadPlacement>> definitions() {
    return Stream.concat(services.sources(), ingresses.sources());
  }

  /** Starts or ends the watches as Knative is or is not there, and gives the caches if it is. */
  Optional<Caches> follow(EventSourceRetriever<WorkloadPlacement> sources) {
    boolean installed = services.established() && ingresses.established();
    if (installed == (caches != null)) {
      return Optional.ofNullable(caches);
    }
    return installed ? Optional.of(start(sources)) : stop(sources);
  }

  /**
   * The slices of the gateway's Service, watched from the first question on; none where they may
   * not be.
   */
  List<EndpointSlice> slices(Gateway gateway, EventSourceRetriever<WorkloadPlacement> sources) {
    if (!cluster.reachOtherNamespaces()) {
      return List.of();
    }
    return gateways
        .computeIfAbsent(gateway, g -> register(sources, gatewaySlices(g)))
        .list(slice -> true)
        .toList();
  }

  private synchronized Caches start(EventSourceRetriever<WorkloadPlacement> sources) {
    if (caches == null) {
      Map<Class<?>, InformerEventSource<?, WorkloadPlacement>> started = new HashMap<>();
      for (OwnedKind<?> kind : OwnedKind.all()) {
        if (kind.isKnatives()) {
          started.computeIfAbsent(kind.type(), type -> register(sources, managed(kind)));
        }
      }
      started.put(Service.class, register(sources, servicesOfRevisions()));
      Map<String, OptionalInformer<ConfigMap>> configuration = new HashMap<>();
      for (String name : KnativeConfiguration.NAMES) {
        configuration.put(
            name,
            (OptionalInformer<ConfigMap>)
                sources.dynamicallyRegisterEventSource(configuration(name)));
      }
      caches = new Caches(Map.copyOf(started), Map.copyOf(configuration));
    }
    return caches;
  }

  private synchronized Optional<Caches> stop(EventSourceRetriever<WorkloadPlacement> sources) {
    if (caches != null) {
      caches
          .sources
          .keySet()
          .forEach(type -> sources.dynamicallyDeRegisterEventSource(sourceName(type)));
      caches
          .configuration
          .keySet()
          .forEach(name -> sources.dynamicallyDeRegisterEventSource(sourceName(name)));
      gateways
          .keySet()
          .forEach(gateway -> sources.dynamicallyDeRegisterEventSource(sourceName(gateway)));
      gateways.clear();
      caches = null;
    }
    return Optional.empty();
  }

  private static <T extends HasMetadata> InformerEventSource<T, WorkloadPlacement> register(
      EventSourceRetriever<WorkloadPlacement> sources,
      InformerEventSource<T, WorkloadPlacement> source) {
    return (InformerEventSource<T, WorkloadPlacement>)
        sources.dynamicallyRegisterEventSource(source);
  }

  /**
   * Labels of the Knative Service are Knative's to pass on to the Ingress that it makes, so that
   * one selector finds both that and the route.
   */
  private <T extends HasMetadata> InformerEventSource<T, WorkloadPlacement> managed(
      OwnedKind<T> kind) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind.type(), WorkloadPlacement.class)
            .withName(sourceName(kind.type()))
            .withLabelSelector(kind.selector().orElse(null))
            .withNamespacesInheritedFromController()
            .withSecondaryToPrimaryMapper(KnativeWatches::placementOf)
            .build(),
        context);
  }

  private InformerEventSource<Service, WorkloadPlacement> servicesOfRevisions() {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(Service.class, WorkloadPlacement.class)
            .withName(sourceName(Service.class))
            .withLabelSelector(OF_REVISIONS)
            .withNamespacesInheritedFromController()
            .withSecondaryToPrimaryMapper(
                service ->
                    madeFor(
                        service.getMetadata().getLabels().getOrDefault(SERVICE, ""),
                        service.getMetadata().getNamespace()))
            .withOnUpdateFilter((now, before) -> !now.getSpec().equals(before.getSpec()))
            .build(),
        context);
  }

  private InformerEventSource<EndpointSlice, WorkloadPlacement> gatewaySlices(Gateway gateway) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(EndpointSlice.class, WorkloadPlacement.class)
            .withName(sourceName(gateway))
            .withNamespaces(gateway.namespace())
            .withLabelSelector("kubernetes.io/service-name=" + gateway.name())
            .withSecondaryToPrimaryMapper(slice -> everyPlacement())
            .build(),
        context);
  }

  private OptionalInformer<ConfigMap> configuration(String name) {
    return new OptionalInformer<>(
        ConfigMap.class,
        sourceName(name),
        KnativeConfiguration.watched(name, context.getClient()),
        ConfigMap::getData,
        map -> everyPlacement(),
        clock);
  }

  private static String sourceName(String configuration) {
    return "knative-" + configuration;
  }

  private static String sourceName(Class<?> type) {
    return (type == Service.class ? "revision-" : "knative-")
        + HasMetadata.getPlural(type.asSubclass(HasMetadata.class));
  }

  private static String sourceName(Gateway gateway) {
    return "gateway-" + gateway.namespace() + "-" + gateway.name();
  }

  private static Set<ResourceID> placementOf(HasMetadata object) {
    Set<ResourceID> owner = Ownership.claimed(object);
    return owner.isEmpty()
        ? madeFor(object.getMetadata().getName(), object.getMetadata().getNamespace())
        : owner;
  }

  private static Set<ResourceID> madeFor(String knativeService, String namespace) {
    return knativeService.endsWith(KNATIVE_SUFFIX)
        ? Set.of(
            new ResourceID(
                knativeService.substring(0, knativeService.length() - KNATIVE_SUFFIX.length()),
                namespace))
        : Set.of();
  }

  private Set<ResourceID> everyPlacement() {
    return context
        .getPrimaryCache()
        .list(p -> true)
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }
}
