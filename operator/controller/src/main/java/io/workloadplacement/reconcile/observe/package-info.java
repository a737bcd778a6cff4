/**
 * The facts of a reconcile, gathered once, from the caches of what is watched. A reconcile reads
 * the cluster itself only where something calls for it: pods of a side that is not ready,
 * ReplicaSets after a rollout has failed, the Revision while pods run on both sides, a Deployment
 * of others that was started again beside Knative, and what is left at the end of a release. A
 * preview has no watches and reads all, by {@link
 * io.workloadplacement.reconcile.observe.ClusterReader}.
 *
 * <p>Enter at {@link io.workloadplacement.reconcile.observe.Observer}; what it gathers is an {@link
 * io.workloadplacement.reconcile.observe.Observation}, with what exists as an {@link
 * io.workloadplacement.reconcile.observe.Inventory}. A kind of objects that a placement has is a
 * row in {@link io.workloadplacement.reconcile.observe.OwnedKind}.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.reconcile.observe;
