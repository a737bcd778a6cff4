/**
 * The controller: observe, decide, render, apply, write status. The only I/O of a reconcile is in
 * {@link io.workloadplacement.reconcile.Observer} and {@link
 * io.workloadplacement.reconcile.Applier}; what lies between them is pure.
 */
package io.workloadplacement.reconcile;
