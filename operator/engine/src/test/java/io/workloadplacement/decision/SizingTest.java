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

  @Test
  void what_a_template_states_for_knative_is_taken_and_judged() {
    Decision decision =
        Scenario.rare()
            .podAnnotation("autoscaling.knative.dev/min-scale", "1")
            .podAnnotation("autoscaling.knative.dev/maxScale", "7")
            .podAnnotation("autoscaling.knative.dev/initial-scale", "2")
            .podAnnotation("autoscaling.knative.dev/target", "4")
            .podAnnotation("autoscaling.knative.dev/target-utilization-percentage", "50")
            .podAnnotation("autoscaling.knative.dev/window", "2m")
            .podAnnotation("autoscaling.knative.dev/scale-to-zero-pod-retention-period", "10m")
            .decide();
    KnativeScaling knative = decision.sizing().knative();

    assertThat(knative.replicas()).isEqualTo(new Replicas(1, 7));
    assertThat(knative.initialScale()).hasValue(2);
    assertThat(knative.targetConcurrency()).isEqualTo(4);
    assertThat(knative.targetUtilizationPercentage()).isEqualTo(50);
    assertThat(knative.stableWindow()).isEqualTo(Duration.ofMinutes(2));
    assertThat(knative.podRetention()).isEqualTo(Duration.ofMinutes(10));
    assertThat(decision.status().estimates().knative().minReplicas()).isEqualTo(1);
    assertThat(decision.status().estimates().knative().coldStartShare()).isEqualTo("0");
    assertThat(decision.sizing().deployment())
        .as("they are Knative's alone")
        .isEqualTo(Scenario.rare().decide().sizing().deployment());
  }

  @Test
  void the_placement_and_its_policy_count_more_than_the_template() {
    Scenario stated =
        Scenario.rare()
            .podAnnotation("autoscaling.knative.dev/min-scale", "1")
            .podAnnotation("autoscaling.knative.dev/max-scale", "90");

    assertThat(
            stated.policy("p", "{limits: {maxReplicas: 9}}").decide().sizing().knative().replicas())
        .isEqualTo(new Replicas(1, 9));
    assertThat(
            stated
                .scaling("{minReplicas: 0, maxReplicas: 5}")
                .decide()
                .sizing()
                .knative()
                .replicas())
        .isEqualTo(new Replicas(0, 5));
  }

  @ParameterizedTest
  @CsvSource({
    "min-scale, -1",
    "max-scale, 0",
    "max-scale, many",
    "initial-scale, 0",
    "target, 0.5",
    "target-utilization-percentage, 101",
    "window, 5s",
    "window, 2h",
    "scale-to-zero-pod-retention-period, soon",
    "class, hpa.autoscaling.knative.dev",
    "metric, rps",
    "panic-threshold-percentage, 150",
    "scale-down-delay, 5m",
  })
  void what_cannot_be_taken_changes_nothing(String key, String value) {
    Scenario scenario = Scenario.rare().podAnnotation("autoscaling.knative.dev/" + key, value);

    assertThat(scenario.decide().sizing()).isEqualTo(Scenario.rare().decide().sizing());
    assertThat(KnativeAnnotations.of(scenario.workload().getSpec().template()).notTaken())
        .containsExactly("autoscaling.knative.dev/" + key);
  }

  @Test
  void a_target_of_another_metric_is_not_one_of_concurrency() {
    Scenario scenario =
        Scenario.rare()
            .podAnnotation("autoscaling.knative.dev/metric", "rps")
            .podAnnotation("autoscaling.knative.dev/target", "150");

    assertThat(scenario.decide().sizing().knative().targetConcurrency()).isEqualTo(10);
  }

  @Test
  void a_replica_is_sized_for_no_more_requests_than_it_is_given_at_once() {
    String traffic =
        "{pattern: Steady, averageRequestsPerSecond: '100', concurrencyPerReplica: 50%s}";
    Sizing free = new Scenario().traffic(traffic.formatted("")).decide().sizing();
    Sizing limited =
        new Scenario().traffic(traffic.formatted(", containerConcurrency: 5")).decide().sizing();

    assertThat(free.knative().targetConcurrency()).isEqualTo(50);
    assertThat(limited.knative().targetConcurrency()).isEqualTo(5);
    assertThat(limited.deployment().max()).isGreaterThan(free.deployment().max());
    assertThat(
            new Scenario()
                .traffic(traffic.formatted(", containerConcurrency: 0"))
                .decide()
                .sizing())
        .as("0 is no limit")
        .isEqualTo(free);
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
