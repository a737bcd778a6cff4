package io.workloadplacement.decision;

import dev.cel.runtime.CelEvaluationException;
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
    for (PolicySettings.Rule rule : policy.rules()) {
      try {
        Object result = rule.program().eval(input);
        if (!(result instanceof Boolean matches)) {
          return failed(rule.rule(), "it gives '" + result + "', not true or false");
        }
        if (matches) {
          return new RuleResult(Optional.of(rule.rule()), Optional.empty());
        }
      } catch (CelEvaluationException e) {
        return failed(rule.rule(), withoutFullStop(e.getMessage()));
      }
    }
    return NONE;
  }

  /** The side that the matching rule leaves. */
  Optional<Target> side() {
    return rule.map(r -> r.effect() == RuleEffect.REQUIRE ? r.target() : r.target().other());
  }

  private static String withoutFullStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private static RuleResult failed(PolicyRule rule, String why) {
    return new RuleResult(
        Optional.empty(), Optional.of("rule '" + rule.name() + "' failed: " + why));
  }
}
