package io.workloadplacement.cli;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows the phases of one placement's migration: in a pipe a line for every change; on a terminal
 * the last line is drawn over while its phase lasts, and follows the pods.
 */
final class MigrationBoard implements ResourceEventHandler<WorkloadPlacement> {

  private static final long REFRESH_MILLIS = 1000;

  /** Another replica leads after twenty seconds. */
  private static final Duration OPERATOR_LOOKS_WITHIN = Duration.ofMinutes(1);

  /** A state of the placement; its deletion has none. */
  private record Change(WorkloadPlacement placement, boolean deleted) {}

  private final PrintWriter out;
  private final boolean table;
  private final SidePods pods;
  private final Optional<PinChange> asked;
  private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
  private @Nullable MigrationView shown;
  private String rowShown = "";

  /**
   * A board.
   *
   * @param table whether the row of a phase is drawn over
   * @param asked what the placement was changed to; empty where it is only watched
   */
  MigrationBoard(PrintWriter out, boolean table, SidePods pods, Optional<PinChange> asked) {
    this.out = out;
    this.table = table;
    this.pods = pods;
    this.asked = asked;
  }

  @Override
  public void onAdd(WorkloadPlacement placement) {
    changes.add(new Change(placement, false));
  }

  @Override
  public void onUpdate(WorkloadPlacement before, WorkloadPlacement placement) {
    changes.add(new Change(placement, false));
  }

  @Override
  public void onDelete(WorkloadPlacement placement, boolean finalStateUnknown) {
    changes.add(new Change(placement, true));
  }

  /**
   * Shows what happens until the migration has ended one way or the other.
   *
   * @param generation older states than of this one say nothing of the migration
   * @param patience how long to wait; what is unfinished then has failed
   */
  MigrationView await(long generation, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    long looks = System.nanoTime() + OPERATOR_LOOKS_WITHIN.toNanos();
    while (true) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      Change change =
          changes.poll(Math.max(0, Math.min(left, REFRESH_MILLIS)), TimeUnit.MILLISECONDS);
      if (change != null && change.deleted()) {
        return new MigrationView(
            "",
            "Deleted",
            "The placement was deleted.",
            MigrationView.Outcome.ENDED,
            MigrationView.where(change.placement()));
      }
      if (change != null && change.placement().getMetadata().getGeneration() >= generation) {
        MigrationView view = MigrationView.of(change.placement());
        if (asked.filter(pin -> !pin.isIn(change.placement())).isPresent()) {
          return view.ended("Overruled", "somebody has changed spec.placement meanwhile.");
        }
        show(view);
      } else if (table && shown != null) {
        show(shown);
      }
      if (shown != null && shown.outcome() != MigrationView.Outcome.GOES_ON) {
        return shown;
      }
      if (shown != null && shown.unseen() && System.nanoTime() > looks) {
        return shown.ended(
            "NoOperator",
            "The operator has not looked at it for %s: is it running?"
                .formatted(DurationText.format(OPERATOR_LOOKS_WITHIN)));
      }
      if (left <= 0) {
        return shown == null ? nothingSeen() : shown.late();
      }
    }
  }

  private static MigrationView nothingSeen() {
    return new MigrationView(
        "", "Timeout", "Nothing was seen of it.", MigrationView.Outcome.FAILED, "The placement");
  }

  private void show(MigrationView view) {
    boolean samePhase = shown != null && shown.phase().equals(view.phase());
    boolean sameLine = shown != null && shown.line("").equals(view.line(""));
    shown = view;
    if (!table && sameLine) {
      return;
    }
    String row = view.line(" (pods: " + pods.words() + ")");
    if (row.equals(rowShown)) {
      return;
    }
    rowShown = row;
    if (table) {
      out.print((samePhase ? Terminal.up(1) : "") + Terminal.row(row));
    } else {
      out.println(row);
    }
    out.flush();
  }
}
