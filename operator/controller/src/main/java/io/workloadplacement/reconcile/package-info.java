/**
 * The controller: observe, decide, migrate, plan, apply, write status; one reconciler for each
 * resource. Enter at {@link io.workloadplacement.reconcile.PlacementReconciler}, of which each step
 * is a room. A reconcile of a placement reads the cluster in {@code observe} and writes it in
 * {@code apply}; what lies between them is pure. The reconciler itself looks for a taken name
 * before it is written in {@code apply}, keeps the finalizer, and hands over status and events.
 */
package io.workloadplacement.reconcile;
