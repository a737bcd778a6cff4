package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Outage;
import java.util.Optional;

/**
 * What the decision has to know of the cluster.
 *
 * @param knativeInstalled whether Knative Serving is there to serve
 * @param queueProxy what Knative adds to every pod
 * @param outage what keeps callers from the placement's workload on Knative, and since when
 */
public record ClusterFacts(
    boolean knativeInstalled, QueueProxy queueProxy, Optional<Outage> outage) {

  /** A cluster where callers reach what is there. */
  public ClusterFacts(boolean knativeInstalled, QueueProxy queueProxy) {
    this(knativeInstalled, queueProxy, Optional.empty());
  }

  /** A cluster where Knative's queue-proxy is as it is installed. */
  public ClusterFacts(boolean knativeInstalled) {
    this(knativeInstalled, QueueProxy.defaults());
  }
}
