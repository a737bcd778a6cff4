package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelectorBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.stream.Stream;

/**
 * Follows whether a kind is served that not every cluster has, by its definition, which may be
 * installed and removed while the operator runs.
 */
final class DefinitionWatch implements KindPresence {

  private final InformerEventSource<CustomResourceDefinition, WorkloadPlacement> source;

  /**
   * Watches one definition.
   *
   * @param name such as {@code services.serving.knative.dev}
   * @param placements whom its coming and going concerns
   */
  DefinitionWatch(
      String name,
      SecondaryToPrimaryMapper<CustomResourceDefinition> placements,
      EventSourceContext<WorkloadPlacement> context) {
    source =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(
                    CustomResourceDefinition.class, WorkloadPlacement.class)
                .withName("definition-" + name)
                .withWatchAllNamespaces()
                .withFieldSelector(
                    new FieldSelectorBuilder().withField("metadata.name", name).build())
                .withSecondaryToPrimaryMapper(placements)
                .build(),
            context);
  }

  @Override
  public Stream<EventSource<?, WorkloadPlacement>> sources() {
    return Stream.of(source);
  }

  @Override
  public boolean established() {
    return definitions().findAny().isPresent();
  }

  @Override
  public boolean serves(String version) {
    return definitions()
        .flatMap(definition -> definition.getSpec().getVersions().stream())
        .anyMatch(v -> version.equals(v.getName()) && Boolean.TRUE.equals(v.getServed()));
  }

  private Stream<CustomResourceDefinition> definitions() {
    return source.list(DefinitionWatch::isEstablished);
  }

  private static boolean isEstablished(CustomResourceDefinition definition) {
    return definition.getMetadata().getDeletionTimestamp() == null
        && definition.getStatus() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
  }
}
