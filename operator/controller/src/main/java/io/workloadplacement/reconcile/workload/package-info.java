/**
 * What a placement runs: its own template, or a Deployment of others that it adopts. Enter at
 * {@link io.workloadplacement.reconcile.workload.Adoption}.
 */
package io.workloadplacement.reconcile.workload;
