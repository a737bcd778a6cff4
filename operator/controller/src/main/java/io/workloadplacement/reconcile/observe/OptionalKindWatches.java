package io.workloadplacement.reconcile.observe;

import static io.javaoperatorsdk.operator.api.reconciler.Constants.WATCH_ALL_NAMESPACES;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.EventSourceRetriever;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.workload.Workloads;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The watches on a kind that not every cluster has, and that bears upon adopted Deployments. They
 * start with the first adoption once the kind's definition is established, and end when that goes.
 */
final class OptionalKindWatches {

  private final EventSourceContext<WorkloadPlacement> context;
  private final ResourceDefinitionContext kind;
  private final InstantSource clock;
  private final KindPresence definition;
  private volatile Optional<Map<String, OptionalInformer<GenericKubernetesResource>>> informers =
      Optional.empty();

  OptionalKindWatches(
      ResourceDefinitionContext kind,
      EventSourceContext<WorkloadPlacement> context,
      ClusterWatches cluster,
      InstantSource clock) {
    this.context = context;
    this.kind = kind;
    this.clock = clock;
    definition = cluster.kind(kind.getPlural() + "." + kind.getGroup(), any -> adopting());
  }

  Stream<EventSource<?, WorkloadPlacement>> definition() {
    return definition.sources();
  }

  /** All objects of the kind in a namespace; none where the kind is not served. */
  List<GenericKubernetesResource> in(
      String namespace, EventSourceRetriever<WorkloadPlacement> sources) {
    return follow(sources)
        .map(all -> all.getOrDefault(namespace, all.get(WATCH_ALL_NAMESPACES)))
        .map(informer -> informer.in(namespace))
        .orElse(List.of());
  }

  /** Starts or ends the watches as the kind is or is not served. */
  private Optional<Map<String, OptionalInformer<GenericKubernetesResource>>> follow(
      EventSourceRetriever<WorkloadPlacement> sources) {
    boolean served = definition.serves(kind.getVersion());
    if (served == informers.isPresent()) {
      return informers;
    }
    return served ? start(sources) : stop(sources);
  }

  private synchronized Optional<Map<String, OptionalInformer<GenericKubernetesResource>>> start(
      EventSourceRetriever<WorkloadPlacement> sources) {
    if (informers.isEmpty()) {
      Map<String, OptionalInformer<GenericKubernetesResource>> started = new HashMap<>();
      for (String namespace : namespaces()) {
        started.put(
            namespace,
            (OptionalInformer<GenericKubernetesResource>)
                sources.dynamicallyRegisterEventSource(informer(namespace)));
      }
      informers = Optional.of(Map.copyOf(started));
    }
    return informers;
  }

  private synchronized Optional<Map<String, OptionalInformer<GenericKubernetesResource>>> stop(
      EventSourceRetriever<WorkloadPlacement> sources) {
    if (informers.isPresent()) {
      namespaces().forEach(ns -> sources.dynamicallyDeRegisterEventSource(sourceName(ns)));
      informers = Optional.empty();
    }
    return informers;
  }

  private OptionalInformer<GenericKubernetesResource> informer(String namespace) {
    return new OptionalInformer<>(
        GenericKubernetesResource.class,
        sourceName(namespace),
        watched(namespace),
        object -> object.getAdditionalProperties().get("spec"),
        object -> adoptingIn(object.getMetadata().getNamespace()),
        clock);
  }

  private Informable<GenericKubernetesResource> watched(String namespace) {
    var objects = context.getClient().genericKubernetesResources(kind);
    return namespace.equals(WATCH_ALL_NAMESPACES)
        ? objects.inAnyNamespace()
        : objects.inNamespace(namespace);
  }

  private Set<String> namespaces() {
    var controller = context.getControllerConfiguration();
    return controller.getInformerConfig().getEffectiveNamespaces(controller);
  }

  private String sourceName(String namespace) {
    return namespace.equals(WATCH_ALL_NAMESPACES)
        ? kind.getPlural()
        : kind.getPlural() + "-" + namespace;
  }

  private Set<ResourceID> adopting() {
    return ids(context.getPrimaryCache().list(Workloads::isOfOthers));
  }

  private Set<ResourceID> adoptingIn(String namespace) {
    return ids(context.getPrimaryCache().list(namespace, Workloads::isOfOthers));
  }

  private static Set<ResourceID> ids(Stream<WorkloadPlacement> placements) {
    return placements.map(ResourceID::fromResource).collect(Collectors.toSet());
  }
}
