package io.workloadplacement.decision;

/**
 * How large a workload is on either side.
 *
 * @param deployment bounds of the HorizontalPodAutoscaler
 * @param startReplicas replicas of a new Deployment, within those bounds
 * @param knative settings of Knative's autoscaler
 */
public record Sizing(Replicas deployment, int startReplicas, KnativeScaling knative) {}
