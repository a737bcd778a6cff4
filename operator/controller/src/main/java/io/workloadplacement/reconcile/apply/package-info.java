/**
 * Carries a plan out. All that a reconcile writes to the cluster, but for the placement's status
 * and events, is written here. Enter at {@link io.workloadplacement.reconcile.apply.Applier}.
 */
package io.workloadplacement.reconcile.apply;
