package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Everything is watched, by rights in the whole cluster. */
final class WatchedCluster implements ClusterWatches {

  private final EventSourceContext<WorkloadPlacement> context;
  private final InformerEventSource<Namespace, WorkloadPlacement> namespaces;

  /**
   * Watches that have not begun.
   *
   * @param placements those of a namespace
   */
  WatchedCluster(
      EventSourceContext<WorkloadPlacement> context, Function<String, Set<ResourceID>> placements) {
    this.context = context;
    namespaces =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(Namespace.class, WorkloadPlacement.class)
                .withName("namespaces")
                .withWatchAllNamespaces()
                .withSecondaryToPrimaryMapper(
                    namespace -> placements.apply(namespace.getMetadata().getName()))
                .withOnUpdateFilter(
                    (now, before) ->
                        !Watches.labelsAndAnnotations(now)
                            .equals(Watches.labelsAndAnnotations(before)))
                .build(),
            context);
  }

  @Override
  public Optional<Namespace> namespace(String name) {
    return namespaces.get(new ResourceID(name));
  }

  @Override
  public KindPresence kind(
      String name, SecondaryToPrimaryMapper<CustomResourceDefinition> placements) {
    return new DefinitionWatch(name, placements, context);
  }

  @Override
  public boolean reachOtherNamespaces() {
    return true;
  }

  @Override
  public Stream<EventSource<?, WorkloadPlacement>> sources() {
    return Stream.of(namespaces);
  }
}
