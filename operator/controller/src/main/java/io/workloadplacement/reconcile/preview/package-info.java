/**
 * What a placement would do to a cluster, by the same steps as a reconcile; it only reads. Enter at
 * {@link io.workloadplacement.reconcile.preview.ClusterPreview}, or without a cluster at {@link
 * io.workloadplacement.reconcile.preview.Preview}.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.reconcile.preview;
