package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision.Disposition;

/**
 * What is decided and what is done about it now.
 *
 * @param target where the workload should run
 * @param reason one of {@link Reasons}
 * @param message why, in sentences
 * @param disposition what is done about it now
 * @param remark a sentence on what it waits for; empty where it does not
 */
record Outcome(
    Target target, String reason, String message, Disposition disposition, String remark) {

  /** Whether nothing may change, as the policy cannot be followed. */
  boolean isFrozen() {
    return reason.equals(Reasons.POLICY_BROKEN) || reason.equals(Reasons.POLICY_RULE_FAILED);
  }

  String sentences() {
    return (message + " " + remark).strip();
  }
}
