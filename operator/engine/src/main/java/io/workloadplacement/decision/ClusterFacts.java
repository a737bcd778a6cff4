package io.workloadplacement.decision;

/**
 * What the decision has to know of the cluster.
 *
 * @param knativeInstalled whether Knative Serving is there to serve
 */
public record ClusterFacts(boolean knativeInstalled) {}
