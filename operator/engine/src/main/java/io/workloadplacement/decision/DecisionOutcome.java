package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision.NextAction;

/**
 * What is decided and what is done about it now.
 *
 * @param target where the workload should run
 * @param reason one of {@link Reasons}
 * @param message why, in sentences
 * @param nextAction what is done about it now
 * @param remark a sentence on what it waits for; empty where it does not
 */
record DecisionOutcome(
    Target target, String reason, String message, NextAction nextAction, String remark) {

  /** Whether nothing may change, as the policy cannot be followed. */
  boolean isFrozen() {
    return reason.equals(Reasons.POLICY_BROKEN) || reason.equals(Reasons.POLICY_RULE_FAILED);
  }

  String sentences() {
    return (message + " " + remark).strip();
  }
}
