package io.workloadplacement.simulation;

/**
 * Concurrency by the second over the stable window, as Knative's metric collector keeps it: an
 * average is over the seconds since the first value, at most the window; after a window without
 * values it begins anew.
 */
final class ConcurrencyWindow {

  private final double[] seconds;
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
      first = second;
      last = second - 1;
    }
    for (long gap = last + 1; gap < second; gap++) {
      seconds[index(gap)] = 0;
    }
    seconds[index(second)] = value;
    last = second;
  }

  /** Whether there is nothing to judge by. */
  boolean isEmpty(long now) {
    return last == Long.MIN_VALUE || now - last >= seconds.length;
  }

  /** Average over the newest seconds up to now. */
  double average(long now, int length) {
    long from = Math.max(first, now - length + 1);
    double sum = 0;
    for (long second = from; second <= Math.min(now, last); second++) {
      sum += seconds[index(second)];
    }
    return sum / Math.max(1, now - from + 1);
  }

  private int index(long second) {
    return (int) Math.floorMod(second, (long) seconds.length);
  }
}
