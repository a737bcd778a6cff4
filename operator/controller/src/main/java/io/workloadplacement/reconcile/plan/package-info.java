/**
 * What a reconcile writes, from what was observed and decided, as a value: make before break. Enter
 * at {@link io.workloadplacement.reconcile.plan.Plan}.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.reconcile.plan;
