package io.workloadplacement.decision;

import io.workloadplacement.decision.RuleFailure.Cause;
import io.workloadplacement.decision.RuleProgram.Result;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tries the rules of a policy on {@link RuleSamples}, so that a rule that can only fail, or that
 * takes too much, is found before it meets a placement. A rule that reads what a sample does not
 * have is no fault: which placements have it, a sample cannot tell.
 */
final class RuleTrial {

  private RuleTrial() {}

  /** What is wrong with rules that compile, by their place in the list. */
  static Map<Integer, String> of(List<RuleProgram> rules) {
    Set<String> texts = new HashSet<>();
    rules.forEach(rule -> texts.addAll(rule.traits().texts()));
    List<Map<String, Object>> samples = RuleSamples.mentioning(texts);
    Map<Integer, String> faults = new TreeMap<>();
    int[] failed = new int[rules.size()];
    for (Map<String, Object> sample : samples) {
      // All rules of a policy share what one placement may take.
      RuleMeter meter = new RuleMeter();
      for (int i = 0; i < rules.size() && !meter.isExhausted(); i++) {
        Optional<RuleFailure> failure = failure(rules.get(i).evaluate(sample, meter));
        if (failure.isEmpty()) {
          continue;
        }
        failed[i] += failure.get().cause() == Cause.RULE ? 1 : 0;
        if (failure.get().cause() == Cause.TOO_EXPENSIVE) {
          faults.putIfAbsent(i, failure.get().words());
        } else if (failed[i] == samples.size()) {
          faults.putIfAbsent(i, "it fails for every placement: " + failure.get().words());
        }
      }
    }
    return faults;
  }

  private static Optional<RuleFailure> failure(Result result) {
    return result instanceof Result.Unknown unknown
        ? Optional.of(unknown.failure())
        : Optional.empty();
  }
}
