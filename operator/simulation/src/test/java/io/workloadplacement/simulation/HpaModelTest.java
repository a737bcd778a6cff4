package io.workloadplacement.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A HorizontalPodAutoscaler, as a user would see its replicas. */
class HpaModelTest {

  /** A replica serves 10 at once, aims at 7: 70 requests of 100 ms a second. */
  private static final String TRAFFIC =
      "{pattern: Diurnal, averageRequestsPerSecond: '60', peakRequestsPerSecond: '600', serviceTime: 100ms}";

  @Test
  void keepsItsReplicasWithinTheTolerance() {
    // 75 a second is 7 % above the aim of one replica.
    assertThat(replicas(75, 900)).isEqualTo(1);
  }

  @Test
  void findsTheReplicasThatTheLoadNeeds() {
    assertThat(replicas(280, 1500)).isEqualTo(4);
    assertThat(replicas(690, 1500)).isEqualTo(10);
  }

  @Test
  void neverExceedsItsMaximum() {
    assertThat(Placements.sides(TRAFFIC).hpa().maxReplicas()).isEqualTo(14);
    assertThat(replicas(5000, 900)).isEqualTo(14);
  }

  @Test
  void looksEveryFifteenSecondsAtPodsThatWereReadyForFifteen() {
    TimeSeries series =
        Placements.replay(TRAFFIC, 100, List.of(Placements.bin(0, 100, 28_000)))
            .deployment()
            .series();

    // After 15 s nothing is measured yet; the pods that came after 30 s count from 60 s on.
    assertThat(KpaModelTest.replicasAt(series, 28)).isEqualTo(1);
    assertThat(KpaModelTest.replicasAt(series, 32)).isEqualTo(2);
    assertThat(KpaModelTest.replicasAt(series, 58)).isEqualTo(2);
    assertThat(KpaModelTest.replicasAt(series, 62)).isEqualTo(3);
  }

  @Test
  void seesALoadOnlyWhenItIsMeasured() {
    TimeSeries series =
        Placements.replay(TRAFFIC, 200, List.of(Placements.bin(114, 86, 86 * 280)))
            .deployment()
            .series();

    // When it looks at 120 s, what was measured last ended 7.5 s before.
    assertThat(KpaModelTest.replicasAt(series, 132)).isEqualTo(1);
    assertThat(KpaModelTest.replicasAt(series, 138)).isEqualTo(2);
  }

  @Test
  void looksOnWhereNoRequestIsThereForAMoment() {
    // Requests of a second that leave a quarter of one between them, always when it looks.
    Replay replay =
        Placements.replay(
            "{pattern: Steady, averageRequestsPerSecond: '0.5', peakRequestsPerSecond: '10',"
                + " serviceTime: 1s, concurrencyPerReplica: 1}",
            300,
            ArrivalProcess.FLOW_RATE);
    for (int request = 0; request < 240; request++) {
      replay.accept(Placements.event(0.2 + 1.25 * request));
    }

    assertThat(replay.finish().deployment().mostReplicas()).isEqualTo(2);
  }

  @Test
  void keepsTheHighestOfFiveMinutesBeforeItScalesDownByHalf() {
    TimeSeries series =
        Placements.replay(
                TRAFFIC,
                1200,
                List.of(Placements.bin(0, 300, 300 * 560), Placements.bin(300, 900, 900 * 12)))
            .deployment()
            .series();

    // Eight are enough, but the first were busy with what had waited for them while it scaled up.
    assertThat(KpaModelTest.replicasAt(series, 290)).isCloseTo(10, within(0.1));
    assertThat(KpaModelTest.replicasAt(series, 590)).isCloseTo(10, within(0.1));
    assertThat(KpaModelTest.replicasAt(series, 625)).isCloseTo(5, within(0.1));
    assertThat(KpaModelTest.replicasAt(series, 690)).isCloseTo(2, within(0.1));
    assertThat(KpaModelTest.replicasAt(series, 1190)).isEqualTo(1);
  }

  @Test
  void keepsTheReplicasThatItFindsForFiveMinutes() {
    // Bursts are a tenth of the time, so the Deployment starts with what they need.
    String bursts =
        "{pattern: Bursty, averageRequestsPerSecond: '20', peakRequestsPerSecond: '200', serviceTime: 100ms,"
            + " burst: {duration: 1m, interval: 10m}}";
    assertThat(Placements.sides(bursts).startReplicas()).isEqualTo(3);

    TimeSeries series =
        Placements.replay(bursts, 900, List.of(Placements.bin(0, 900, 900))).deployment().series();

    assertThat(KpaModelTest.replicasAt(series, 285)).isEqualTo(3);
    assertThat(KpaModelTest.replicasAt(series, 320)).isEqualTo(1);
  }

  @Test
  void readsItsLimitsFromTheRenderedAutoscaler() {
    HpaSettings settings = Placements.sides(TRAFFIC).hpa();

    assertThat(settings.down().stabilizationSeconds()).isEqualTo(300);
    assertThat(settings.down().policies()).containsExactly(new HpaSettings.Policy(true, 50, 60));
    assertThat(settings.up().policies())
        .containsExactly(
            new HpaSettings.Policy(true, 100, 15), new HpaSettings.Policy(false, 4, 15));
  }

  private static double replicas(long rate, double seconds) {
    TimeSeries series =
        Placements.replay(
                TRAFFIC, seconds, List.of(Placements.bin(0, seconds, (long) (rate * seconds))))
            .deployment()
            .series();
    return series.replicas(series.size() - 2);
  }
}
