/**
 * What single objects of the cluster say of themselves: whose they are, who owns their fields, how
 * far they are, whether they drifted. Enter at {@link
 * io.workloadplacement.reconcile.object.Readiness} or {@link
 * io.workloadplacement.reconcile.object.Ownership}; nothing here knows what is wanted.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.reconcile.object;
