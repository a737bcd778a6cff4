package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.Event;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.PlacementRecord;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a placement has been, the newest first, and its migrations, the oldest first. */
record PlacementHistory(PlacementState state, MigrationEvents migrations, Instant now) {

  private static final String ABSENT = "-";

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    List<PlacementRecord> records =
        state.status().map(WorkloadPlacementStatus::history).orElse(List.of());
    if (records.isEmpty()) {
      lines.add(state.key() + " has not been placed yet.");
    } else {
      add(
          lines,
          new TextTable(List.of("SINCE", "TARGET", "FOR", "REASON"), rows(records), Set.of(2)));
    }
    migration().ifPresent(migration -> lines.addAll(List.of("", sentence(migration))));
    lines.add("");
    if (migrations.events().isEmpty()) {
      lines.add("Events cannot be read here: migrations are shown without them.");
    } else if (migrations.events().get().isEmpty()) {
      lines.add("The cluster keeps no event of a migration (any more).");
    } else {
      add(
          lines,
          new TextTable(
              List.of("MIGRATION", "AFTER", "PHASE", "MESSAGE"),
              phases(migrations.events().get()),
              Set.of(1)));
    }
    return lines;
  }

  private static void add(List<String> lines, TextTable table) {
    lines.add(table.headline());
    lines.addAll(table.lines());
  }

  private List<List<String>> rows(List<PlacementRecord> records) {
    List<List<String>> rows = new ArrayList<>();
    @Nullable String end = null;
    for (PlacementRecord one : records) {
      rows.add(
          List.of(
              Objects.requireNonNullElse(one.at(), ABSENT),
              String.valueOf(one.target()),
              lasted(one.at(), end),
              Objects.requireNonNullElse(one.reason(), ABSENT)));
      end = one.at();
    }
    return rows;
  }

  /** Each phase with the time since the one before it. */
  private static List<List<String>> phases(List<Event> events) {
    List<List<String>> rows = new ArrayList<>();
    Optional<Instant> before = Optional.empty();
    for (Event event : events) {
      Optional<Instant> at = Age.instant(MigrationEvents.at(event));
      Optional<Instant> last = before;
      rows.add(
          List.of(
              MigrationEvents.at(event),
              last.flatMap(from -> at.map(to -> Age.words(Duration.between(from, to))))
                  .orElse(ABSENT),
              event.getReason(),
              Objects.requireNonNullElse(event.getMessage(), "")));
      before = at;
    }
    return rows;
  }

  private String sentence(MigrationStatus migration) {
    return "It migrates from %s to %s since %s: %s for %s."
        .formatted(
            migration.from(),
            migration.to(),
            migration.startedAt(),
            migration.phase(),
            lasted(migration.phaseStartedAt(), null));
  }

  private Optional<MigrationStatus> migration() {
    return state.status().map(WorkloadPlacementStatus::migration);
  }

  /** From one moment to another, or to now. */
  private String lasted(@Nullable String from, @Nullable String to) {
    Instant end = Optional.ofNullable(to).flatMap(Age::instant).orElse(now);
    return Optional.ofNullable(from)
        .flatMap(Age::instant)
        .map(begin -> Age.words(Duration.between(begin, end)))
        .orElse(ABSENT);
  }
}
