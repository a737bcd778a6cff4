package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import java.util.List;

/**
 * Says whether a policy can be followed at all, for its condition Ready. A check remembers the
 * rules that it compiled, and is safe for use by several threads.
 */
public final class PolicyCheck {

  private final RuleCompiler compiler = new RuleCompiler();

  /** Everything that is wrong with a policy, each with its position; empty where nothing is. */
  public static List<PolicyFault> of(PlacementPolicy policy) {
    return new PolicyCheck().faults(policy);
  }

  /** As {@link #of}, for a policy that is looked at again and again. */
  public List<PolicyFault> faults(PlacementPolicy policy) {
    return new PolicyReader(policy, compiler).read().faults();
  }
}
