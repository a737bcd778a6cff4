package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.PlacementRecord;
import io.workloadplacement.decision.PolicySettings.StabilityRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Says whether a migration is worth it now. */
record StabilityGate(StabilityRules rules, List<PlacementRecord> history, Instant now) {

  private static final Duration WEEK = Duration.ofDays(7);

  /**
   * What latency decided is taken back for cost after eight days, with the default minDwell: the
   * day of the week on which it missed has then come again, and gone by.
   */
  private static final int DWELL_AFTER_MISS = 8;

  /**
   * Why a migration has to wait.
   *
   * @param why a clause for a sentence
   * @param until when time alone lets it go; empty where it does not
   */
  record Hold(String why, Optional<Instant> until) {}

  /** What holds a migration that latency has decided: the week's limit alone. */
  Optional<Hold> holdForLatency() {
    return week();
  }

  /**
   * What holds a migration that the matrix has decided.
   *
   * @param difference points by which the totals differ
   */
  Optional<Hold> holdForMatrix(int difference) {
    if (difference < rules.minImprovementPercent()) {
      return Optional.of(
          new Hold(
              "the totals differ by %s points and a migration needs %s"
                  .formatted(difference, rules.minImprovementPercent()),
              Optional.empty()));
    }
    List<Hold> holds = new ArrayList<>();
    week().ifPresent(holds::add);
    dwell().ifPresent(holds::add);
    return holds.stream().max(Comparator.comparing(hold -> hold.until().orElse(Instant.MAX)));
  }

  private Optional<Hold> week() {
    int most = rules.maxMigrationsPerWeek();
    if (most == 0) {
      return Optional.of(
          new Hold(
              "the policy allows no such migrations (maxMigrationsPerWeek is 0)",
              Optional.empty()));
    }
    List<Instant> times = migrations().stream().map(PastMigration::at).toList();
    if (times.size() < most || !times.get(most - 1).plus(WEEK).isAfter(now)) {
      return Optional.empty();
    }
    return Optional.of(
        new Hold(
            "it moved %s times within seven days and maxMigrationsPerWeek is %s"
                .formatted(times.stream().filter(at -> at.plus(WEEK).isAfter(now)).count(), most),
            Optional.of(times.get(most - 1).plus(WEEK))));
  }

  private Optional<Hold> dwell() {
    Optional<PastMigration> last = migrations().stream().findFirst();
    return last.filter(migration -> migration.at().plus(dwellAfter(migration)).isAfter(now))
        .map(
            migration ->
                new Hold(
                    migration.leftWhatMissedTheTarget()
                        ? "it moved at %s for the latency target, and %s times minDwell is %s"
                            .formatted(
                                migration.at(), DWELL_AFTER_MISS, text(dwellAfter(migration)))
                        : "it moved at %s and minDwell is %s"
                            .formatted(migration.at(), text(rules.minDwell())),
                    Optional.of(migration.at().plus(dwellAfter(migration)))));
  }

  private Duration dwellAfter(PastMigration migration) {
    return migration.leftWhatMissedTheTarget()
        ? rules.minDwell().multipliedBy(DWELL_AFTER_MISS)
        : rules.minDwell();
  }

  private static String text(Duration duration) {
    return DurationText.format(duration);
  }

  private record PastMigration(Instant at, Optional<Reason> reason) {

    boolean leftWhatMissedTheTarget() {
      return reason.filter(Reason::isOfLatency).isPresent();
    }
  }

  /**
   * The migrations that count, newest first: changes of the side, but for those that were made at
   * once and the stand-ins for an absent Knative.
   */
  private List<PastMigration> migrations() {
    List<PlacementRecord> placed =
        history.stream()
            .filter(record -> !Reason.KNATIVE_ABSENT.toString().equals(record.reason()))
            .toList();
    List<PastMigration> migrations = new ArrayList<>();
    for (int i = 0; i + 1 < placed.size(); i++) {
      PlacementRecord record = placed.get(i);
      boolean moved = record.target() != placed.get(i + 1).target();
      Optional<Reason> reason = Reason.of(record.reason());
      if (moved && reason.filter(Reason::migratesAtOnce).isEmpty()) {
        migrations.add(
            new PastMigration(
                Timestamps.parse("status.history[" + i + "].at", record.at()), reason));
      }
    }
    return migrations;
  }
}
