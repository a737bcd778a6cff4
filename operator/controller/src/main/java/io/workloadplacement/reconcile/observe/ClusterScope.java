package io.workloadplacement.reconcile.observe;

import java.util.Optional;

/**
 * How far the operator sees beyond the namespaces that it looks after.
 *
 * @param rights whether it may watch what is the whole cluster's: policies, namespaces and
 *     definitions, and the gateway of Knative in a namespace of others
 * @param policyFile the policies that count in place of those of the cluster, if any
 */
public record ClusterScope(boolean rights, Optional<PolicyFile> policyFile) {

  /** All of it, and the policies of the cluster. */
  public static final ClusterScope WHOLE = new ClusterScope(true, Optional.empty());

  /** Whether the PlacementPolicies of the cluster count. */
  public boolean followsPoliciesOfCluster() {
    return rights && policyFile.isEmpty();
  }
}
