/**
 * The facts of a reconcile, gathered once: from the caches of what is watched, the rest by reading.
 * All that a reconcile reads from the API server is read here. Enter at {@link
 * io.workloadplacement.reconcile.observe.Observer}; what it gathers is an {@link
 * io.workloadplacement.reconcile.observe.Observation}.
 */
package io.workloadplacement.reconcile.observe;
