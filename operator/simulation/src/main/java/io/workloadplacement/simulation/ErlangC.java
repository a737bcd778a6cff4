package io.workloadplacement.simulation;

/** Erlang's formulas for requests that wait for one of several servers. */
final class ErlangC {

  /** Inverse of a chance that is too small to matter. */
  private static final double NEVER_BLOCKS = 1e9;

  private ErlangC() {}

  /**
   * Chance of waiting at all in an M/M/N queue.
   *
   * @param offered arrival rate times service time, below {@code servers}
   */
  static double waits(double offered, int servers) {
    if (offered <= 0) {
      return 0;
    }
    double term = 1;
    double inverse = 1;
    for (int k = servers; k > 0 && inverse < NEVER_BLOCKS && term > 1e-9 * inverse; k--) {
      term *= k / offered;
      inverse += term;
    }
    double blocked = 1 / inverse;
    double idle = 1 - offered / servers;
    return blocked / (idle + (1 - idle) * blocked);
  }
}
