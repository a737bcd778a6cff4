package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.PolicyException;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the exception of a placement suspends the rules of its policy now.
 *
 * @param firstSeenAt when the present exception was first seen; empty where there is none
 * @param until when it stops counting; present only while it counts
 * @param note what a reader should know of it; empty where there is none
 */
record ExceptionState(
    Optional<Instant> firstSeenAt, Optional<Instant> until, Optional<String> note) {

  private static final ExceptionState NONE =
      new ExceptionState(Optional.empty(), Optional.empty(), Optional.empty());

  static ExceptionState of(WorkloadPlacement placement, PolicySettings policy, Instant now) {
    PolicyException exception =
        placement.getSpec().placement() == null
            ? null
            : placement.getSpec().placement().exception();
    if (exception == null) {
      return NONE;
    }
    Instant expires = Timestamps.parse("spec.placement.exception.expiresAt", exception.expiresAt());
    Instant firstSeen = firstSeen(placement, now);
    Instant longest = firstSeen.plus(policy.exceptionsFor());
    Instant until = expires.isBefore(longest) ? expires : longest;
    if (!policy.exceptionsAllowed()) {
      return over(
          firstSeen,
          policy
              .name()
              .map(name -> "policy '" + name + "' allows none")
              .orElse("no policy applies, so there is no rule to suspend"));
    }
    if (!now.isBefore(until)) {
      return over(
          firstSeen,
          until.equals(expires)
              ? "it expired at " + until
              : "the longest time that policy '%s' allows ended at %s"
                  .formatted(policy.name().orElse(""), until));
    }
    return new ExceptionState(
        Optional.of(firstSeen),
        Optional.of(until),
        Optional.of(
            "The policy's rules are suspended until %s: %s (approved by %s)."
                .formatted(until, exception.reason(), exception.approvedBy())));
  }

  boolean counts() {
    return until.isPresent();
  }

  private static Instant firstSeen(WorkloadPlacement placement, Instant now) {
    String seen =
        placement.getStatus() == null ? null : placement.getStatus().exceptionFirstSeenAt();
    return seen == null ? now : Timestamps.parse("status.exceptionFirstSeenAt", seen);
  }

  private static ExceptionState over(Instant firstSeen, String why) {
    return new ExceptionState(
        Optional.of(firstSeen),
        Optional.empty(),
        Optional.of("The exception in spec.placement does not count: " + why + "."));
  }
}
