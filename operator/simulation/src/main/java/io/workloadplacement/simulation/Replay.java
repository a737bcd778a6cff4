package io.workloadplacement.simulation;

import io.workloadplacement.decision.LatencyModel;
import java.time.Duration;
import java.util.List;

/**
 * Replays one workload against both sides, which see the same requests. Bins are handed in by time;
 * the memory does not depend on how many.
 */
public final class Replay {

  /** Slots that are simulated; more would not wait for each other anyway. */
  static final int MOST_SLOTS = 10_000;

  private final RenderedSides sides;
  private final Span span;
  private final ArrivalProcess arrivals;
  private final Recorder deploymentRecorder;
  private final Recorder knativeRecorder;
  private final SideSimulation deployment;
  private final SideSimulation knative;

  /**
   * What part of a trace is replayed.
   *
   * @param start seconds at which both sides start: the Deployment with its first replicas, Knative
   *     with none
   * @param countFrom seconds before which nothing counts, so that the start does not
   * @param end seconds at which it ends
   */
  public record Span(double start, double countFrom, double end) {

    double counted() {
      return end - countFrom;
    }
  }

  /**
   * What both sides did.
   *
   * @param seconds for which it counts
   */
  public record Result(SideResult deployment, SideResult knative, double seconds) {

    /** All workloads of a trace together; the results themselves are used up. */
    public static Result sum(List<Result> results) {
      return results.stream()
          .reduce(
              (a, b) ->
                  new Result(
                      a.deployment().and(b.deployment()),
                      a.knative().and(b.knative()),
                      a.seconds()))
          .orElseThrow();
    }
  }

  /**
   * A replay.
   *
   * @param coldStart median time that a pod needs from being wanted to serving
   * @param targets latency targets that results are asked for
   * @param points of the time series; 0 for none
   * @param seed of everything that is left to chance
   */
  public Replay(
      RenderedSides sides,
      Span span,
      Duration coldStart,
      List<Duration> targets,
      int points,
      long seed) {
    this(sides, span, coldStart, targets, points, seed, ArrivalProcess.FLOW_RATE);
  }

  Replay(
      RenderedSides sides,
      Span span,
      Duration coldStart,
      List<Duration> targets,
      int points,
      long seed,
      double flowRate) {
    this(
        sides,
        span,
        coldStart,
        targets,
        points,
        seed,
        flowRate,
        Math.min(MOST_SLOTS, sides.profile().concurrency()));
  }

  /**
   * As above, with pods that serve more or fewer requests at once than they are sized for.
   *
   * @param slots of a pod; {@link #MOST_SLOTS} is as good as no limit
   */
  Replay(
      RenderedSides sides,
      Span span,
      Duration coldStart,
      List<Duration> targets,
      int points,
      long seed,
      double flowRate,
      int slots) {
    this.sides = sides;
    this.span = span;
    double median = coldStart.toNanos() / 1e9;
    double service = sides.profile().serviceTime().toNanos() / 1e9;
    double aimed = sides.profile().concurrency() * sides.profile().utilization();
    this.arrivals = new ArrivalProcess(seed, service, flowRate);
    double[] seconds = targets.stream().mapToDouble(t -> t.toNanos() / 1e9).toArray();
    this.deploymentRecorder = recorder(span, 0, seconds, points);
    this.knativeRecorder = recorder(span, LatencyModel.PROXIES.toNanos() / 1e9, seconds, points);
    ReplicaPool pods =
        new ReplicaPool(
            ReplicaPool.Routing.RANDOM,
            slots,
            new StartTimes(seed + 1, median),
            seed + 2,
            deploymentRecorder);
    pods.startReady(sides.startReplicas(), span.start());
    this.deployment =
        new SideSimulation(
            pods,
            new HpaModel(sides.hpa(), aimed, span.start(), sides.startReplicas()),
            deploymentRecorder,
            span.start());
    ReplicaPool revision =
        new ReplicaPool(
            ReplicaPool.Routing.BETTER_OF_TWO,
            slots,
            new StartTimes(seed + 3, median),
            seed + 4,
            knativeRecorder);
    revision.startReady(sides.kpa().minScale(), span.start());
    this.knative =
        new SideSimulation(
            revision, new KpaModel(sides.kpa(), span.start()), knativeRecorder, span.start());
  }

  /** Takes the next bin; what lies outside the span is left out. */
  public void accept(TraceBin bin) {
    if (bin.start() >= span.start() && bin.start() < span.end()) {
      arrivals.feed(bin, deployment, knative);
    }
  }

  /** Ends the replay. */
  public Result finish() {
    deployment.finish(span.end());
    knative.finish(span.end());
    return new Result(
        deploymentRecorder.result(sides.prices().deployment(deploymentRecorder.replicaSeconds())),
        knativeRecorder.result(
            sides.prices().knative(knativeRecorder.replicaSeconds(), knativeRecorder.requests())),
        span.counted());
  }

  private static Recorder recorder(Span span, double overhead, double[] targets, int points) {
    return new Recorder(
        span.countFrom(),
        span.end(),
        overhead,
        new LatencyHistogram(targets),
        new TimeSeries(span.countFrom(), span.end(), points));
  }
}
