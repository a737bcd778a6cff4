package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.WorkloadPlacement;

/**
 * Decides where a workload runs. A decision depends on its input alone: the same input gives the
 * same decision, word for word. A decider only remembers compiled policy rules, and is safe for use
 * by several threads.
 */
public final class Decider {

  private final RuleCompiler compiler = new RuleCompiler();

  /**
   * Decides.
   *
   * @throws InvalidProfileException if the placement declares something that cannot be used
   */
  public Decision decide(DecisionInput input) {
    WorkloadPlacement placement = input.placement();
    TrafficProfile profile = TrafficProfile.of(placement);
    PolicySettings policy =
        PolicySelection.select(input.policies(), placement, input.namespace())
            .map(selected -> new PolicyReader(selected, compiler).read())
            .orElseGet(PolicyReader::builtIn);
    return new Case(input, profile, policy).decide();
  }
}
