/**
 * The controller: one reconciler for each resource, and below them the steps of one reconcile, each
 * a room. Enter at {@link io.workloadplacement.reconcile.PlacementReconciler}. It reads the cluster
 * in {@code observe}, and writes it in {@code apply}, which asks first whether a name is taken;
 * what lies between them is pure; {@code preview} reads the cluster too, and writes nothing.
 * Status, finalizer and events are the reconcilers' own to write, and {@link
 * io.workloadplacement.reconcile.ServiceReconciler} keeps placements without those rooms: it lists
 * the Deployments and pods of an annotated Service itself, as nothing watches them.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.reconcile;
