package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.Optional;
import java.util.stream.Stream;

/** What of the whole cluster bears upon placements, watched or asked for as the rights allow. */
interface ClusterWatches {

  /** A namespace as far as it is known. */
  Optional<Namespace> namespace(String name);

  /**
   * Whether a kind is served.
   *
   * @param name such as {@code services.serving.knative.dev}
   * @param placements whom its coming and going concerns
   */
  KindPresence kind(String name, SecondaryToPrimaryMapper<CustomResourceDefinition> placements);

  /** Whether objects in namespaces of others can be watched, such as Knative's gateway. */
  boolean reachOtherNamespaces();

  /** What is watched of namespaces. */
  Stream<EventSource<?, WorkloadPlacement>> sources();
}
