/**
 * The facts of a reconcile, gathered once: from the caches of what is watched, the rest by reading.
 * Enter at {@link io.workloadplacement.reconcile.observe.Observer}; what it gathers is an {@link
 * io.workloadplacement.reconcile.observe.Observation}, with what exists as an {@link
 * io.workloadplacement.reconcile.observe.Inventory}. A kind of objects that a placement has is a
 * row in {@link io.workloadplacement.reconcile.observe.OwnedKind}.
 */
package io.workloadplacement.reconcile.observe;
