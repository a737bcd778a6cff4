package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Outage;
import io.workloadplacement.api.v1alpha1.PlacementRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Says whether a Deployment serves in place of a Knative that callers do not reach: from the moment
 * on at which that has lasted for long enough, and then until Knative may be tried again. Who comes
 * and goes does not take workloads along: each fallback within a week doubles the time.
 *
 * @param outage what keeps callers from Knative now
 * @param after how long that may last; empty where there is no fallback
 * @param minDwell least time on the Deployment where the return is no matter of urgency
 * @param retries whether somebody has asked to try Knative again now
 */
record FallbackRule(
    Optional<Outage> outage,
    Optional<Duration> after,
    Duration minDwell,
    CurrentPlacement current,
    boolean retries,
    Instant now) {

  private static final Duration FIRST_BACK_OFF = Duration.ofMinutes(10);
  private static final Duration LONGEST_BACK_OFF = Duration.ofHours(24);
  private static final Duration WEEK = Duration.ofDays(7);

  /**
   * Why a Deployment serves.
   *
   * @param why a sentence
   * @param until when Knative is tried again, where time alone decides
   */
  record Hold(String why, Optional<Instant> until) {}

  /** What keeps a workload that is to run on Knative on a Deployment; empty where nothing does. */
  Optional<Hold> hold(Reason wantedFor) {
    return current.fellBackAt().isPresent()
        ? afterFallback(current.fellBackAt().get(), wantedFor)
        : outage
            .filter(any -> begins().filter(begin -> !now.isBefore(begin)).isPresent())
            .map(
                o ->
                    new Hold(
                        "A Deployment takes over, as since %s callers do not reach Knative: %s"
                            .formatted(o.since(), o.message()),
                        Optional.empty()));
  }

  /** When it begins if nothing heals until then. */
  Optional<Instant> begins() {
    return outage.flatMap(
        o -> after.map(within -> Timestamps.parse("status.outage.since", o.since()).plus(within)));
  }

  private Optional<Hold> afterFallback(Instant fellBackAt, Reason wantedFor) {
    String since = "A Deployment has taken over at " + fellBackAt;
    if (outage.isPresent()) {
      return Optional.of(
          new Hold(
              since + ", and callers would not reach Knative: " + outage.get().message(),
              Optional.empty()));
    }
    Duration dwell = wantedFor.migratesAtOnce() ? Duration.ZERO : minDwell;
    Instant until = fellBackAt.plus(longer(backOff(), dwell));
    boolean triedAgain = current.edited() || retries || !until.isAfter(now);
    return triedAgain
        ? Optional.empty()
        : Optional.of(
            new Hold(
                since
                    + ", as callers did not reach Knative; that is tried again at "
                    + until
                    + ", or when the spec changes.",
                Optional.of(until)));
  }

  private Duration backOff() {
    long times =
        current.history().stream()
            .filter(FallbackRule::isFallback)
            .filter(record -> at(record).plus(WEEK).isAfter(now))
            .count();
    Duration wait = FIRST_BACK_OFF;
    for (long i = 1; i < times; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(LONGEST_BACK_OFF) < 0 ? wait : LONGEST_BACK_OFF;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  static boolean isFallback(PlacementRecord record) {
    return Reason.FELL_BACK.toString().equals(record.reason());
  }

  static Instant at(PlacementRecord record) {
    return Timestamps.parse("status.history.at", record.at());
  }
}
