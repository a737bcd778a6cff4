package io.workloadplacement.simulation;

/**
 * What happened over time, in a fixed number of points however long the trace is: requests and
 * replica-seconds in each.
 */
public final class TimeSeries {

  private final double from;
  private final double step;
  private final double[] requests;
  private final double[] replicaSeconds;

  /**
   * An empty series over a span of time.
   *
   * @param points 0 keeps nothing
   */
  TimeSeries(double from, double to, int points) {
    this.from = from;
    this.step = points == 0 ? 1 : Math.max(1e-9, (to - from) / points);
    this.requests = new double[points];
    this.replicaSeconds = new double[points];
  }

  void requests(double at, double count) {
    if (requests.length > 0) {
      requests[point(at)] += count;
    }
  }

  void replicas(double start, double end, int replicas) {
    if (replicaSeconds.length == 0) {
      return;
    }
    double at = start;
    for (int point = point(start); at < end; point++) {
      boolean last = point >= replicaSeconds.length - 1;
      double until = last ? end : Math.min(end, from + (point + 1) * step);
      replicaSeconds[Math.min(point, replicaSeconds.length - 1)] += replicas * (until - at);
      at = Math.max(until, Math.nextUp(at));
    }
  }

  /** Adds another one over the same span. */
  void add(TimeSeries other) {
    for (int i = 0; i < requests.length; i++) {
      requests[i] += other.requests[i];
      replicaSeconds[i] += other.replicaSeconds[i];
    }
  }

  /** Seconds of a point. */
  public double step() {
    return step;
  }

  /** Number of points. */
  public int size() {
    return requests.length;
  }

  /** Seconds from the beginning of the trace at which a point begins. */
  public double start(int point) {
    return from + point * step;
  }

  /** Requests per second at a point, on average. */
  public double requestsPerSecond(int point) {
    return requests[point] / step;
  }

  /** Requests at a point. */
  public double requests(int point) {
    return requests[point];
  }

  /** Replicas at a point, on average. */
  public double replicas(int point) {
    return replicaSeconds[point] / step;
  }

  /** Replica-seconds at a point. */
  public double replicaSeconds(int point) {
    return replicaSeconds[point];
  }

  private int point(double at) {
    return (int) Math.max(0, Math.min(requests.length - 1, Math.floor((at - from) / step)));
  }
}
