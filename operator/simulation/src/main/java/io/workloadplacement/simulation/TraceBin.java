package io.workloadplacement.simulation;

/**
 * Requests of one workload within a time of which no more is known than how many came; or, with a
 * length of 0, that came at that moment.
 *
 * @param start seconds from the beginning of the trace, 0 or more
 * @param length seconds, 0 or more
 * @param count requests, 0 or more
 * @param iatCv coefficient of variation of the times between requests; 1 is a Poisson process
 * @param serviceSeconds time that each occupies its replica, above 0; NaN where the trace does not
 *     say
 */
public record TraceBin(
    double start, double length, long count, double iatCv, double serviceSeconds) {

  /** Checks the ranges. */
  public TraceBin {
    if (!(start >= 0) || !(length >= 0) || count < 0 || !(iatCv >= 0) || serviceSeconds <= 0) {
      throw new IllegalArgumentException(
          "a bin needs start, length, count and variation of 0 or more and a service time above 0:"
              + " start %s, length %s, count %s, variation %s, service %s"
                  .formatted(start, length, count, iatCv, serviceSeconds));
    }
  }

  /** Seconds from the beginning of the trace at which the bin ends. */
  public double end() {
    return start + length;
  }

  /** Requests per second within the bin; infinite for events. */
  double rate() {
    return count / length;
  }
}
