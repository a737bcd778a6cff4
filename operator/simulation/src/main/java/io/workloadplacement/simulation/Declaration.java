package io.workloadplacement.simulation;

import org.jspecify.annotations.Nullable;

/**
 * What somebody would have declared of a workload, who looks at what is learned of it every hour:
 * what was declared first, until something else has held for a whole day. What does not last a day
 * may be the hour of the day, and no change. Nobody gives up the latency target of a workload that
 * had one because it is not called for a while.
 */
final class Declaration {

  private static final double DAY = 86_400;

  private @Nullable LearnedProfile declared;
  private double differsSince = Double.NaN;

  /**
   * What is declared, now that so much is known.
   *
   * @param seconds at which it was learned; not before the last
   */
  LearnedProfile after(double seconds, LearnedProfile known) {
    if (declared == null) {
      declared = known;
    } else if (!known.differsFrom(declared) || known.isUnused() && !declared.isUnused()) {
      differsSince = Double.NaN;
    } else if (Double.isNaN(differsSince)) {
      differsSince = seconds;
    } else if (seconds - differsSince >= DAY) {
      declared = known;
      differsSince = Double.NaN;
    }
    return declared;
  }
}
