/**
 * What a placement runs: its own template, or a Deployment of others that it adopts. Enter at
 * {@link io.workloadplacement.reconcile.workload.Workload}, which answers all that depends on whose
 * Deployment it is; nobody else asks whether one was adopted.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.reconcile.workload;
