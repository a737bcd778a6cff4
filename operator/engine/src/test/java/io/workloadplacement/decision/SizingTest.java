package io.workloadplacement.decision;

import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How large a workload is on either side. One replica serves 7 requests of 100 ms at once. */
class SizingTest {

  @ParameterizedTest(
      name = "average {0}, peak {1}, bounds {2}: Deployment {3}..{4}, Knative {5}..{6}")
  @CsvSource(
      delimiter = '|',
      value = {
        "0.01 | 1 | {} | 1 | 2 | 0 | 2",
        "70 | 140 | {} | 1 | 3 | 0 | 3",
        "71 | 140 | {} | 2 | 3 | 0 | 3",
        "700 | 1400 | {} | 10 | 30 | 0 | 30",
        "700 | 700 | {} | 10 | 15 | 0 | 15",
        "0.01 | 1 | {minReplicas: 3} | 3 | 4 | 3 | 4",
        "700 | 1400 | {minReplicas: 3} | 10 | 30 | 3 | 30",
        "700 | 1400 | {maxReplicas: 5} | 5 | 5 | 0 | 5",
        "0.01 | 1 | {minReplicas: 2, maxReplicas: 2} | 2 | 2 | 2 | 2",
        "70 | 140 | {targetUtilizationPercentage: 35} | 2 | 6 | 0 | 6"
      })
  void bothSidesAreSizedFromTheTraffic(
      String average, String peak, String scaling, int min, int max, int scaleMin, int scaleMax) {
    Sizing sizing =
        new Scenario()
            .traffic(
                "{pattern: Sporadic, averageRequestsPerSecond: '%s', peakRequestsPerSecond: '%s'}"
                    .formatted(average, peak))
            .scaling(scaling)
            .decide()
            .sizing();

    assertThat(sizing.deployment()).isEqualTo(new Replicas(min, max));
    assertThat(sizing.knative().replicas()).isEqualTo(new Replicas(scaleMin, scaleMax));
  }

  @Test
  void aBurstIsSizedForTheRateWithinIt() {
    // 60 a second over all time, in bursts of a tenth of it: 600 a second.
    Sizing sizing =
        new Scenario()
            .traffic(
                "{pattern: Bursty, averageRequestsPerSecond: '60', burst: {duration: 6m, interval: 60m}}")
            .decide()
            .sizing();

    assertThat(sizing.deployment()).isEqualTo(new Replicas(1, 14));
    assertThat(sizing.startReplicas()).isEqualTo(9);
    assertThat(sizing.knative())
        .isEqualTo(
            new KnativeScaling(
                new Replicas(0, 14),
                10,
                70,
                Duration.ofSeconds(30),
                Duration.ZERO,
                120,
                60,
                OptionalInt.of(6)));
  }

  @ParameterizedTest(name = "{0}: window {1}, panic at {2} %, burst capacity {3}, activation {4}")
  @CsvSource({
    "Steady, 60s, 200, 0, 4",
    "Sporadic, 60s, 200, 211, 4",
    "Diurnal, 60s, 200, 211, 4",
    "Bursty, 30s, 120, 120, 12"
  })
  void knativesAutoscalerIsSetByThePattern(
      String pattern, String window, int panic, int burstCapacity, int activation) {
    // Peak 400 a second: 40 requests at once; in bursts of a twelfth of the time 1200: 120.
    KnativeScaling scaling =
        new Scenario()
            .traffic(
                "{pattern: %s, averageRequestsPerSecond: '100', peakRequestsPerSecond: '400'}"
                    .formatted(pattern))
            .decide()
            .sizing()
            .knative();

    assertThat(scaling.stableWindow()).isEqualTo(Duration.parse("PT" + window));
    assertThat(scaling.panicThresholdPercentage()).isEqualTo(panic);
    assertThat(scaling.targetBurstCapacity()).isEqualTo(burstCapacity);
    assertThat(scaling.activationScale()).hasValue(activation);
    assertThat(scaling.targetConcurrency()).isEqualTo(10);
  }

  @Test
  void aBurstThatOneReplicaServesNeedsNoActivationScale() {
    assertThat(Scenario.checkout().decide().sizing().knative().activationScale()).isEmpty();
  }

  @Test
  void anActivationScaleBeyondTheMostReplicasIsLeftOut() {
    assertThat(
            new Scenario()
                .traffic(
                    "{pattern: Sporadic, averageRequestsPerSecond: '100', peakRequestsPerSecond: '400'}")
                .scaling("{maxReplicas: 3}")
                .decide()
                .sizing()
                .knative()
                .activationScale())
        .isEmpty();
  }

  @Test
  void aFlatBurstPanicsLater() {
    assertThat(
            new Scenario()
                .traffic(
                    "{pattern: Bursty, averageRequestsPerSecond: '1', burst: {duration: 20m, interval: 60m}}")
                .decide()
                .sizing()
                .knative()
                .panicThresholdPercentage())
        .isEqualTo(150);
  }

  @Test
  void aPinToKnativeThatMissesTheTargetAtZeroKeepsAReplicaAndIsPricedSo() {
    Decision decision = Scenario.checkout().pinnedTo(KNATIVE).decide();

    assertThat(decision.sizing().knative().replicas()).isEqualTo(new Replicas(1, 2));
    assertThat(decision.status().estimates().knative().monthlyCost()).isEqualTo("13.67");
    assertThat(decision.status().estimates().knative().latency()).isEqualTo("40ms");
    assertThat(decision.status().notes())
        .contains(
            "Knative keeps at least 1 replica: from zero, p95 would be 840ms and the target is 150ms.");
  }

  @Test
  void aPinToKnativeThatMeetsTheTargetScalesToZero() {
    assertThat(Scenario.rare().pinnedTo(KNATIVE).decide().sizing().knative().replicas().min())
        .isZero();
  }

  @Test
  void whatIsKeptWarmStaysSoWhileItsPolicyIsBroken() {
    Decision pinned =
        Scenario.checkout()
            .policy("p", "{rules: [{name: r, when: 'true', effect: Require, target: Knative}]}")
            .decide();
    Decision frozen =
        Scenario.checkout()
            .policy("p", "{rules: [{name: r, when: 'tru', effect: Require, target: Knative}]}")
            .after(pinned)
            .decide();

    assertThat(pinned.sizing().knative().replicas().min()).isEqualTo(1);
    assertThat(frozen.sizing()).isEqualTo(pinned.sizing());
  }

  @Test
  void keepingWarmDoesNotBreakTheCostLimit() {
    assertThat(
            Scenario.checkout()
                .policy("p", "{limits: {maxMonthlyCost: '5'}}")
                .decide()
                .sizing()
                .knative()
                .replicas()
                .min())
        .isZero();
  }
}
