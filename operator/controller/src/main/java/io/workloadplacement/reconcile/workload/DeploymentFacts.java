package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.workloadplacement.decision.Selectors;
import java.util.List;
import java.util.Optional;

/**
 * What is around a Deployment that a reconcile has to know.
 *
 * @param foreignBudgets disruption budgets of the namespace that are not the placement's
 * @param networkPolicies all of the namespace
 * @param replicaSets of the Deployment, read only when a rollout has failed
 * @param failure why pods are not there, read only while the Deployment is not ready
 */
public record DeploymentFacts(
    List<PodDisruptionBudget> foreignBudgets,
    List<NetworkPolicy> networkPolicies,
    List<ReplicaSet> replicaSets,
    Optional<String> failure) {

  /** Nothing is known. */
  public static final DeploymentFacts NONE =
      new DeploymentFacts(List.of(), List.of(), List.of(), Optional.empty());

  /** Lists are copied. */
  public DeploymentFacts {
    foreignBudgets = List.copyOf(foreignBudgets);
    networkPolicies = List.copyOf(networkPolicies);
    replicaSets = List.copyOf(replicaSets);
  }

  /** Whether somebody else's budget selects the pods: under two, none can be evicted. */
  public boolean guards(PodTemplateSpec template) {
    return foreignBudgets.stream()
        .anyMatch(
            budget ->
                Selectors.matches(
                    budget.getSpec().getSelector(), template.getMetadata().getLabels()));
  }
}
