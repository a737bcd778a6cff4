/**
 * What a placement says of itself after a reconcile: its status with its conditions, and the events
 * that lead from one status to the next. Enter at {@link
 * io.workloadplacement.reconcile.status.StatusComposer}.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.reconcile.status;
