package io.workloadplacement.simulation;

import io.workloadplacement.decision.LatencyModel;
import java.util.SplittableRandom;

/**
 * How long pods take from being wanted to serving: log-normal around the declared median, with a
 * 95th percentile of 1.6 times that.
 */
final class StartTimes {

  private static final double SIGMA = Math.log(LatencyModel.COLD_START_SPREAD) / 1.6448536269514722;

  private final SplittableRandom random;
  private final double median;

  /**
   * Start times.
   *
   * @param median seconds, 0 or more
   */
  StartTimes(long seed, double median) {
    this.random = new SplittableRandom(seed);
    this.median = median;
  }

  double next() {
    return median * Math.exp(SIGMA * random.nextGaussian());
  }
}
