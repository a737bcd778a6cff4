package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision.Compliance;
import io.workloadplacement.decision.Decision.Compliance.State;

/** Says whether a placement keeps its policy. */
record ComplianceCheck(DecisionChain chain, ChainResult chainResult, ExceptionState exception) {

  /**
   * @param on the side that serves until the next decision
   */
  Compliance of(Sides sides, Target on) {
    Reason reason = chainResult.reason();
    if (reason == Reason.PIN_BLOCKED || reason == Reason.PIN_FORBIDDEN) {
      return broken(reason, chainResult.message().get());
    }
    boolean keepsRule =
        chain.ruleResult().side().map(side -> side == chainResult.target()).orElse(true);
    if (!keepsRule) {
      return broken(
          Reason.RULE_CANNOT_BE_KEPT,
          chain.sentence(chain.ruleResult().rule().orElseThrow())
              + " "
              + chainResult.message().get());
    }
    if (chain.isAboveLimit(sides.on(on))) {
      return broken(
          Reason.COST_LIMIT_EXCEEDED,
          "%s costs %s a month; policy '%s' allows %s."
              .formatted(
                  NumberFormats.sideFirst(on),
                  NumberFormats.money(sides.on(on).monthlyCost()),
                  chain.policy().name().orElse(""),
                  NumberFormats.money(chain.policy().maxMonthlyCost().orElseThrow())));
    }
    if (on != chainResult.target() && chain.ruleResult().rule().isPresent()) {
      return broken(
          Reason.NOT_FOLLOWED,
          chain.sentence(chain.ruleResult().rule().orElseThrow())
              + " It runs on "
              + NumberFormats.side(on)
              + ".");
    }
    return kept();
  }

  private Compliance kept() {
    if (chain.policy().name().isEmpty()) {
      return new Compliance(
          State.TRUE,
          Reason.BUILT_IN_DEFAULTS.toString(),
          "No PlacementPolicy selects this placement; the built-in defaults apply.");
    }
    if (exception.counts()) {
      return new Compliance(
          State.TRUE, Reason.EXCEPTION_COUNTS.toString(), exception.note().orElseThrow());
    }
    return new Compliance(
        State.TRUE,
        Reason.COMPLIANT.toString(),
        "The placement keeps policy '" + chain.policy().name().orElse("") + "'.");
  }

  private static Compliance broken(Reason reason, String message) {
    return new Compliance(State.FALSE, reason.toString(), message);
  }
}
