package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.Condition;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Placement;
import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Why a placement is where it is, for somebody at a terminal. */
record Explanation(PlacementState state, Instant now) {

  private static final int WIDTH = 100;
  private static final String INDENT = "  ";

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(headline());
    if (state.decision().isEmpty()) {
      section(lines, "Why", List.of("The operator has not decided yet: is it running?"));
      return lines;
    }
    DecisionStatus decision = state.decision().get();
    section(lines, "Why", why(decision));
    table(lines, "Scores, by weight", ScoreTable.of(decision));
    table(lines, "Both sides", SideTable.of(state));
    for (Target side : Target.values()) {
      section(lines, side + " cannot run it", blockers(decision, side));
    }
    section(lines, "What would tip it", Stream.ofNullable(decision.flipPoint()).toList());
    section(lines, "What holds it", holds());
    section(lines, "What happens next", next());
    section(lines, "Policy", policy(decision));
    section(lines, "Notes", decision.notes());
    return lines;
  }

  private String headline() {
    String where = state.target().map(target -> " runs on " + target).orElse(" does not run yet");
    String wanted = state.wanted().map(side -> "; " + side + " is wanted").orElse("");
    String ready =
        state
            .condition(Conditions.READY)
            .map(
                condition ->
                    " (%s%s)"
                        .formatted(state.isReady() ? "" : "not ready: ", condition.getReason()))
            .orElse("");
    return state.key() + where + wanted + ready;
  }

  private List<String> why(DecisionStatus decision) {
    List<String> why = new ArrayList<>();
    why.add(
        "%s is decided (%s): %s"
            .formatted(decision.target(), decision.reason(), decision.message()));
    if (decision.decidedAt() != null) {
      why.add("Decided at " + decision.decidedAt() + Age.since(decision.decidedAt(), now) + ".");
    }
    if (!state.isReady()) {
      state.condition(Conditions.READY).map(Condition::getMessage).ifPresent(why::add);
    }
    return why;
  }

  private static List<String> blockers(DecisionStatus decision, Target side) {
    return decision.blockers().stream()
        .filter(blocker -> blocker.target() == side)
        .map(Explanation::sentence)
        .toList();
  }

  private static String sentence(Blocker blocker) {
    return blocker.field() + ": " + blocker.message();
  }

  /** Only where the wanted side is another, or somebody has chosen. */
  private List<String> holds() {
    List<String> holds = new ArrayList<>();
    state.pin().ifPresent(pin -> holds.add("It is pinned by annotation: " + pin + "."));
    if (state.mode() == PlacementMode.PINNED) {
      holds.add(
          "It is pinned by its spec to "
              + Optional.ofNullable(state.placement().getSpec().placement())
                  .map(Placement::target)
                  .map(Target::toString)
                  .orElse("a side")
              + ".");
    }
    if (state.wanted().isPresent() && state.isReady()) {
      state
          .condition(Conditions.READY)
          .ifPresent(ready -> holds.add(ready.getReason() + ": " + ready.getMessage()));
    }
    return holds;
  }

  private List<String> next() {
    List<String> next = new ArrayList<>();
    migration().ifPresent(migration -> next.add(sentence(migration)));
    if (migration().isEmpty() && state.wanted().isPresent()) {
      next.add(
          state.mode() == PlacementMode.RECOMMEND && state.pin().isEmpty()
              ? "Nothing by itself: mode is Recommend. With placement.mode Auto it migrates."
              : "It migrates to %s once that does not hold it any more."
                  .formatted(state.wanted().get()));
    }
    state
        .pin()
        .map(pin -> pin.replaceFirst(".* until +", ""))
        .filter(end -> Age.instant(end).isPresent())
        .ifPresent(
            end ->
                next.add(
                    "At %s%s the pin ends, and the operator decides again."
                        .formatted(end, Age.until(end, now))));
    exception()
        .ifPresent(
            end ->
                next.add(
                    "At %s%s the exception ends at the latest, and the policy's rules count again."
                        .formatted(end, Age.until(end, now))));
    state
        .status()
        .map(WorkloadPlacementStatus::warmUntil)
        .ifPresent(
            end ->
                next.add(
                    "Until %s%s Knative keeps the pods with which it took over."
                        .formatted(end, Age.until(end, now))));
    if (next.isEmpty()) {
      next.add(
          state.isReady()
              ? "Nothing, while its spec, its policy and the cluster stay as they are."
              : "The operator goes on as soon as it can.");
    }
    return next;
  }

  private String sentence(MigrationStatus migration) {
    return "The migration from %s to %s is in the phase %s%s: %s%s"
        .formatted(
            migration.from(),
            migration.to(),
            migration.phase(),
            Optional.ofNullable(migration.phaseStartedAt())
                .map(at -> Age.since(at, now))
                .orElse(""),
            Objects.requireNonNullElse(migration.message(), ""),
            Optional.ofNullable(migration.retryAt())
                .map(at -> " It is tried again at " + at + Age.until(at, now) + ".")
                .orElse(""));
  }

  private Optional<MigrationStatus> migration() {
    return state.status().map(WorkloadPlacementStatus::migration);
  }

  private Optional<String> exception() {
    return Optional.ofNullable(state.placement().getSpec().placement())
        .map(Placement::exception)
        .map(exception -> exception.expiresAt());
  }

  private List<String> policy(DecisionStatus decision) {
    List<String> policy = new ArrayList<>();
    policy.add(
        decision.policy() == null || decision.policy().isEmpty()
            ? "None selects it: the built-in defaults count."
            : "PlacementPolicy '%s'.".formatted(decision.policy()));
    state
        .condition(Conditions.POLICY_COMPLIANT)
        .ifPresent(compliant -> policy.add(compliant.getReason() + ": " + compliant.getMessage()));
    Optional.ofNullable(state.placement().getSpec().placement())
        .map(Placement::exception)
        .ifPresent(
            exception ->
                policy.add(
                    "An exception until %s, approved by %s: %s"
                        .formatted(
                            exception.expiresAt(), exception.approvedBy(), exception.reason())));
    return policy;
  }

  private static void section(List<String> lines, String title, List<String> sentences) {
    if (!sentences.isEmpty()) {
      lines.add("");
      lines.add(title + ":");
      sentences.forEach(sentence -> lines.addAll(Terminal.wrapped(INDENT, sentence, WIDTH)));
    }
  }

  private static void table(List<String> lines, String title, Optional<TextTable> table) {
    table.ifPresent(
        rows -> {
          lines.add("");
          lines.add(title + ":");
          lines.add(INDENT + rows.headline());
          rows.lines().forEach(row -> lines.add(INDENT + row));
        });
  }
}
