package io.workloadplacement.simulation;

/**
 * What a replica that stays for a given time after its last request would have seen: how much of
 * the time it is there, and how often it has to come anew.
 */
final class IdleGaps {

  /** Chosen on the public traces, see {@code docs/simulation.md}. */
  private static final int SILENT_AFTER_USE = 6;

  private final double idleWindow;
  private double busyUntil = Double.NaN;
  private double warmSeconds;
  private long starts;
  private double first;

  /**
   * No request yet.
   *
   * @param idleWindow seconds
   */
  IdleGaps(double idleWindow) {
    this.idleWindow = idleWindow;
  }

  /** Requests occupy a replica from one time to another. */
  void busy(double from, double to) {
    if (Double.isNaN(busyUntil)) {
      first = from;
      starts = 1;
      warmSeconds = to - from;
      busyUntil = to;
      return;
    }
    double gap = from - busyUntil;
    if (gap > idleWindow) {
      starts++;
      warmSeconds += idleWindow;
    } else if (gap > 0) {
      warmSeconds += gap;
    }
    if (to > busyUntil) {
      warmSeconds += to - Math.max(from, busyUntil);
      busyUntil = to;
    }
  }

  double idleWindow() {
    return idleWindow;
  }

  /**
   * Whether it was called for a while and then no more: it was silent for more than half of the
   * time, and for {@value #SILENT_AFTER_USE} times as long as it was called. Calls at the very
   * beginning are no sign of it: they may be some of a series that goes on at long intervals.
   */
  boolean fellSilent(double from, double to) {
    if (starts == 0 || first - from < idleWindow) {
      return false;
    }
    double silence = to - busyUntil;
    return silence > (to - from) / 2 && silence > SILENT_AFTER_USE * (busyUntil - first);
  }

  /** How often a replica had to start; the first request counts where it came late enough. */
  long starts(double from) {
    boolean mayHaveBeenWarm = starts > 0 && first - from < idleWindow;
    return mayHaveBeenWarm ? starts - 1 : starts;
  }

  /** Share of the time from one moment to another for which a replica was there. */
  double warmShare(double from, double to) {
    if (starts == 0) {
      return 0;
    }
    double tail = Math.max(0, Math.min(to - busyUntil, idleWindow));
    return Math.min(1, (warmSeconds + tail) / (to - from));
  }
}
