/**
 * Carries a plan out: all that a reconcile writes to the objects of a placement, and the look
 * whether a name is taken before that. Enter at {@link
 * io.workloadplacement.reconcile.apply.Applier}.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.reconcile.apply;
