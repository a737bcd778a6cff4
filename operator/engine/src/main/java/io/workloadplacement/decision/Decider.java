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
    return new DecisionRun(input, profile, policy(input)).decide();
  }

  /** The prices with which the costs of a decision are estimated. */
  public UnitPrices prices(DecisionInput input) {
    return CostModel.of(input, policy(input).prices()).unitPrices();
  }

  private PolicySettings policy(DecisionInput input) {
    return PolicySelection.select(input.policies(), input.placement(), input.namespace())
        .map(selected -> new PolicyReader(selected, compiler).read())
        .orElseGet(PolicyReader::builtIn);
  }
}
