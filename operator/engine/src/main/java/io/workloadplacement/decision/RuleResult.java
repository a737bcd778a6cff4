package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.PolicyRule;
import io.workloadplacement.api.v1alpha1.RuleEffect;
import io.workloadplacement.api.v1alpha1.Target;
import java.util.Map;
import java.util.Optional;

/**
 * What the rules of a policy say of one placement. At most one of the two is present.
 *
 * @param rule the first rule that matches
 * @param failure why a rule could not be evaluated
 */
record RuleResult(Optional<PolicyRule> rule, Optional<String> failure) {

  static final RuleResult NONE = new RuleResult(Optional.empty(), Optional.empty());

  /** Evaluates the rules in order until one matches or fails. */
  static RuleResult of(PolicySettings policy, Map<String, Object> input) {
    RuleMeter meter = new RuleMeter();
    for (PolicySettings.Rule rule : policy.rules()) {
      RuleProgram.Result result = rule.program().evaluate(input, meter);
      if (result instanceof RuleProgram.Result.Unknown unknown) {
        return new RuleResult(
            Optional.empty(),
            Optional.of(
                "rule '%s' failed: %s".formatted(rule.rule().name(), unknown.failure().words())));
      }
      if (result instanceof RuleProgram.Result.Known known && known.matches()) {
        return new RuleResult(Optional.of(rule.rule()), Optional.empty());
      }
    }
    return NONE;
  }

  /** The side that the matching rule leaves. */
  Optional<Target> side() {
    return rule.map(r -> r.effect() == RuleEffect.REQUIRE ? r.target() : r.target().other());
  }
}
