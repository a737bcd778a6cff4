package io.workloadplacement.reconcile.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.workloadplacement.api.v1alpha1.Conditions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The conditions of one status, each with the time at which its state last changed. */
public final class ConditionSet {

  private final List<Condition> before;
  private final Long generation;
  private final Instant now;
  private final List<Condition> conditions = new ArrayList<>();

  /**
   * @param before the conditions as they stand in the cluster
   * @param generation of the spec that the new ones speak of
   */
  public ConditionSet(List<Condition> before, Long generation, Instant now) {
    this.before = before;
    this.generation = generation;
    this.now = now;
  }

  public ConditionSet ready(boolean state, String reason, String message) {
    return set(Conditions.READY, state ? "True" : "False", reason, message);
  }

  ConditionSet reconciling(String reason, String message) {
    return set(Conditions.RECONCILING, "True", reason, message);
  }

  public ConditionSet stalled(String reason, String message) {
    return set(Conditions.STALLED, "True", reason, message);
  }

  /** Adds a condition; one whose state is as before keeps its transition time. */
  ConditionSet set(String type, String state, String reason, String message) {
    String since =
        previous(type)
            .filter(condition -> state.equals(condition.getStatus()))
            .map(Condition::getLastTransitionTime)
            .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    conditions.add(
        new ConditionBuilder()
            .withType(type)
            .withStatus(state)
            .withReason(reason)
            .withMessage(message)
            .withObservedGeneration(generation)
            .withLastTransitionTime(since)
            .build());
    return this;
  }

  /** Takes a condition over as it stands, if it does. */
  ConditionSet keep(String type) {
    previous(type).ifPresent(conditions::add);
    return this;
  }

  public List<Condition> list() {
    return List.copyOf(conditions);
  }

  private Optional<Condition> previous(String type) {
    return before.stream().filter(condition -> type.equals(condition.getType())).findFirst();
  }
}
