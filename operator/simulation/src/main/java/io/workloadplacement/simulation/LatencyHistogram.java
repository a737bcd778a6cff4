package io.workloadplacement.simulation;

import java.time.Duration;

/**
 * Latencies in buckets that grow by 1 %, from 0.1 ms to a day: percentiles are within 1 %, the
 * memory is fixed. The latency target is counted exactly. (HdrHistogram counts whole requests only;
 * a flow brings fractions of them.)
 */
public final class LatencyHistogram {

  private static final double LEAST = 1e-4;
  private static final double GROWTH = Math.log(1.01);
  private static final int BUCKETS = (int) Math.ceil(Math.log(86_400 / LEAST) / GROWTH) + 1;

  /** Forgives the last digits of floating-point arithmetic where a latency equals the target. */
  private static final double EXACT = 1e-9;

  private final double[] counts = new double[BUCKETS];
  private final double[] targets;
  private final double[] within;
  private double total;

  /**
   * An empty histogram.
   *
   * @param targets seconds for which {@link #within} is asked
   */
  LatencyHistogram(double... targets) {
    this.targets = targets.clone();
    this.within = new double[targets.length];
  }

  void record(double seconds, double requests) {
    total += requests;
    int bucket =
        seconds <= LEAST ? 0 : 1 + (int) Math.floor(Math.log(seconds / LEAST) / GROWTH + EXACT);
    counts[Math.min(BUCKETS - 1, bucket)] += requests;
    for (int i = 0; i < targets.length; i++) {
      if (seconds <= targets[i] + EXACT) {
        within[i] += requests;
      }
    }
  }

  /** Adds what another one with the same targets has counted. */
  void add(LatencyHistogram other) {
    total += other.total;
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] += other.counts[i];
    }
    for (int i = 0; i < targets.length; i++) {
      within[i] += other.within[i];
    }
  }

  /** Requests. */
  public double total() {
    return total;
  }

  /** Share of the requests that took at most the target given, 1 where there are none. */
  double within(Duration target) {
    double seconds = target.toNanos() / 1e9;
    for (int i = 0; i < targets.length; i++) {
      if (targets[i] == seconds) {
        return total == 0 ? 1 : within[i] / total;
      }
    }
    throw new IllegalArgumentException(target + " is none of the targets that are counted");
  }

  /**
   * Seconds within which a share of the requests was answered, to 1 %; 0 where there are none.
   *
   * @param share 0..1
   */
  public double quantile(double share) {
    double reached = 0;
    for (int i = 0; i < BUCKETS; i++) {
      reached += counts[i];
      if (counts[i] > 0 && reached >= share * total * (1 - EXACT)) {
        return middle(i);
      }
    }
    return 0;
  }

  /** Requests that took between two times, by the middles of the buckets; for plots. */
  public double between(double from, double to) {
    double sum = 0;
    for (int i = 0; i < BUCKETS; i++) {
      double middle = middle(i);
      if (middle >= from && middle < to) {
        sum += counts[i];
      }
    }
    return sum;
  }

  private static double middle(int bucket) {
    return bucket == 0 ? LEAST : LEAST * Math.exp((bucket - 0.5) * GROWTH);
  }
}
