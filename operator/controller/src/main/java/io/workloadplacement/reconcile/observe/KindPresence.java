package io.workloadplacement.reconcile.observe;

import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.stream.Stream;

/** Whether a kind is served that not every cluster has. */
interface KindPresence {

  /** Whether it is, in any version. */
  boolean established();

  /** Whether it is in a version. */
  boolean serves(String version);

  /** What says so, where it is watched. */
  Stream<EventSource<?, WorkloadPlacement>> sources();
}
