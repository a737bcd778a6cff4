package io.workloadplacement.simulation;

import io.workloadplacement.api.v1alpha1.Traffic;

/**
 * What a trace suggests for {@code spec.traffic}.
 *
 * @param traffic keeps every rule of the schema; what a trace cannot tell is left to the defaults
 * @param requests that it was learned from
 * @param seconds that it was learned from
 * @param why the pattern was chosen, a clause
 */
public record LearnedProfile(Traffic traffic, long requests, double seconds, String why) {

  private static final double DAY = 86_400;

  /** Whether a whole day or more went by without a request: nobody would wait for a cold start. */
  public boolean isUnused() {
    return requests == 0 && seconds >= DAY;
  }
}
