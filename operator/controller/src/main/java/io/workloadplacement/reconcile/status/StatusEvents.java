package io.workloadplacement.reconcile.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Outage;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.observability.EventRecorder.EventType;
import io.workloadplacement.reconcile.migration.MigrationPhase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The events that lead from one status to the next, as {@code kubectl describe} shows them; but for
 * decisions, which {@link AuditTrail} records.
 */
public final class StatusEvents {

  /** One event. */
  public record Line(EventType type, String reason, String message) {}

  private final @Nullable WorkloadPlacementStatus before;
  private final WorkloadPlacementStatus after;
  private final List<Line> lines = new ArrayList<>();

  private StatusEvents(Optional<WorkloadPlacementStatus> before, WorkloadPlacementStatus after) {
    this.before = before.orElse(null);
    this.after = after;
  }

  public static List<Line> between(
      Optional<WorkloadPlacementStatus> before, WorkloadPlacementStatus after) {
    return new StatusEvents(before, after).report();
  }

  private List<Line> report() {
    migration();
    outage();
    ready();
    problem();
    compliance();
    return List.copyOf(lines);
  }

  private void migration() {
    MigrationStatus now = after.migration();
    MigrationStatus then = before == null ? null : before.migration();
    if (now != null
        && (then == null || !Objects.equals(now.phase(), then.phase()) || now.to() != then.to())) {
      report(
          now.retryAt() == null ? EventType.NORMAL : EventType.WARNING,
          String.valueOf(now.phase()),
          "Moving from "
              + now.from()
              + " to "
              + now.to()
              + ": "
              + now.message()
              + (now.retryAt() == null ? "" : " The next try is at " + now.retryAt() + "."));
    }
    if (now == null && then != null) {
      boolean moved = after.target() == then.to();
      report(
          EventType.NORMAL,
          moved ? "Moved" : "MigrationCancelled",
          moved
              ? "The workload has moved from " + then.from() + " to " + then.to() + "."
              : "The workload stays on "
                  + after.target()
                  + ": it is not to migrate to "
                  + then.to()
                  + " any more.");
    }
  }

  private void outage() {
    Outage now = after.outage();
    Outage then = before == null ? null : before.outage();
    if (now != null && (then == null || !Objects.equals(now.reason(), then.reason()))) {
      report(
          EventType.WARNING,
          Objects.requireNonNull(now.reason(), "the outage has just been found"),
          "Callers do not reach the workload on Knative: " + now.message());
    }
    if (after.hasFallenBack() && (before == null || !before.hasFallenBack())) {
      Optional.ofNullable(after.decision())
          .map(DecisionStatus::message)
          .ifPresent(message -> report(EventType.WARNING, "FallingBack", message));
    }
  }

  private void ready() {
    Condition now =
        Objects.requireNonNull(condition(after, Conditions.READY), "Ready is always present");
    Condition then = condition(before, Conditions.READY);
    boolean news =
        then == null
            || !"True".equals(then.getStatus())
            || !now.getReason().equals(then.getReason());
    if ("True".equals(now.getStatus()) && news && !migrates()) {
      report(EventType.NORMAL, now.getReason(), now.getMessage());
    }
  }

  private boolean migrates() {
    return MigrationPhase.of(after.migration()).filter(MigrationPhase::running).isPresent();
  }

  private void problem() {
    Condition now = condition(after, Conditions.STALLED);
    Condition then = condition(before, Conditions.STALLED);
    if (now != null && (then == null || !now.getMessage().equals(then.getMessage()))) {
      report(EventType.WARNING, now.getReason(), now.getMessage());
    }
  }

  private void compliance() {
    Condition now = condition(after, Conditions.POLICY_COMPLIANT);
    Condition then = condition(before, Conditions.POLICY_COMPLIANT);
    if (now != null && !"True".equals(now.getStatus()) && !sameNews(now, then)) {
      report(EventType.WARNING, now.getReason(), now.getMessage());
    }
  }

  private static boolean sameNews(Condition now, @Nullable Condition then) {
    return then != null
        && now.getStatus().equals(then.getStatus())
        && Objects.equals(now.getMessage(), then.getMessage());
  }

  private void report(EventType type, String reason, String message) {
    lines.add(new Line(type, reason, message));
  }

  private static @Nullable Condition condition(
      @Nullable WorkloadPlacementStatus status, String type) {
    return status == null
        ? null
        : status.conditions().stream()
            .filter(c -> type.equals(c.getType()))
            .findFirst()
            .orElse(null);
  }
}
