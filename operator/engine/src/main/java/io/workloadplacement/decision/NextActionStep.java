package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision.NextAction;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.decision.PolicySettings.StabilityRules;
import java.time.Instant;
import java.util.Optional;

/**
 * What is done about a judgement now: follow it, or wait where the workload is.
 *
 * @param decidesAgain whether somebody has asked not to wait for what only time would end
 */
record NextActionStep(
    CurrentPlacement current,
    PlacementMode mode,
    ClusterFacts cluster,
    StabilityRules stability,
    FallbackRule fallback,
    boolean decidesAgain,
    Instant now) {

  DecisionOutcome of(ChainResult chainResult, Matrix matrix) {
    Target wanted = chainResult.target();
    boolean standsInForIt = standsIn() && wanted == Target.KNATIVE;
    Target on = standsInForIt ? Target.KNATIVE : current.running().orElse(Target.DEPLOYMENT);
    if (mode == PlacementMode.RECOMMEND && on != wanted && !isGone(on)) {
      return served(
          new DecisionOutcome(
              wanted,
              chainResult.reason(),
              chainResult.message().get(),
              new NextAction.Wait(on, WaitReason.RECOMMEND, Optional.empty()),
              "Mode Recommend migrates nothing: it stays on " + NumberFormats.side(on) + "."));
    }
    Optional<StabilityGate.Hold> hold = hold(chainResult, matrix);
    if (hold.isPresent()) {
      String until = hold.get().until().map(moment -> " until " + moment).orElse("");
      return served(
          new DecisionOutcome(
              wanted,
              Reason.HELD,
              chainResult.message().get(),
              new NextAction.Wait(on, WaitReason.HELD, hold.get().until()),
              "Held on %s%s: %s.".formatted(NumberFormats.side(on), until, hold.get().why())));
    }
    return served(
        new DecisionOutcome(
            wanted,
            chainResult.reason(),
            chainResult.message().get(),
            new NextAction.Run(wanted),
            ""));
  }

  /**
   * Nothing changes: the side that was decided last stays, and a new placement starts on a
   * Deployment. A Deployment that stands in for Knative, or took over from it, goes on doing so.
   */
  DecisionOutcome frozen(Reason reason, String why) {
    Target stays = standsIn() ? Target.KNATIVE : current.running().orElse(Target.DEPLOYMENT);
    String message =
        current.running().isPresent()
            ? why + " The placement stays as it is until that is mended."
            : why + " A new placement starts on a Deployment until that is mended.";
    NextAction wait =
        current.fellBackAt().isPresent()
            ? new NextAction.Wait(Target.DEPLOYMENT, WaitReason.FELL_BACK, Optional.empty())
            : new NextAction.Wait(stays, WaitReason.POLICY_BROKEN, Optional.empty());
    return served(new DecisionOutcome(stays, reason, message, wait, ""));
  }

  /** Whether the running Deployment is there only for want of Knative. */
  private boolean standsIn() {
    return current.standsIn() || current.fellBackAt().isPresent();
  }

  private Optional<StabilityGate.Hold> hold(ChainResult chainResult, Matrix matrix) {
    Target wanted = chainResult.target();
    boolean noMigration =
        current.running().isEmpty()
            || current.running().get() == wanted
            || standsIn()
            || isGone(current.running().get());
    boolean underWay = current.migratingTo().filter(to -> to == wanted).isPresent();
    if (noMigration || underWay || chainResult.reason().migratesAtOnce()) {
      return Optional.empty();
    }
    StabilityGate gate = new StabilityGate(stability, current.history(), now);
    Optional<StabilityGate.Hold> hold =
        chainResult.reason().isOfMatrix()
            ? gate.holdForMatrix(matrix.total(wanted) - matrix.total(wanted.other()))
            : gate.holdForLatency();
    return hold.filter(h -> !decidesAgain || h.until().isEmpty());
  }

  /** Whatever was decided: where Knative is not there, or not reached, a Deployment serves. */
  private DecisionOutcome served(DecisionOutcome outcome) {
    if (!isGone(outcome.nextAction().on())) {
      return outcome.nextAction().on() == Target.KNATIVE ? reached(outcome) : outcome;
    }
    return new DecisionOutcome(
        outcome.target(),
        outcome.reason(),
        outcome.message(),
        new NextAction.Wait(Target.DEPLOYMENT, WaitReason.KNATIVE_ABSENT, Optional.empty()),
        (outcome.remark() + " " + CurrentPlacement.KNATIVE_IS_ABSENT).strip());
  }

  private DecisionOutcome reached(DecisionOutcome outcome) {
    return fallback
        .hold(outcome.reason())
        .map(
            hold ->
                new DecisionOutcome(
                    outcome.target(),
                    outcome.reason(),
                    outcome.message(),
                    new NextAction.Wait(Target.DEPLOYMENT, WaitReason.FELL_BACK, hold.until()),
                    (outcome.remark() + " " + hold.why()).strip()))
        .orElse(outcome);
  }

  private boolean isGone(Target target) {
    return target == Target.KNATIVE && !cluster.knativeInstalled();
  }
}
