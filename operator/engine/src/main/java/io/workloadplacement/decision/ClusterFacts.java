package io.workloadplacement.decision;

/**
 * What the decision has to know of the cluster.
 *
 * @param knativeInstalled whether Knative Serving is there to serve
 * @param queueProxy what Knative adds to every pod
 */
public record ClusterFacts(boolean knativeInstalled, QueueProxy queueProxy) {

  /** A cluster where Knative's queue-proxy is as it is installed. */
  public ClusterFacts(boolean knativeInstalled) {
    this(knativeInstalled, QueueProxy.defaults());
  }
}
