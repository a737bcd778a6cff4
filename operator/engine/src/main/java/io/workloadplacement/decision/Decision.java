package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.Outage;
import io.workloadplacement.api.v1alpha1.Target;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a workload should run, where it is to run now, and everything that led there.
 *
 * @param status the decision as users read it; {@code decidedAt} is kept from the placement's
 *     status while nothing else changed
 * @param nextAction what is to be done about it now
 * @param profile what was declared, parsed
 * @param currency of its costs
 * @param sizing how large the workload is on either side
 * @param compliance whether the placement keeps its policy
 * @param exceptionFirstSeenAt when the present exception was first seen, to be kept in the status
 * @param requests what the placement's annotations ask for
 * @param outage what keeps callers from the workload on Knative, to be kept in the status
 * @param lookAgainAt when time alone may change the decision: a hold, a pin or an exception ends
 */
public record Decision(
    DecisionStatus status,
    NextAction nextAction,
    TrafficProfile profile,
    String currency,
    Sizing sizing,
    Compliance compliance,
    Optional<Instant> exceptionFirstSeenAt,
    AnnotatedRequests requests,
    Optional<Outage> outage,
    Optional<Instant> lookAgainAt) {

  /**
   * The same decision, which waits.
   *
   * @param on the side that serves meanwhile
   */
  public Decision waiting(Target on, WaitReason why, Optional<Instant> until) {
    return with(new NextAction.Wait(on, why, until));
  }

  /** The same decision, about which something else is done. */
  public Decision with(NextAction nextAction) {
    return with(status, nextAction);
  }

  private Decision with(DecisionStatus status, NextAction nextAction) {
    return new Decision(
        status,
        nextAction,
        profile,
        currency,
        sizing,
        compliance,
        exceptionFirstSeenAt,
        requests,
        outage,
        lookAgainAt);
  }

  /** With its placement's end the workload goes back to the Deployment, whatever was decided. */
  public Decision ofDeletedPlacement() {
    return with(
        status.settledBy(
            Target.DEPLOYMENT,
            Reason.PLACEMENT_DELETED.toString(),
            "The placement is being deleted: the Deployment takes the workload back."),
        new NextAction.Run(Target.DEPLOYMENT));
  }

  /** Whether it waits, and for this. */
  public boolean waitsFor(WaitReason why) {
    return nextAction instanceof NextAction.Wait wait && wait.why() == why;
  }

  /** What is to be done about a decision now. */
  public sealed interface NextAction {

    /** The side that serves until the next decision. */
    Target on();

    /** Run where the decision says. */
    record Run(Target on) implements NextAction {}

    /**
     * Stay, or start, where the decision does not say.
     *
     * @param why what it waits for
     * @param until when to look again, where time alone can change it
     */
    record Wait(Target on, WaitReason why, Optional<Instant> until) implements NextAction {}
  }

  /** What a placement waits for that is not where its decision says. */
  public enum WaitReason {
    /** Stability: the migration is not worth it yet. */
    HELD,
    /** Mode Recommend: nothing is migrated. */
    RECOMMEND,
    /**
     * Knative is wanted and not installed, and a Deployment stands in. That is no placement for the
     * history; a record of it has the reason {@link Reason#KNATIVE_ABSENT}.
     */
    KNATIVE_ABSENT,
    /**
     * Knative is wanted and callers did not reach it: a Deployment serves in its place. A record of
     * it in the history has the reason {@link Reason#FELL_BACK}.
     */
    FELL_BACK,
    /** The policy is broken: nothing is migrated. */
    POLICY_BROKEN,
    /** As many migrations run as may run at once. */
    QUEUED,
    /** The migration did not get ready in time, was rolled back, and is tried again later. */
    ROLLED_BACK,
    /** The placement is deleted, and only routes on the connections that callers may keep. */
    RELEASED
  }

  /**
   * Whether the placement keeps its policy.
   *
   * @param state True, False or Unknown, as in a condition
   * @param reason a documented reason
   * @param message a sentence for people
   */
  public record Compliance(State state, String reason, String message) {

    /** The status of the condition PolicyCompliant. */
    public enum State {
      TRUE,
      FALSE,
      UNKNOWN
    }
  }
}
