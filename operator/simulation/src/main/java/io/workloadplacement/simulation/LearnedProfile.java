package io.workloadplacement.simulation;

import io.workloadplacement.api.v1alpha1.Traffic;

/**
 * What a trace suggests for {@code spec.traffic}.
 *
 * @param traffic keeps every rule of the schema; what a trace cannot tell is left to the defaults
 * @param requests that it was learned from
 * @param seconds that it was learned from
 * @param warmShare of the time for which a pod that stays for 30 s after its last request would
 *     have been there
 * @param coldShare of the requests that would have found none
 * @param isUnused whether nobody seems to call it any more, so that nobody would wait for a cold
 *     start: no request for a day, or a short time of use and a long silence since
 * @param why the pattern was chosen, a clause
 */
public record LearnedProfile(
    Traffic traffic,
    long requests,
    double seconds,
    double warmShare,
    double coldShare,
    boolean isUnused,
    String why) {

  private static final double MUCH = 0.2;

  /**
   * Whether another profile tells something else than this one, so that it is worth declaring: a
   * rate or a share of cold requests of more than twice or less than half, or a pod that would be
   * there for much more or less of the time.
   */
  boolean differsFrom(LearnedProfile other) {
    return requests == 0 != (other.requests == 0)
        || isOtherThan(requests / seconds, other.requests / other.seconds)
        || isOtherThan(coldShare, other.coldShare)
        || Math.abs(warmShare - other.warmShare) > MUCH;
  }

  private static boolean isOtherThan(double one, double other) {
    return Math.max(one, other) > 2 * Math.min(one, other);
  }
}
