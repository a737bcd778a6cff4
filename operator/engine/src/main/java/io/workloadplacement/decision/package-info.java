/**
 * The choice between a Deployment and a Knative Service, as a pure function: everything it depends
 * on is in {@link io.workloadplacement.decision.DecisionInput}, everything that follows is in
 * {@link io.workloadplacement.decision.Decision}.
 */
@org.jspecify.annotations.NullMarked
package io.workloadplacement.decision;
