package io.workloadplacement.decision;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.SideEstimate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference cases of the decision, and the example of the API. */
class ReferenceCasesTest {

  @ParameterizedTest(name = "{0} requests per minute: warm {1}, cold {2}")
  @CsvSource({"1, 0.632, 0.368", "3, 0.950, 0.050", "5, 0.993, 0.007"})
  void poissonTrafficIsWarmByTheIdleWindowOfAMinute(double perMinute, double warm, double cold) {
    WarmShare warmth =
        WarmShare.of(
            Load.of(
                TrafficProfile.of(
                    new Scenario()
                        .traffic(
                            "{pattern: Sporadic, averageRequestsPerSecond: '%s'}"
                                .formatted(Double.toString(perMinute / 60)))
                        .workload())),
            new Scenario().decide().sizing().knative());

    assertThat(warmth.warmShare()).isCloseTo(warm, within(0.0005));
    assertThat(warmth.coldShare()).isCloseTo(cold, within(0.0005));
  }

  @ParameterizedTest(name = "minReplicas {0}: {1} a month")
  @CsvSource({"1, 13.09", "2, 26.19"})
  void aReplicaOf500mAnd512MiCostsThirteenDollarsAndNineCents(int replicas, String cost) {
    Decision decision =
        Scenario.checkout().scaling("{minReplicas: %d}".formatted(replicas)).decide();

    assertThat(decision.status().estimates().deployment().monthlyCost()).isEqualTo(cost);
  }

  @ParameterizedTest(name = "with minimum {0}: {1}")
  @CsvSource(
      value = {"null, 1", "3, 3"},
      nullValues = "null")
  void fortyRequestsOf35msAtConcurrency50NeedOneReplica(Integer minimum, int replicas) {
    Decision decision =
        new Scenario()
            .traffic(
                "{pattern: Steady, averageRequestsPerSecond: '40', serviceTime: 35ms, concurrencyPerReplica: 50}")
            .scaling(minimum == null ? "{}" : "{minReplicas: %d}".formatted(minimum))
            .decide();

    assertThat(decision.sizing().deployment().min()).isEqualTo(replicas);
  }

  @Test
  void oneRequestAnHourWithin150msNeedsWarmReplicas() {
    Decision decision = Scenario.rare().latency("{target: 150ms, coldStart: 800ms}").decide();

    assertThat(decision.status().target()).isEqualTo(DEPLOYMENT);
    assertThat(decision.status().reason()).isEqualTo("LatencyTargetNeedsWarmReplicas");
  }

  @Test
  void oneRequestAnHourWithinTwoSecondsRunsOnKnative() {
    Decision decision = Scenario.rare().decide();

    assertThat(decision.status().target()).isEqualTo(KNATIVE);
    assertThat(decision.nextAction()).isEqualTo(new Decision.NextAction.Run(KNATIVE));
  }

  @Test
  void theExampleOfTheApiHasTheFiguresThatItShows() {
    DecisionStatus status = Scenario.checkout().decide().status();

    assertThat(status.target()).isEqualTo(DEPLOYMENT);
    assertThat(status.reason()).isEqualTo("LatencyTargetNeedsWarmReplicas");
    assertThat(status.message())
        .isEqualTo(
            "p95 on Knative would be 840ms (74 % of requests meet a cold start); the target is 150ms.");
    assertThat(status.estimates().deployment())
        .isEqualTo(new SideEstimate("13.09", "35ms", "0", 1, 2));
    assertThat(status.estimates().knative())
        .isEqualTo(new SideEstimate("3.54", "840ms", "0.74", 0, 2));
    assertThat(status.flipPoint())
        .isEqualTo("Knative would be chosen with a latency target of 1267ms or more.");
    assertThat(status.decidedAt()).isEqualTo("2026-11-21T06:30:00Z");
  }
}
