package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import java.util.List;

/** Says whether a policy can be followed at all, for its condition Ready. */
public final class PolicyCheck {

  private PolicyCheck() {}

  /** Everything that is wrong with a policy, each with its position; empty where nothing is. */
  public static List<PolicyFault> of(PlacementPolicy policy) {
    return new PolicyReader(policy, new RuleCompiler()).read().faults();
  }
}
