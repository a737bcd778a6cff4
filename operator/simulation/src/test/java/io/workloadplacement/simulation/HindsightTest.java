package io.workloadplacement.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.workloadplacement.api.v1alpha1.Target;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HindsightTest {

  private static final Duration TARGET = Duration.ofSeconds(2);

  @Test
  void cheaperOfTheSidesThatMeetTheTargetWouldHaveBeenRight() {
    assertThat(hindsight(10, 1, 4, 1)).isEqualTo(Target.KNATIVE);
    assertThat(hindsight(10, 1, 4, 3)).isEqualTo(Target.DEPLOYMENT);
    assertThat(hindsight(4, 3, 10, 1)).isEqualTo(Target.KNATIVE);
    assertThat(hindsight(10, 3, 4, 3)).isEqualTo(Target.KNATIVE);
  }

  @Test
  void regretIsWhatAWayOfPlacingPaysAndMissesBeyondHindsight() {
    List<Judged> workloads =
        List.of(
            judged(3, 0.1, Target.KNATIVE, new Hindsight(Target.KNATIVE, true, true, 10, 1)),
            judged(1, 9, Target.KNATIVE, new Hindsight(Target.DEPLOYMENT, true, false, 10, 6)));

    Regret regret = Regret.of(workloads, Judged::decided);

    assertThat(regret.asHindsight()).isEqualTo(0.75);
    assertThat(regret.misses()).isEqualTo(0.25);
    assertThat(regret.cost()).isCloseTo(9.0 / 13, within(1e-9));
    assertThat(regret.overspend()).isZero();
    assertThat(Regret.ofHindsight(workloads)).isEqualTo(new Regret(1, 1, 0, 0));
    assertThat(Regret.of(workloads, j -> Target.DEPLOYMENT).overspend())
        .isCloseTo(27.0 / 13, within(1e-9));
  }

  @Test
  void bestThresholdPlacesTheMostAsHindsightWould() {
    Hindsight deployment = new Hindsight(Target.DEPLOYMENT, true, false, 10, 6);
    Hindsight knative = new Hindsight(Target.KNATIVE, true, true, 10, 1);
    List<Judged> workloads =
        List.of(
            judged(1, 5, Target.KNATIVE, deployment),
            judged(1, 0.2, Target.KNATIVE, knative),
            judged(1, 1, Target.KNATIVE, knative),
            judged(1, 1.5, Target.KNATIVE, knative),
            judged(1, 0.5, Target.KNATIVE, deployment));

    double threshold = Regret.bestThreshold(workloads);

    assertThat(threshold).isGreaterThan(1.5).isLessThan(5);
    assertThat(Regret.of(workloads, Regret.threshold(threshold)).asHindsight()).isEqualTo(0.8);
  }

  private static Target hindsight(
      double costOfDeployment, double latency, double costOfKnative, double knativeLatency) {
    return Hindsight.of(
            new Replay.Result(
                side(costOfDeployment, latency), side(costOfKnative, knativeLatency), 3600),
            TARGET,
            95)
        .best();
  }

  private static SideResult side(double cost, double latency) {
    LatencyHistogram latencies = new LatencyHistogram(2);
    latencies.record(latency, 100);
    return new SideResult(1, cost, 0, 0, 100, 1, latencies, new TimeSeries(0, 1, 0));
  }

  private static Judged judged(double weight, double rate, Target decided, Hindsight hindsight) {
    return new Judged("w", weight, TARGET, TARGET, rate, decided, "", null, hindsight);
  }
}
