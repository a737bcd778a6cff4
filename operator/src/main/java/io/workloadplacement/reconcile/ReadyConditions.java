package io.workloadplacement.reconcile;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Decision.Disposition;

/**
 * Ready, Reconciling and Stalled by the rules of kstatus:
 *
 * <pre>
 * wanted side   other side serves   Ready   Reconciling   Stalled
 * ready         no                  True    -             -
 * ready         draining            True    True          -
 * progressing   yes                 True    True          -
 * progressing   no                  False   True          -
 * failed        yes                 True    True          -       (the old side serves; the message says what failed)
 * failed        no                  False   -             True
 * </pre>
 */
final class ReadyConditions {

  private ReadyConditions() {}

  static void set(ConditionSet conditions, Decision decision, Progress progress) {
    Readiness readiness = progress.readiness();
    Target on = decision.disposition().on();
    boolean otherServes = progress.serving().filter(on.other()::equals).isPresent();
    if (otherServes) {
      String message =
          "The "
              + on.other()
              + " side serves while the move to "
              + on
              + " is under way: "
              + readiness.message();
      conditions
          .ready(true, "Migrating", message)
          .reconciling(readiness.reason(), readiness.message());
      return;
    }
    switch (readiness.state()) {
      case READY -> {
        conditions.ready(true, readyReason(decision), readyMessage(decision, readiness));
        progress.migration().ifPresent(m -> conditions.reconciling(m.phase(), m.message()));
      }
      case PROGRESSING ->
          conditions
              .ready(false, readiness.reason(), readiness.message())
              .reconciling(readiness.reason(), readiness.message());
      case FAILED ->
          conditions
              .ready(false, readiness.reason(), readiness.message())
              .stalled(readiness.reason(), readiness.message());
    }
  }

  private static String readyReason(Decision decision) {
    return decision.disposition() instanceof Disposition.Wait wait
        ? switch (wait.why()) {
          case HELD -> "Held";
          case RECOMMEND -> "Recommended";
          case KNATIVE_ABSENT -> "WaitingForKnative";
          case POLICY_BROKEN -> "PolicyBroken";
        }
        : "Serving";
  }

  private static String readyMessage(Decision decision, Readiness readiness) {
    return decision.disposition() instanceof Disposition.Wait wait
        ? readiness.message()
            + switch (wait.why()) {
              case HELD ->
                  " The move to "
                      + decision.status().target()
                      + " is held back by the policy's stability.";
              case RECOMMEND ->
                  " "
                      + decision.status().target()
                      + " is recommended; mode Recommend moves nothing.";
              case KNATIVE_ABSENT ->
                  " It moves to Knative as soon as Knative Serving is installed.";
              case POLICY_BROKEN -> " Nothing moves until the policy is mended.";
            }
        : readiness.message();
  }
}
