/**
 * Where a workload stands on its way from one side to the other: phases, times, how callers reach
 * it, and the places of migrations that run at once. Pure but for the budget, which remembers who
 * has a place. Enter at {@link io.workloadplacement.reconcile.migration.Migrations}.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.reconcile.migration;
