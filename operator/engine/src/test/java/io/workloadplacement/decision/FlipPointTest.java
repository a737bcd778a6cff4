package io.workloadplacement.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The flip point is true: what it names changes the target, and a little less does not. */
class FlipPointTest {

  static Stream<Arguments> flips() {
    return Stream.of(
        Arguments.of(
            "Knative would be chosen with a latency target of 1267ms or more.",
            Scenario.checkout(),
            Scenario.checkout().latency("{target: 1267ms, coldStart: 800ms}"),
            Scenario.checkout().latency("{target: 1265ms, coldStart: 800ms}")),
        Arguments.of(
            "A Deployment would be chosen with a latency target of 1380ms or less.",
            Scenario.rare(),
            Scenario.rare().latency("{target: 1380ms, coldStart: 800ms}"),
            Scenario.rare().latency("{target: 1382ms, coldStart: 800ms}")),
        Arguments.of(
            "A Deployment would be chosen with a cold start of 15s or more.",
            bursts("10s"),
            bursts("15s"),
            bursts("14999ms")),
        Arguments.of(
            "Knative would meet the target from an average of 0.05 requests per second.",
            hurried("0.03"),
            hurried("0.05"),
            hurried("0.049")));
  }

  /** Of 3600 requests in a burst, 12 a second meet a cold start while it lasts. */
  private static Scenario bursts(String coldStart) {
    return new Scenario()
        .traffic("{pattern: Bursty, averageRequestsPerSecond: '1'}")
        .latency("{target: 1s, coldStart: %s}".formatted(coldStart));
  }

  /** Knative is what the organisation wants, and a cold start takes very long. */
  private static Scenario hurried(String average) {
    return new Scenario()
        .traffic(
            "{pattern: Sporadic, averageRequestsPerSecond: '%s', peakRequestsPerSecond: '0.5'}"
                .formatted(average))
        .latency("{target: 150ms, coldStart: 10s}")
        .policy(
            "serverless",
            "{organization: {kubernetesExpertise: 1, serverlessExpertise: 5, operationalCapacity: 1}}");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("flips")
  void whatItNamesChangesTheTarget(
      String sentence, Scenario scenario, Scenario beyond, Scenario before) {
    Decision decision = scenario.decide();
    Target target = decision.status().target();

    assertThat(decision.status().flipPoint()).isEqualTo(sentence);
    assertThat(beyond.decide().status().target()).isEqualTo(target.other());
    assertThat(before.decide().status().target()).isEqualTo(target);
  }

  @Test
  void aLoadThatShrinksEnoughFlipsToKnative() {
    assertThat(Scenario.busy().decide().status().flipPoint())
        .startsWith("Knative would be chosen up to an average of 0.0")
        .endsWith(" requests per second.");
  }

  @Test
  void nobodyIsToldToDeclareATargetThatNoSideMeets() {
    assertThat(Scenario.checkout().decide().status().flipPoint()).doesNotContain("or less");
  }

  @Test
  void aPinHasNoFlipPoint() {
    assertThat(Scenario.rare().pinnedTo(Target.KNATIVE).decide().status().flipPoint()).isNull();
  }

  @Test
  void aCostLimitHasOne() {
    assertThat(
            Scenario.rare()
                .policy("p", "{limits: {maxMonthlyCost: '5'}}")
                .decide()
                .status()
                .flipPoint())
        .contains(" would be chosen ");
  }

  @Test
  void whereNothingWithinReachFlipsThatIsSaid() {
    Scenario never =
        Scenario.rare()
            .scaling("{minReplicas: 1}")
            .policy(
                "p",
                "{weights: {trafficPattern: 0, costSensitivity: 0, scalingRequirements: 0, teamExpertise: 100}}");

    assertThat(never.decide().status().flipPoint())
        .isEqualTo(
            "No average rate, latency target or cold start within a factor of 10000 would change the target.");
  }
}
