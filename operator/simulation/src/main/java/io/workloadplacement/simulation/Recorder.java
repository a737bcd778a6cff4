package io.workloadplacement.simulation;

/** Counts what one side does, from a given time on. */
final class Recorder {

  private final LatencyHistogram latencies;
  private final double overhead;
  private final TimeSeries series;
  private final double from;
  private final double until;
  private double requests;
  private double coldRequests;
  private long coldStarts;
  private double replicaSeconds;
  private int mostReplicas;

  /**
   * A recorder.
   *
   * @param from seconds before which nothing counts
   * @param until seconds from which nothing more counts, but for the latency of earlier requests
   * @param overhead seconds that the way to the replicas adds to every request
   * @param series takes what is to be drawn
   */
  Recorder(
      double from, double until, double overhead, LatencyHistogram latencies, TimeSeries series) {
    this.from = from;
    this.until = until;
    this.overhead = overhead;
    this.latencies = latencies;
    this.series = series;
  }

  void arrived(double at, double count) {
    if (counts(at)) {
      requests += count;
      series.requests(at, count);
    }
  }

  void coldRequests(double at, double count) {
    if (counts(at)) {
      coldRequests += count;
    }
  }

  void coldStart(double at) {
    if (counts(at)) {
      coldStarts++;
    }
  }

  void latency(double arrival, double seconds, double count) {
    if (counts(arrival) && count > 0) {
      latencies.record(seconds + overhead, count);
    }
  }

  void replicas(double start, double end, int replicas) {
    double first = Math.max(start, from);
    double last = Math.min(end, until);
    if (last > first && replicas > 0) {
      replicaSeconds += replicas * (last - first);
      mostReplicas = Math.max(mostReplicas, replicas);
      series.replicas(first, last, replicas);
    }
  }

  private boolean counts(double at) {
    return at >= from && at < until;
  }

  SideResult result(double cost) {
    return new SideResult(
        replicaSeconds, cost, coldStarts, coldRequests, requests, mostReplicas, latencies, series);
  }

  double replicaSeconds() {
    return replicaSeconds;
  }

  double requests() {
    return requests;
  }
}
