package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision.NextAction;
import io.workloadplacement.decision.Decision.WaitReason;

/**
 * What is decided and what is done about it now.
 *
 * @param target where the workload should run
 * @param reason what settled it
 * @param message why, in sentences
 * @param nextAction what is done about it now
 * @param remark a sentence on what it waits for; empty where it does not
 */
record DecisionOutcome(
    Target target, Reason reason, String message, NextAction nextAction, String remark) {

  /** Whether nothing may change, as the policy cannot be followed. */
  boolean isFrozen() {
    return reason.freezes();
  }

  /** Whether a Deployment stands in for an absent Knative. */
  boolean standsIn() {
    return target == Target.KNATIVE
        && nextAction instanceof NextAction.Wait wait
        && wait.why() == WaitReason.KNATIVE_ABSENT;
  }

  /** Whether a Deployment serves in place of a Knative that callers did not reach. */
  boolean fellBack() {
    return target == Target.KNATIVE
        && nextAction instanceof NextAction.Wait wait
        && wait.why() == WaitReason.FELL_BACK;
  }

  String sentences() {
    return (message + " " + remark).strip();
  }
}
