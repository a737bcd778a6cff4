package io.workloadplacement.decision;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision.Compliance.State;
import io.workloadplacement.decision.Decision.NextAction.Run;
import io.workloadplacement.decision.Decision.NextAction.Wait;
import io.workloadplacement.decision.Decision.WaitReason;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The order in which a decision is settled, and what is done about it. */
class DecisionChainTest {

  private static final String REQUIRE_DEPLOYMENT =
      "{rules: [{name: warm, when: 'true', effect: Require, target: Deployment, message: Always on.}]}";
  private static final String REQUIRE_KNATIVE =
      "{rules: [{name: zero, when: 'true', effect: Require, target: Knative, message: Save money.}]}";
  private static final String FORBID_KNATIVE =
      "{rules: [{name: no-zero, when: 'true', effect: Forbid, target: Knative}]}";

  static Stream<Arguments> steps() {
    return Stream.of(
        step("a blocked side leaves the other", rare().blocked(KNATIVE), DEPLOYMENT, "Blocked"),
        step(
            "a blocker comes before a rule that agrees",
            rare().blocked(KNATIVE).policy("p", REQUIRE_DEPLOYMENT),
            DEPLOYMENT,
            "Blocked"),
        step("a blocked Deployment leaves Knative", busy().blocked(DEPLOYMENT), KNATIVE, "Blocked"),
        step(
            "TCP cannot run on Knative",
            new Scenario().traffic("{pattern: Steady, protocol: TCP}"),
            DEPLOYMENT,
            "Blocked"),
        step(
            "a rule requires a side",
            rare().policy("p", REQUIRE_DEPLOYMENT),
            DEPLOYMENT,
            "PolicyRequires"),
        step(
            "a rule forbids a side",
            rare().policy("p", FORBID_KNATIVE),
            DEPLOYMENT,
            "PolicyForbids"),
        step(
            "a side above the cost limit is forbidden",
            rare().policy("p", "{limits: {maxMonthlyCost: '5'}}"),
            KNATIVE,
            "CostLimit"),
        step(
            "with both sides above the cost limit the cheaper runs",
            busy().policy("p", "{limits: {maxMonthlyCost: '5'}}"),
            DEPLOYMENT,
            "CostLimitExceeded"),
        step(
            "a rule comes before the cost limit",
            rare()
                .policy(
                    "p",
                    REQUIRE_DEPLOYMENT.substring(0, REQUIRE_DEPLOYMENT.length() - 1)
                        + ", limits: {maxMonthlyCost: '5'}}"),
            DEPLOYMENT,
            "PolicyRequires"),
        step("a pin comes before latency", checkout().pinnedTo(KNATIVE), KNATIVE, "Pinned"),
        step("a pin comes before the matrix", rare().pinnedTo(DEPLOYMENT), DEPLOYMENT, "Pinned"),
        step(
            "a pin to what a rule requires anyway is the rule's",
            rare().pinnedTo(DEPLOYMENT).policy("p", REQUIRE_DEPLOYMENT),
            DEPLOYMENT,
            "PolicyRequires"),
        step(
            "a pin to a blocked side is not followed",
            rare().pinnedTo(KNATIVE).blocked(KNATIVE),
            DEPLOYMENT,
            "PinBlocked"),
        step(
            "a pin to a forbidden side is not followed",
            rare().pinnedTo(KNATIVE).policy("p", FORBID_KNATIVE),
            DEPLOYMENT,
            "PinForbidden"),
        step(
            "a pin to a side above the cost limit is not followed",
            rare().pinnedTo(DEPLOYMENT).policy("p", "{limits: {maxMonthlyCost: '5'}}"),
            KNATIVE,
            "PinForbidden"),
        step(
            "cold starts that the percentile meets need warm replicas",
            checkout(),
            DEPLOYMENT,
            "LatencyTargetNeedsWarmReplicas"),
        step(
            "a target between the two warm latencies excludes Knative's proxies",
            busy().latency("{target: 37ms}"),
            DEPLOYMENT,
            "LatencyTargetExcludesProxies"),
        step("the matrix decides where both meet the target", rare(), KNATIVE, "WeightedMatrix"),
        step(
            "the matrix decides for a Deployment under steady load",
            busy(),
            DEPLOYMENT,
            "WeightedMatrix"),
        step(
            "the matrix decides where neither meets the target",
            rare().latency("{target: 10ms}"),
            KNATIVE,
            "LatencyTargetMissed"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("steps")
  void theFirstStepThatSettlesItGivesTheReason(
      String sentence, Scenario scenario, Target target, String reason) {
    Decision decision = scenario.decide();

    assertThat(decision.status().target()).isEqualTo(target);
    assertThat(decision.status().reason()).isEqualTo(reason);
    assertThat(decision.nextAction()).isEqualTo(new Run(target));
  }

  static Stream<Arguments> messages() {
    return Stream.of(
        message(
            rare().blocked(KNATIVE),
            "Knative cannot run it: spec.template.spec.hostNetwork: not allowed: remove it."),
        message(
            rare().policy("gold", REQUIRE_DEPLOYMENT),
            "Rule 'warm' of policy 'gold' requires a Deployment: Always on."),
        message(
            rare().policy("gold", FORBID_KNATIVE),
            "Rule 'no-zero' of policy 'gold' forbids Knative."),
        message(
            rare().policy("gold", "{limits: {maxMonthlyCost: '5'}}"),
            "A Deployment would cost 13.09 USD a month; policy 'gold' allows 5.00 USD."),
        message(
            busy().policy("gold", "{limits: {maxMonthlyCost: '5'}}"),
            "Both sides would cost more than the 5.00 USD a month that policy 'gold' allows: a Deployment 13.09 USD, Knative 13.67 USD; the cheaper one runs."),
        message(rare().pinnedTo(DEPLOYMENT), "spec.placement pins it to a Deployment."),
        message(
            rare().pinnedTo(KNATIVE).policy("gold", FORBID_KNATIVE),
            "The pin to Knative is not followed. Rule 'no-zero' of policy 'gold' forbids Knative."),
        message(
            busy().latency("{target: 37ms}"),
            "p95 on Knative would be 40ms (its proxies add 5ms); the target is 37ms."),
        message(
            rare(),
            "Both sides meet the target of 2s (p95: a Deployment 100ms, Knative 905ms). Knative scores 90 of 100 against 54, at 0.34 USD a month against 13.09."),
        message(
            rare().latency("{target: 10ms, coldStart: 800ms}"),
            "Neither side meets the target of 10ms (p95: a Deployment 100ms, Knative 905ms). Knative scores 90 of 100 against 54, at 0.34 USD a month against 13.09."));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("messages")
  void theMessageIsASentenceWithItsFigures(Scenario scenario, String message) {
    assertThat(scenario.decide().status().message()).isEqualTo(message);
  }

  @Test
  void bothSidesBlockedStayWhereTheyAreAndNameBoth() {
    Decision decision = rare().blocked(KNATIVE).blocked(DEPLOYMENT).running(KNATIVE).decide();

    assertThat(decision.nextAction()).isEqualTo(new Run(KNATIVE));
    assertThat(decision.status().reason()).isEqualTo("Blocked");
    assertThat(decision.status().message()).startsWith("Neither side can run it.");
  }

  @Test
  void tcpHasNoEstimateForKnativeAndABlockerThatSaysWhy() {
    Decision decision = new Scenario().traffic("{pattern: Steady, protocol: TCP}").decide();

    assertThat(decision.status().estimates().knative()).isNull();
    assertThat(decision.status().factors()).isEmpty();
    assertThat(decision.status().blockers())
        .singleElement()
        .satisfies(b -> assertThat(b.field()).isEqualTo("spec.traffic.protocol"));
    assertThat(decision.sizing().deployment()).isEqualTo(new Replicas(2, 3));
  }

  @Test
  void recommendTellsAndMovesNothing() {
    Decision decision = rare().placement("{mode: Recommend}").running(DEPLOYMENT).decide();

    assertThat(decision.status().target()).isEqualTo(KNATIVE);
    assertThat(decision.status().reason()).isEqualTo("WeightedMatrix");
    assertThat(decision.status().message())
        .endsWith("Mode Recommend migrates nothing: it stays on a Deployment.");
    assertThat(decision.nextAction())
        .isEqualTo(new Wait(DEPLOYMENT, WaitReason.RECOMMEND, Optional.empty()));
  }

  @Test
  void aNewWorkloadInModeRecommendStartsOnADeployment() {
    assertThat(rare().placement("{mode: Recommend}").decide().nextAction())
        .isEqualTo(new Wait(DEPLOYMENT, WaitReason.RECOMMEND, Optional.empty()));
  }

  @Test
  void recommendRunsWhatItRecommends() {
    assertThat(busy().placement("{mode: Recommend}").decide().nextAction())
        .isEqualTo(new Run(DEPLOYMENT));
  }

  @Test
  void anAbsentKnativeIsStoodInForByADeploymentAndTheMessageSaysSo() {
    Decision decision = rare().withoutKnative().decide();

    assertThat(decision.status().target()).isEqualTo(KNATIVE);
    assertThat(decision.status().message())
        .endsWith("Knative is not installed: a Deployment serves until it is.");
    assertThat(decision.nextAction())
        .isEqualTo(new Wait(DEPLOYMENT, WaitReason.KNATIVE_ABSENT, Optional.empty()));
  }

  static Stream<Arguments> withoutKnative() {
    return Stream.of(
        Arguments.of("a pin", rare().pinnedTo(KNATIVE)),
        Arguments.of("a rule", rare().policy("p", REQUIRE_KNATIVE)),
        Arguments.of("a broken policy", rare().policy("p", rules("workload.")).running(KNATIVE)),
        Arguments.of("mode Recommend", rare().placement("{mode: Recommend}").running(KNATIVE)));
  }

  @ParameterizedTest(name = "not for {0}")
  @MethodSource("withoutKnative")
  void noWorkloadIsEverLeftOnAnAbsentKnative(String why, Scenario scenario) {
    assertThat(scenario.withoutKnative().decide().nextAction().on()).isEqualTo(DEPLOYMENT);
  }

  @ParameterizedTest(name = "with {0}")
  @MethodSource("withoutKnative")
  void whileKnativeIsAbsentTheDecisionStaysWordForWord(String why, Scenario scenario) {
    Decision first = scenario.withoutKnative().decide();
    Decision second = scenario.after(first).at("2026-11-22T00:00:00Z").decide();

    assertThat(second.nextAction()).isEqualTo(first.nextAction());
    assertThat(second.status()).isEqualTo(first.status());
  }

  @ParameterizedTest(name = "with {0}")
  @MethodSource("withoutKnative")
  void whatRanOnKnativeGoesBackWhenItIsInstalledAgain(String why, Scenario scenario) {
    Decision absent = scenario.withoutKnative().decide();

    assertThat(scenario.after(absent).withKnative().decide().nextAction().on()).isEqualTo(KNATIVE);
  }

  static Stream<Arguments> compliance() {
    return Stream.of(
        complies("no policy", rare(), State.TRUE, "BuiltInDefaults"),
        complies("a policy that is kept", rare().policy("p", "{}"), State.TRUE, "Compliant"),
        complies(
            "a pin to a forbidden side",
            rare().pinnedTo(KNATIVE).policy("p", FORBID_KNATIVE),
            State.FALSE,
            "PinForbidden"),
        complies(
            "a pin to a blocked side",
            rare().pinnedTo(KNATIVE).blocked(KNATIVE).policy("p", "{}"),
            State.FALSE,
            "PinBlocked"),
        complies(
            "a rule that requires a blocked side",
            rare().blocked(KNATIVE).policy("p", REQUIRE_KNATIVE),
            State.FALSE,
            "RuleCannotBeKept"),
        complies(
            "both sides above the cost limit",
            busy().policy("p", "{limits: {maxMonthlyCost: '5'}}"),
            State.FALSE,
            "CostLimitExceeded"),
        complies(
            "a required Knative that is absent",
            rare().withoutKnative().policy("p", REQUIRE_KNATIVE),
            State.FALSE,
            "NotFollowed"));
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("compliance")
  void complianceSaysWhetherThePolicyIsKept(
      String sentence, Scenario scenario, State state, String reason) {
    Decision.Compliance compliance = scenario.decide().compliance();

    assertThat(compliance.state()).isEqualTo(state);
    assertThat(compliance.reason()).isEqualTo(reason);
    assertThat(compliance.message()).isNotBlank();
  }

  @Test
  void theSameInputGivesTheSameDecisionWordForWord() {
    DecisionInput input =
        checkout().policy("p", REQUIRE_KNATIVE).label("team", "a").running(DEPLOYMENT).input();

    assertThat(new Decider().decide(input)).isEqualTo(new Decider().decide(input));
  }

  @Test
  void decidedAtIsTheMomentOfTheLastChange() {
    Decision first = rare().decide();
    Decision same = rare().after(first).at("2026-11-25T00:00:00Z").decide();
    Decision other = rare().pinnedTo(DEPLOYMENT).after(same).at("2026-11-26T00:00:00Z").decide();

    assertThat(same.status()).isEqualTo(first.status());
    assertThat(other.status().decidedAt()).isEqualTo("2026-11-26T00:00:00Z");
  }

  private static String rules(String when) {
    return "{rules: [{name: r, when: '" + when + "', effect: Forbid, target: Knative}]}";
  }

  private static Scenario rare() {
    return Scenario.rare();
  }

  private static Scenario busy() {
    return Scenario.busy();
  }

  private static Scenario checkout() {
    return Scenario.checkout();
  }

  private static Arguments step(String sentence, Scenario scenario, Target target, String reason) {
    return Arguments.of(sentence, scenario, target, reason);
  }

  private static Arguments message(Scenario scenario, String message) {
    return Arguments.of(scenario, message);
  }

  private static Arguments complies(
      String sentence, Scenario scenario, State state, String reason) {
    return Arguments.of(sentence, scenario, state, reason);
  }
}
