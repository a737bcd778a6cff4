package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.PolicyRule;
import io.workloadplacement.api.v1alpha1.RuleEffect;
import io.workloadplacement.api.v1alpha1.Target;
import java.util.List;
import java.util.Optional;

/**
 * The chain of a decision up to stability: blockers, policy rules and the cost limit, pin, latency,
 * matrix. The first that settles it gives the reason.
 *
 * @param blockers what a side cannot run
 * @param ruleResult what the policy's rules say
 * @param pin the side to which the placement is pinned, and by whom
 * @param running the side that runs now; empty for a new placement
 */
record DecisionChain(
    PolicySettings policy,
    List<Blocker> blockers,
    RuleResult ruleResult,
    Optional<Pin> pin,
    Optional<Target> running) {

  ChainResult judge(Sides sides) {
    Optional<ChainResult> settled =
        blocked().or(this::byRule).or(() -> byCostLimit(sides)).map(this::besidesPin);
    return settled.or(this::pinned).or(() -> byLatency(sides)).orElseGet(() -> byMatrix(sides));
  }

  private Optional<ChainResult> blocked() {
    boolean deployment = isBlocked(Target.DEPLOYMENT);
    boolean knative = isBlocked(Target.KNATIVE);
    if (!deployment && !knative) {
      return Optional.empty();
    }
    if (deployment && knative) {
      Target target = running.orElse(Target.DEPLOYMENT);
      return Optional.of(
          new ChainResult(
              target,
              Reason.BLOCKED,
              () ->
                  "Neither side can run it. Deployment: %s Knative: %s"
                      .formatted(first(Target.DEPLOYMENT), first(Target.KNATIVE))));
    }
    Target barred = deployment ? Target.DEPLOYMENT : Target.KNATIVE;
    return Optional.of(
        new ChainResult(
            barred.other(),
            Reason.BLOCKED,
            () -> NumberFormats.sideFirst(barred) + " cannot run it: " + first(barred)));
  }

  private Optional<ChainResult> byRule() {
    return ruleResult
        .rule()
        .map(
            rule ->
                new ChainResult(
                    ruleResult.side().orElseThrow(),
                    rule.effect() == RuleEffect.REQUIRE
                        ? Reason.POLICY_REQUIRES
                        : Reason.POLICY_FORBIDS,
                    () -> sentence(rule)));
  }

  String sentence(PolicyRule rule) {
    String says = rule.effect() == RuleEffect.REQUIRE ? "requires" : "forbids";
    String why = rule.message() == null || rule.message().isBlank() ? "." : ": " + rule.message();
    return "Rule '%s' of policy '%s' %s %s%s"
        .formatted(
            rule.name(), policy.name().orElse(""), says, NumberFormats.side(rule.target()), why);
  }

  private Optional<ChainResult> byCostLimit(Sides sides) {
    boolean deployment = isAboveLimit(sides.deployment());
    boolean knative = isAboveLimit(sides.knative());
    if (!deployment && !knative) {
      return Optional.empty();
    }
    if (deployment && knative) {
      boolean cheaper = sides.knative().monthlyCost() < sides.deployment().monthlyCost();
      return Optional.of(
          new ChainResult(
              cheaper ? Target.KNATIVE : Target.DEPLOYMENT,
              Reason.COST_LIMIT_EXCEEDED,
              () ->
                  "Both sides would cost more than the %s a month that policy '%s' allows: a Deployment %s, Knative %s; the cheaper one runs."
                      .formatted(
                          limit(),
                          policy.name().orElse(""),
                          money(sides.deployment()),
                          money(sides.knative()))));
    }
    Side barred = deployment ? sides.deployment() : sides.knative();
    return Optional.of(
        new ChainResult(
            barred.target().other(),
            Reason.COST_LIMIT,
            () ->
                "%s would cost %s a month; policy '%s' allows %s."
                    .formatted(
                        NumberFormats.sideFirst(barred.target()),
                        money(barred),
                        policy.name().orElse(""),
                        limit())));
  }

  private ChainResult besidesPin(ChainResult settled) {
    if (pin.isEmpty() || pin.get().target() == settled.target()) {
      return settled;
    }
    Reason reason = isBlocked(pin.get().target()) ? Reason.PIN_BLOCKED : Reason.PIN_FORBIDDEN;
    return new ChainResult(
        settled.target(),
        reason,
        () ->
            "The pin to %s is not followed. %s"
                .formatted(NumberFormats.side(pin.get().target()), settled.message().get()));
  }

  private Optional<ChainResult> pinned() {
    return pin.map(by -> new ChainResult(by.target(), Reason.PINNED, by::sentence));
  }

  private static Optional<ChainResult> byLatency(Sides sides) {
    Side knative = sides.knative();
    if (knative.meetsTarget() || !sides.deployment().meetsTarget()) {
      return Optional.empty();
    }
    TrafficProfile profile = sides.load().profile();
    boolean cold = LatencyModel.meetsColdStarts(profile, knative.warmth());
    return Optional.of(
        new ChainResult(
            Target.DEPLOYMENT,
            cold
                ? Reason.LATENCY_TARGET_NEEDS_WARM_REPLICAS
                : Reason.LATENCY_TARGET_EXCLUDES_PROXIES,
            () ->
                "p%s on Knative would be %s (%s)%s; the target is %s."
                    .formatted(
                        profile.percentile(),
                        DurationText.format(knative.latency()),
                        cold
                            ? NumberFormats.percent(knative.warmth().coldShare())
                                + " of requests meet a cold start"
                            : "its proxies add " + DurationText.format(LatencyModel.PROXIES),
                        knative.reservation(),
                        DurationText.format(profile.latencyTarget()))));
  }

  private ChainResult byMatrix(Sides sides) {
    Matrix matrix = Matrix.of(sides, policy);
    Target target = matrix.favours(running.orElse(Target.DEPLOYMENT));
    Reason reason =
        sides.deployment().meetsTarget() ? Reason.WEIGHTED_MATRIX : Reason.LATENCY_TARGET_MISSED;
    return new ChainResult(target, reason, () -> scores(sides, matrix, target));
  }

  private String scores(Sides sides, Matrix matrix, Target target) {
    TrafficProfile profile = sides.load().profile();
    String meets = sides.deployment().meetsTarget() ? "Both sides meet" : "Neither side meets";
    return "%s the target of %s (p%s: a Deployment %s, Knative %s). %s scores %s of 100 against %s, at %s a month against %s."
        .formatted(
            meets,
            DurationText.format(profile.latencyTarget()),
            profile.percentile(),
            DurationText.format(sides.deployment().latency()),
            DurationText.format(sides.knative().latency()),
            NumberFormats.sideFirst(target),
            matrix.total(target),
            matrix.total(target.other()),
            money(sides.on(target)),
            NumberFormats.money(sides.on(target.other()).monthlyCost()));
  }

  boolean isBlocked(Target target) {
    return blockers.stream().anyMatch(blocker -> blocker.target() == target);
  }

  boolean isAboveLimit(Side side) {
    return policy.maxMonthlyCost().isPresent()
        && side.monthlyCost() > policy.maxMonthlyCost().getAsDouble();
  }

  private String first(Target target) {
    Blocker blocker = blockers.stream().filter(b -> b.target() == target).findFirst().orElseThrow();
    long others = blockers.stream().filter(b -> b.target() == target).count() - 1;
    String more = others == 0 ? "" : others == 1 ? " (and 1 more)" : " (and " + others + " more)";
    return blocker.field() + ": " + blocker.message() + more;
  }

  private String money(Side side) {
    return NumberFormats.money(side.monthlyCost()) + " " + policy.prices().currency();
  }

  private String limit() {
    return NumberFormats.money(policy.maxMonthlyCost().orElseThrow())
        + " "
        + policy.prices().currency();
  }
}
