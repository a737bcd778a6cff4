package io.workloadplacement.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Knative's autoscaler, as a user would see its replicas. */
class KpaModelTest {

  private static final String SPORADIC =
      "{pattern: Sporadic, averageRequestsPerSecond: '0.01', serviceTime: 100ms}";
  private static final String STEADY =
      "{pattern: Steady, averageRequestsPerSecond: '0.01', serviceTime: 100ms}";

  @Test
  void lastReplicaGoesAStableWindowAfterTheLastRequest() {
    SideResult knative = knative(SPORADIC, 300, List.of(Placements.event(10)));

    // The pod is there from the request on; its first second starts it, 60 s are the window.
    assertThat(knative.replicaSeconds()).isCloseTo(1.0 + 60, within(3.0));
    assertThat(knative.coldStarts()).isEqualTo(1);
  }

  @Test
  void lastReplicaStaysForTheGracePeriodWhereTheActivatorIsOutOfThePath() {
    SideResult knative = knative(STEADY, 300, List.of(Placements.event(10)));

    assertThat(knative.replicaSeconds()).isCloseTo(1.0 + 60 + 30, within(4.0));
  }

  @Test
  void lastReplicaStaysForTheGracePeriodWhereItTakesABurstByItself() {
    // A burst of 4 fits into the 10 that a replica serves at once: the activator leaves the path.
    String traffic =
        "{pattern: Bursty, averageRequestsPerSecond: '4', peakRequestsPerSecond: '40', serviceTime: 100ms,"
            + " burst: {duration: 1m, interval: 10m}}";
    assertThat(Placements.sides(traffic).kpa().burstCapacity()).isEqualTo(4);

    SideResult knative = knative(traffic, 300, List.of(Placements.event(10)));

    assertThat(knative.replicaSeconds()).isCloseTo(1.0 + 30 + 30, within(4.0));
  }

  @Test
  void requestsWithinTheWindowAreWarmAndLaterOnesCold() {
    SideResult knative =
        knative(
            SPORADIC,
            600,
            List.of(Placements.event(10), Placements.event(60), Placements.event(200)));

    assertThat(knative.coldStarts()).isEqualTo(2);
    assertThat(knative.coldRequests()).isEqualTo(2);
    assertThat(knative.latencies().quantile(0)).isCloseTo(0.105, within(0.002));
  }

  @Test
  void aBurstPanicsAndScalesWithinSeconds() {
    // 100 at once of 2 s each, again and again: with 7 a replica, 15 are wanted and 9 the most.
    List<TraceBin> bins = new ArrayList<>();
    bins.add(Placements.event(5));
    for (int i = 0; i < 10; i++) {
      bins.add(new TraceBin(20 + 2 * i, 0, 100, 1, 2));
    }
    Replay.Result result =
        Placements.replay(
            "{pattern: Sporadic, averageRequestsPerSecond: '0.1', peakRequestsPerSecond: '20', serviceTime: 2s, maxRequestDuration: 60s}",
            60,
            bins);

    TimeSeries series = result.knative().series();
    assertThat(replicasAt(series, 19)).isCloseTo(4, within(0.5));
    assertThat(replicasAt(series, 28)).isGreaterThanOrEqualTo(8.9);
    assertThat(result.deployment().series().replicas(28 * 100 / 60)).isLessThan(6);
  }

  @Test
  void doesNotScaleDownWhilePanicking() {
    List<TraceBin> bins = new ArrayList<>();
    bins.add(Placements.event(1));
    for (int i = 0; i < 20; i++) {
      bins.add(new TraceBin(10 + 0.5 * i, 0, 20, 1, 2));
    }
    SideResult knative =
        knative(
            "{pattern: Sporadic, averageRequestsPerSecond: '0.1', peakRequestsPerSecond: '40', serviceTime: 100ms}",
            200,
            bins);

    double most = 0;
    for (double at = 10; at < 30; at += 2) {
      most = Math.max(most, replicasAt(knative.series(), at));
    }
    // The last load was at 22 s: a stable window later it is still there, two later it is gone.
    assertThat(replicasAt(knative.series(), 70)).isCloseTo(most, within(0.1));
    assertThat(replicasAt(knative.series(), 180)).isZero();
  }

  @Test
  void activationScaleIsTheLeastWhileThereAreAnyReplicas() {
    String traffic =
        "{pattern: Sporadic, averageRequestsPerSecond: '0.1', peakRequestsPerSecond: '300', serviceTime: 100ms}";
    assertThat(Placements.sides(traffic).kpa().activationScale()).isEqualTo(3);

    SideResult knative = knative(traffic, 300, List.of(Placements.event(10)));

    assertThat(replicasAt(knative.series(), 40)).isCloseTo(3, within(0.01));
    assertThat(replicasAt(knative.series(), 200)).isZero();
  }

  @Test
  void averagesCountFromTheFirstValueAndForgetAfterAWindow() {
    ConcurrencyWindow window = new ConcurrencyWindow(60);
    window.record(100, 6);

    assertThat(window.average(100, 60)).isEqualTo(6);
    window.record(101, 0);
    assertThat(window.average(101, 60)).isEqualTo(3);
    window.record(102, 0);
    assertThat(window.average(102, 60)).isEqualTo(2);
    window.record(300, 9);
    assertThat(window.average(300, 60)).isEqualTo(9);
    assertThat(window.isEmpty(359)).isFalse();
    assertThat(window.isEmpty(360)).isTrue();
  }

  private static SideResult knative(String traffic, double seconds, List<TraceBin> bins) {
    return Placements.replay(traffic, seconds, bins).knative();
  }

  static double replicasAt(TimeSeries series, double at) {
    return series.replicas((int) (at / series.step()));
  }
}
