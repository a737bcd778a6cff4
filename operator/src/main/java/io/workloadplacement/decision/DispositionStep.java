package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision.Disposition;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.decision.PolicySettings.StabilityRules;
import java.time.Instant;
import java.util.Optional;

/** What is done about a judgement now: follow it, or wait where the workload is. */
record DispositionStep(
    Standing standing,
    PlacementMode mode,
    ClusterFacts cluster,
    StabilityRules stability,
    Instant now) {

  Outcome of(Judgement judgement, Matrix matrix) {
    Target wanted = judgement.target();
    boolean standsInForIt = standing.standsIn() && wanted == Target.KNATIVE;
    Target on = standsInForIt ? Target.KNATIVE : standing.running().orElse(Target.DEPLOYMENT);
    if (mode == PlacementMode.RECOMMEND && on != wanted && !isGone(on)) {
      return served(
          new Outcome(
              wanted,
              judgement.reason(),
              judgement.message().get(),
              new Disposition.Wait(on, WaitReason.RECOMMEND, Optional.empty()),
              "Mode Recommend moves nothing: it stays on " + Figures.side(on) + "."));
    }
    Optional<StabilityGate.Hold> hold = hold(judgement, matrix);
    if (hold.isPresent()) {
      String until = hold.get().until().map(moment -> " until " + moment).orElse("");
      return served(
          new Outcome(
              wanted,
              Reasons.HELD,
              judgement.message().get(),
              new Disposition.Wait(on, WaitReason.HELD, hold.get().until()),
              "Held on %s%s: %s.".formatted(Figures.side(on), until, hold.get().why())));
    }
    return served(
        new Outcome(
            wanted,
            judgement.reason(),
            judgement.message().get(),
            new Disposition.Run(wanted),
            ""));
  }

  /**
   * Nothing changes: the side that was decided last stays, and a new placement starts on a
   * Deployment. A Deployment that stands in for Knative goes on doing so.
   */
  Outcome frozen(String reason, String why) {
    Target stays =
        standing.standsIn() ? Target.KNATIVE : standing.running().orElse(Target.DEPLOYMENT);
    String message =
        standing.running().isPresent()
            ? why + " The placement stays as it is until that is mended."
            : why + " A new placement starts on a Deployment until that is mended.";
    return served(
        new Outcome(
            stays,
            reason,
            message,
            new Disposition.Wait(stays, WaitReason.POLICY_BROKEN, Optional.empty()),
            ""));
  }

  private Optional<StabilityGate.Hold> hold(Judgement judgement, Matrix matrix) {
    Target wanted = judgement.target();
    boolean noMove =
        standing.running().isEmpty()
            || standing.running().get() == wanted
            || standing.standsIn()
            || isGone(standing.running().get());
    boolean underWay = standing.movingTo().filter(to -> to == wanted).isPresent();
    if (noMove || underWay || Reasons.movesAtOnce(judgement.reason())) {
      return Optional.empty();
    }
    StabilityGate gate = new StabilityGate(stability, standing.history(), now);
    return judgement.reason().equals(Reasons.WEIGHTED_MATRIX)
        ? gate.holdForMatrix(matrix.total(wanted) - matrix.total(wanted.other()))
        : gate.holdForLatency();
  }

  /** Whatever was decided: without Knative a Deployment serves. */
  private Outcome served(Outcome outcome) {
    if (!isGone(outcome.disposition().on())) {
      return outcome;
    }
    return new Outcome(
        outcome.target(),
        outcome.reason(),
        outcome.message(),
        new Disposition.Wait(Target.DEPLOYMENT, WaitReason.KNATIVE_ABSENT, Optional.empty()),
        (outcome.remark() + " " + Standing.KNATIVE_IS_ABSENT).strip());
  }

  private boolean isGone(Target target) {
    return target == Target.KNATIVE && !cluster.knativeInstalled();
  }
}
