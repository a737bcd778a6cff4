package io.workloadplacement.simulation;

import java.util.Arrays;

/**
 * Concurrency by the second over the stable window, as Knative's metric collector keeps it: an
 * average is over the seconds since the first value, at most the window; after a window without
 * values it begins anew.
 */
final class ConcurrencyWindow {

  private final double[] seconds;
  private double sum;
  private long first = Long.MIN_VALUE;
  private long last = Long.MIN_VALUE;

  /**
   * An empty window.
   *
   * @param length seconds, 6 or more
   */
  ConcurrencyWindow(int length) {
    seconds = new double[length];
  }

  void record(long second, double value) {
    if (last == Long.MIN_VALUE || second - last > seconds.length) {
      Arrays.fill(seconds, 0);
      sum = 0;
      first = second;
      last = second - 1;
    }
    for (long gap = last + 1; gap < second; gap++) {
      put(gap, 0);
    }
    put(second, value);
    last = second;
  }

  private void put(long second, double value) {
    int index = index(second);
    sum += value - seconds[index];
    seconds[index] = value;
    if (index == 0) {
      // Rounding errors would add up to a load that is not there.
      sum = Arrays.stream(seconds).sum();
    }
  }

  /** Whether there is nothing to judge by. */
  boolean isEmpty(long now) {
    return last == Long.MIN_VALUE || now - last >= seconds.length;
  }

  /** Average over the newest seconds, at most the window, up to now. */
  double average(long now, int length) {
    long from = Math.max(first, now - length + 1);
    double covered = Math.max(1, now - from + 1);
    if (length == seconds.length && now == last) {
      return Math.max(0, sum) / covered;
    }
    double newest = 0;
    for (long second = from; second <= Math.min(now, last); second++) {
      newest += seconds[index(second)];
    }
    return newest / covered;
  }

  private int index(long second) {
    return (int) Math.floorMod(second, (long) seconds.length);
  }
}
