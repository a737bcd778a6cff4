package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision.Compliance;
import io.workloadplacement.decision.Decision.Compliance.State;

/** Says whether a placement keeps its policy. */
record ComplianceCheck(Judge judge, Judgement judgement, ExceptionState exception) {

  /**
   * @param on the side that serves until the next decision
   */
  Compliance of(Sides sides, Target on) {
    String reason = judgement.reason();
    if (reason.equals(Reasons.PIN_BLOCKED) || reason.equals(Reasons.PIN_FORBIDDEN)) {
      return broken(reason, judgement.message().get());
    }
    boolean keepsRule = judge.verdict().side().map(side -> side == judgement.target()).orElse(true);
    if (!keepsRule) {
      return broken(
          Reasons.RULE_CANNOT_BE_KEPT,
          judge.sentence(judge.verdict().rule().orElseThrow()) + " " + judgement.message().get());
    }
    if (judge.isAboveLimit(sides.on(on))) {
      return broken(
          Reasons.COST_LIMIT_EXCEEDED,
          "%s costs %s a month; policy '%s' allows %s."
              .formatted(
                  Figures.sideFirst(on),
                  Figures.money(sides.on(on).monthlyCost()),
                  judge.policy().name().orElse(""),
                  Figures.money(judge.policy().maxMonthlyCost().orElseThrow())));
    }
    if (on != judgement.target() && judge.verdict().rule().isPresent()) {
      return broken(
          Reasons.NOT_FOLLOWED,
          judge.sentence(judge.verdict().rule().orElseThrow())
              + " It runs on "
              + Figures.side(on)
              + ".");
    }
    return kept();
  }

  private Compliance kept() {
    if (judge.policy().name().isEmpty()) {
      return new Compliance(
          State.TRUE,
          Reasons.BUILT_IN_DEFAULTS,
          "No PlacementPolicy selects this placement; the built-in defaults apply.");
    }
    if (exception.counts()) {
      return new Compliance(State.TRUE, Reasons.EXCEPTION_COUNTS, exception.note().orElseThrow());
    }
    return new Compliance(
        State.TRUE,
        Reasons.COMPLIANT,
        "The placement keeps policy '" + judge.policy().name().orElse("") + "'.");
  }

  private static Compliance broken(String reason, String message) {
    return new Compliance(State.FALSE, reason, message);
  }
}
