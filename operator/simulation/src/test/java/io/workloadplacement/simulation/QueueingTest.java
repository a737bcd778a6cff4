package io.workloadplacement.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests within replicas: what theory says, and where single requests become a flow. */
class QueueingTest {

  private static final double NEVER = Double.POSITIVE_INFINITY;

  @Test
  void aQueueWithOneServerWaitsAsPollaczekAndKhinchineSay() {
    // M/D/1 at 0.6: mean wait = 0.6 * S / (2 * 0.4) = 0.75 S.
    LatencyHistogram latencies = new LatencyHistogram();
    Recorder recorder = new Recorder(0, 1e9, 0, latencies, new TimeSeries(0, 1, 0));
    ReplicaPool pool =
        new ReplicaPool(ReplicaPool.Routing.RANDOM, 1, new StartTimes(1, 0), 2, recorder);
    pool.startReady(1, 0);
    SideSimulation side = new SideSimulation(pool, new FixedReplicas(), recorder, 0);

    new ArrivalProcess(3, 0.1, NEVER).feed(Placements.bin(0, 50_000, 300_000), side);
    side.finish(50_000);

    double mean = 0;
    for (double t = 0.1; t < 10; t *= 1.02) {
      mean += latencies.between(t / Math.sqrt(1.02), t * Math.sqrt(1.02)) * t;
    }
    assertThat(mean / latencies.total()).isCloseTo(0.1 + 0.075, Percentage.withPercentage(3));
  }

  @Test
  void chanceOfWaitingIsThatOfErlang() {
    // Two servers at an offered load of 1: 1/3, from any table.
    assertThat(ErlangC.waits(1, 2)).isCloseTo(1.0 / 3, within(1e-9));
    assertThat(ErlangC.waits(8, 10)).isCloseTo(0.4092, within(1e-4));
  }

  /**
   * The border is 10 requests per second. Around it, and well above, both ways agree: replicas
   * within 3 %, the 95th percentile of latencies within 10 % or 20 ms; within 40 % for replicas
   * that serve one request at a time, where the flow knows too little of how requests find the idle
   * ones.
   */
  @ParameterizedTest
  @CsvSource({
    "10, 100ms, 10, 0.1",
    "12, 500ms, 10, 0.1",
    "40, 400ms, 10, 0.1",
    "100, 100ms, 10, 0.1",
    "12, 100ms, 1, 0.4"
  })
  void singleRequestsAndAFlowAgreeAtTheBorder(int rate, String service, int slots, double bound) {
    String traffic =
        "{pattern: Sporadic, averageRequestsPerSecond: '%s', serviceTime: %s, concurrencyPerReplica: %s}"
            .formatted(rate, service, slots);
    Replay.Result single = replay(traffic, rate, NEVER);
    Replay.Result flow = replay(traffic, rate, 1);

    agree(single.deployment(), flow.deployment(), bound);
    agree(single.knative(), flow.knative(), bound);
  }

  @Test
  void aFlowThatIsTooMuchQueuesAsSingleRequestsDo() {
    // 5 replicas at the most, which serve 50 a second.
    String traffic =
        "{pattern: Steady, averageRequestsPerSecond: '20', peakRequestsPerSecond: '20', serviceTime: 1s, concurrencyPerReplica: 10}";
    Replay.Result single = replay(traffic, 60, NEVER);
    Replay.Result flow = replay(traffic, 60, 1);

    double p50 = single.deployment().latencies().quantile(0.5);
    assertThat(p50).isGreaterThan(10);
    assertThat(flow.deployment().latencies().quantile(0.5))
        .isCloseTo(p50, Percentage.withPercentage(5));
  }

  /**
   * Too much for the first replicas: theirs is the queue, and those that come do not shorten it.
   */
  @ParameterizedTest
  @CsvSource({"26, 10, 1s", "60, 40, 500ms", "60, 80, 1s"})
  void aFlowWaitsForTheReplicasThatAreBehindAsSingleRequestsDo(int rate, int peak, String service) {
    String traffic =
        "{pattern: Steady, averageRequestsPerSecond: '5', peakRequestsPerSecond: '%s', serviceTime: %s, concurrencyPerReplica: 10}"
            .formatted(peak, service);
    Replay.Result singleBoth = replay(traffic, 20, rate, NEVER);
    Replay.Result flowBoth = replay(traffic, 20, rate, 1);
    SideResult single = singleBoth.deployment();
    SideResult flow = flowBoth.deployment();

    double p99 = single.latencies().quantile(0.99);
    assertThat(p99).isGreaterThan(10);
    assertThat(flow.latencies().quantile(0.99)).isCloseTo(p99, Percentage.withPercentage(15));
    assertThat(flow.replicaSeconds())
        .isCloseTo(single.replicaSeconds(), Percentage.withPercentage(10));
    // Knative's activator hands them to whichever is less busy: nobody is behind for long.
    assertThat(flowBoth.knative().latencies().quantile(0.99))
        .isCloseTo(singleBoth.knative().latencies().quantile(0.99), within(0.5));
  }

  private static Replay.Result replay(String traffic, int rate, double flowRate) {
    return replay(traffic, 60, rate, flowRate);
  }

  private static Replay.Result replay(String traffic, int minutes, int rate, double flowRate) {
    Replay replay = Placements.replay(traffic, 60 * minutes, flowRate);
    for (int minute = 0; minute < minutes; minute++) {
      replay.accept(Placements.bin(60 * minute, 60, 60L * rate));
    }
    return replay.finish();
  }

  private static void agree(SideResult single, SideResult flow, double bound) {
    assertThat(flow.replicaSeconds())
        .isCloseTo(single.replicaSeconds(), Percentage.withPercentage(3));
    double p95 = single.latencies().quantile(0.95);
    assertThat(flow.latencies().quantile(0.95)).isCloseTo(p95, within(Math.max(0.02, bound * p95)));
    assertThat(flow.requests()).isCloseTo(single.requests(), within(1.0));
  }

  /** Leaves the replicas as they are. */
  private static final class FixedReplicas implements ReplicaAutoscaler {
    @Override
    public double next() {
      return Double.POSITIVE_INFINITY;
    }

    @Override
    public void look(double now, ReplicaPool pool) {}

    @Override
    public void wake(double now, ReplicaPool pool) {}

    @Override
    public boolean isSettled(ReplicaPool pool) {
      return false;
    }

    @Override
    public void skipTo(double time, ReplicaPool pool) {}
  }
}
