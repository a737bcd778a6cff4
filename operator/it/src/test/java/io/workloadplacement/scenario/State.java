package io.workloadplacement.scenario;

import io.fabric8.kubernetes.api.model.Condition;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A state of a placement that a scenario waits for; it holds only of a status that speaks of the
 * present spec.
 */
record State(String text, Predicate<WorkloadPlacement> test) {

  /** Serving as its spec says, with nothing left to do. */
  static final State READY =
      new State(
          "Ready and settled",
          placement ->
              isTrue(placement, Conditions.READY)
                  && !isTrue(placement, Conditions.RECONCILING)
                  && !isTrue(placement, Conditions.STALLED));

  static State readyOn(Target target) {
    return READY.and("on " + target, placement -> placement.getStatus().target() == target);
  }

  /** Serving, and Ready says why it is where it is. */
  static State ready(String reason) {
    return READY.and(
        "for " + reason,
        placement ->
            condition(placement, Conditions.READY)
                .filter(c -> reason.equals(c.getReason()))
                .isPresent());
  }

  /** Not serving, and Ready says why. */
  static State notReady(String reason) {
    return new State(
        "not ready for " + reason,
        placement ->
            condition(placement, Conditions.READY)
                .filter(c -> reason.equals(c.getReason()) && "False".equals(c.getStatus()))
                .isPresent());
  }

  /** Waiting for a person. */
  static State stalled(String reason) {
    return new State(
        "stalled for " + reason,
        placement ->
            condition(placement, Conditions.STALLED)
                    .filter(c -> reason.equals(c.getReason()))
                    .isPresent()
                && !isTrue(placement, Conditions.READY));
  }

  static State migrating(String phase) {
    return new State(
        "migrating, " + phase,
        placement ->
            placement.getStatus().migration() != null
                && phase.equals(placement.getStatus().migration().phase()));
  }

  State and(String more, Predicate<WorkloadPlacement> condition) {
    return new State(text + " " + more, test.and(condition));
  }

  boolean holds(WorkloadPlacement placement) {
    return placement != null
        && placement.getStatus() != null
        && Objects.equals(
            placement.getStatus().observedGeneration(), placement.getMetadata().getGeneration())
        && test.test(placement);
  }

  /** What {@code Ready} says. */
  static String message(WorkloadPlacement placement) {
    return condition(placement, Conditions.READY).orElseThrow().getMessage();
  }

  static Optional<Condition> condition(WorkloadPlacement placement, String type) {
    return placement.getStatus().conditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }

  private static boolean isTrue(WorkloadPlacement placement, String type) {
    return condition(placement, type).filter(c -> "True".equals(c.getStatus())).isPresent();
  }
}
