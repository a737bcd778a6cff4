package io.workloadplacement.decision;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.decision.Decision.NextAction.Run;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A latency target that is missed wherever the workload runs. */
class LatencyTargetMissedTest {

  private static final String SLOW =
      "{pattern: Sporadic, averageRequestsPerSecond: '0.01', serviceTime: 8s}";
  private static final String CANNOT_BE_MET =
      "The latency target of 5s cannot be met: a request alone takes 8s (spec.traffic.serviceTime). Raise spec.latency.target, or make requests faster.";

  @Test
  void neitherSideMeetsTheTargetIsAReasonOfItsOwnWithTheWayOut() {
    Decision decision = slow().decide();

    assertThat(decision.status().reason()).isEqualTo("LatencyTargetMissed");
    assertThat(decision.status().message()).startsWith("Neither side meets the target of 5s (p95:");
    assertThat(decision.status().notes()).contains(CANNOT_BE_MET);
    assertThat(decision.nextAction()).isEqualTo(new Run(decision.status().target()));
  }

  static Stream<Scenario> settledOtherwise() {
    return Stream.of(
        slow().blocked(KNATIVE),
        slow().pinnedTo(DEPLOYMENT),
        slow().pinnedTo(KNATIVE),
        slow()
            .policy(
                "gold",
                "{rules: [{name: warm, when: 'true', effect: Require, target: Deployment}]}"),
        slow().policy("gold", "{limits: {maxMonthlyCost: '1'}}"),
        slow()
            .policy(
                "gold", "{rules: [{name: bad, when: 'foo', effect: Require, target: Deployment}]}"),
        slow().placement("{mode: Recommend}"),
        slow().withoutKnative());
  }

  @ParameterizedTest
  @MethodSource("settledOtherwise")
  void aTargetThatIsMissedIsSaidWhateverElseSettledTheSide(Scenario scenario) {
    Decision decision = scenario.decide();

    assertThat(decision.status().latencyTargetMissed()).isTrue();
    assertThat(decision.status().notes()).contains(CANNOT_BE_MET);
  }

  @Test
  void whereRequestsWaitForReplicasTheNoteSaysHowLong() {
    Decision decision =
        new Scenario()
            .traffic("{pattern: Steady, averageRequestsPerSecond: '400'}")
            .scaling("{maxReplicas: 2}")
            .decide();

    assertThat(decision.status().reason()).isEqualTo("LatencyTargetMissed");
    assertThat(decision.status().notes())
        .contains(
            "A Deployment misses the latency target of 150ms: p95 would be 1m. Raise spec.latency.target, or scaling.maxReplicas where requests wait for replicas.");
    assertThat(decision.status().latencyTargetMissed()).isTrue();
  }

  @Test
  void whereItRunsMeetsTheTargetNothingIsSaid() {
    // Knative would miss it, a Deployment does not.
    Decision decision = Scenario.checkout().decide();

    assertThat(decision.status().latencyTargetMissed()).isNull();
    assertThat(decision.status().notes()).isEmpty();
  }

  @Test
  void aMoveBetweenSidesThatMissIsHeldLikeOneForCost() {
    Decision decision =
        slow()
            .running(DEPLOYMENT)
            .policy("gold", "{stability: {minImprovementPercent: 100}}")
            .decide();

    assertThat(decision.status().target()).isEqualTo(KNATIVE);
    assertThat(decision.status().reason()).isEqualTo("Held");
    assertThat(decision.status().notes()).contains(CANNOT_BE_MET);
  }

  @Test
  void ofConnectionsNothingIsSaid() {
    Decision decision =
        new Scenario()
            .traffic("{pattern: Steady, protocol: TCP}")
            .latency("{target: 10ms}")
            .decide();

    assertThat(decision.status().latencyTargetMissed()).isNull();
  }

  private static Scenario slow() {
    return new Scenario().traffic(SLOW).latency("{target: 5s, coldStart: 800ms}");
  }
}
