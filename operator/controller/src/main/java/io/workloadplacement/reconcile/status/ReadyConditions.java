package io.workloadplacement.reconcile.status;

import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Outage;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Decision.NextAction;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.reconcile.migration.MigrationPhase;
import io.workloadplacement.reconcile.migration.ServingState;
import io.workloadplacement.reconcile.object.Readiness;
import java.util.Objects;
import java.util.Optional;

/**
 * Ready, Reconciling and Stalled by the rules of kstatus:
 *
 * <pre>
 * wanted side   served by           Ready   Reconciling   Stalled
 * ready         wanted side         True    -             -
 * ready         wanted side, moved  True    True          -       (the other side drains)
 * not ready     other side          True    True          -       (the message says what it waits for)
 * not ready     both sides          True    True          -       (turned around while both served)
 * progressing   neither             False   True          -
 * failed        neither             False   -             True
 * </pre>
 *
 * A migration that is queued, or that backs off after it was rolled back, is Ready and not
 * Reconciling: nothing happens, and who waits for the placement would wait for ever.
 */
final class ReadyConditions {

  private ReadyConditions() {}

  static void set(
      ConditionSet conditions,
      Decision decision,
      ServingState serving,
      Optional<MigrationStatus> migration) {
    Readiness readiness = ofFallback(serving.readiness(), decision);
    Target on = decision.nextAction().on();
    if (!readiness.ready()
        && migration.isEmpty()
        && serving.servesFrom(on)
        && serving.workload().ready()) {
      // What is made good behind it is no migration.
      conditions
          .ready(true, readyReason(decision), "The " + on + " side serves.")
          .reconciling(readiness.reason(), readiness.message());
      return;
    }
    if (!readiness.ready() && served(serving, on)) {
      String message =
          "The "
              + serving.serving().orElseThrow()
              + " side serves while the migration to "
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
        conditions.ready(
            true, readyReason(decision), readyMessage(decision, readiness.message(), migration));
        migration
            .filter(m -> MigrationPhase.of(m).filter(MigrationPhase::running).isPresent())
            .ifPresent(
                m ->
                    conditions.reconciling(
                        String.valueOf(m.phase()), Objects.requireNonNullElse(m.message(), "")));
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

  /** While a Deployment is not there yet that takes over, what it takes over for is the cause. */
  private static Readiness ofFallback(Readiness deployment, Decision decision) {
    return deployment.state() == Readiness.State.PROGRESSING
            && decision.waitsFor(WaitReason.FELL_BACK)
        ? decision
            .outage()
            .map(
                outage ->
                    new Readiness(
                        deployment.state(),
                        Objects.requireNonNull(outage.reason(), "the outage has just been found"),
                        outage.message() + " A Deployment takes over. " + deployment.message()))
            .orElse(deployment)
        : deployment;
  }

  private static boolean served(ServingState serving, Target on) {
    return serving.servesFrom(on.other()) || (serving.servesFrom(on) && serving.workload().ready());
  }

  static String readyReason(Decision decision) {
    return decision.nextAction() instanceof NextAction.Wait wait
        ? switch (wait.why()) {
          case HELD -> "Held";
          case RECOMMEND -> "Recommended";
          case KNATIVE_ABSENT -> "WaitingForKnative";
          case FELL_BACK -> "FellBack";
          case POLICY_BROKEN -> "PolicyBroken";
          case QUEUED -> "Queued";
          case ROLLED_BACK -> "MigrationRolledBack";
          case RELEASED -> "Released";
        }
        : "Serving";
  }

  static String readyMessage(
      Decision decision, String serving, Optional<MigrationStatus> migration) {
    return decision.nextAction() instanceof NextAction.Wait wait
        ? serving
            + switch (wait.why()) {
              case HELD ->
                  " The migration to "
                      + decision.status().target()
                      + " is held back by the policy's stability.";
              case RECOMMEND ->
                  " "
                      + decision.status().target()
                      + " is recommended; mode Recommend migrates nothing.";
              case KNATIVE_ABSENT ->
                  " It migrates to Knative as soon as Knative Serving is installed.";
              case FELL_BACK ->
                  " It has taken over from Knative, which callers did not reach. "
                      + decision
                          .outage()
                          .map(Outage::message)
                          .or(
                              () ->
                                  wait.until()
                                      .map(
                                          until ->
                                              "Knative is tried again at %s, or when the spec changes."
                                                  .formatted(until)))
                          .orElse("");
              case POLICY_BROKEN -> " Nothing is migrated until the policy is mended.";
              case RELEASED ->
                  " It is as it was before. This placement goes when the pods of Knative's gateway"
                      + " are replaced, or fifteen minutes after its deletion: until then it routes"
                      + " on the connections that callers may keep to them.";
              case QUEUED ->
                  " The migration to "
                      + decision.status().target()
                      + " waits for a place among the parallel migrations.";
              case ROLLED_BACK ->
                  " The migration to "
                      + decision.status().target()
                      + " was rolled back and is tried again at "
                      + migration.map(MigrationStatus::retryAt).orElse("a later time")
                      + ", or when the spec changes. "
                      + migration.map(MigrationStatus::message).orElse("");
            }
        : serving;
  }
}
