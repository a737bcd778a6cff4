package io.workloadplacement.reconcile.observe;

import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where the policies come from.
 *
 * @param all those that there are now
 * @param sources what tells of their changes
 */
record PolicySource(
    Supplier<List<PlacementPolicy>> all, Stream<EventSource<?, WorkloadPlacement>> sources) {

  /**
   * A source that has not begun.
   *
   * @param placements all that there are
   */
  static PolicySource of(
      ClusterScope scope,
      EventSourceContext<WorkloadPlacement> context,
      Supplier<Set<ResourceID>> placements) {
    if (scope.policyFile().isPresent()) {
      PolicyFile file = scope.policyFile().get();
      return new PolicySource(file::policies, Stream.of(new PolicyFileWatch(file, placements)));
    }
    if (!scope.rights()) {
      return new PolicySource(List::of, Stream.empty());
    }
    var policies =
        new InformerEventSource<PlacementPolicy, WorkloadPlacement>(
            InformerEventSourceConfiguration.from(PlacementPolicy.class, WorkloadPlacement.class)
                .withName("policies")
                .withWatchAllNamespaces()
                .withSecondaryToPrimaryMapper(policy -> placements.get())
                .withOnUpdateFilter(
                    (now, before) -> !Objects.equals(now.getSpec(), before.getSpec()))
                .build(),
            context);
    return new PolicySource(() -> policies.list(policy -> true).toList(), Stream.of(policies));
  }
}
