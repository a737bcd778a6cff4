package io.workloadplacement.decision;

/**
 * Why a rule could not be evaluated.
 *
 * @param cause what kind of failure it is
 * @param words what is wrong and the way out; without the values of the workload, which may be
 *     secret or long
 */
record RuleFailure(Cause cause, String words) {

  /** What a failure depends on. */
  enum Cause {
    /** The rule takes more than a rule may take. */
    TOO_EXPENSIVE,
    /** Something that the rule reads is not set, or reads otherwise. */
    WORKLOAD,
    /** Anything else. */
    RULE
  }
}
