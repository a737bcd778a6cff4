package io.workloadplacement.cli;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Shows the phases of one placement's move: in a pipe a line for every change; on a terminal the
 * last line is drawn over while its phase lasts, and follows the pods.
 */
final class MigrationBoard implements ResourceEventHandler<WorkloadPlacement> {

  private static final long REFRESH_MILLIS = 1000;

  /** A state of the placement; its deletion has none. */
  private record Change(WorkloadPlacement placement, boolean deleted) {}

  private final PrintWriter out;
  private final boolean table;
  private final SidePods pods;
  private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
  private MigrationView shown;
  private String rowShown = "";

  /**
   * A board.
   *
   * @param table whether the row of a phase is drawn over
   */
  MigrationBoard(PrintWriter out, boolean table, SidePods pods) {
    this.out = out;
    this.table = table;
    this.pods = pods;
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
   * Shows what happens until the move has ended one way or the other.
   *
   * @param generation older states than of this one say nothing of the move
   * @param patience how long to wait; what is unfinished then has failed
   */
  MigrationView await(long generation, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      Change change =
          changes.poll(Math.max(0, Math.min(left, REFRESH_MILLIS)), TimeUnit.MILLISECONDS);
      if (change != null && change.deleted()) {
        return new MigrationView(
            "",
            "Deleted",
            "The placement was deleted.",
            MigrationView.Outcome.FAILED,
            MigrationView.of(change.placement()).where());
      }
      if (change != null && change.placement().getMetadata().getGeneration() >= generation) {
        show(MigrationView.of(change.placement()));
      } else if (table && shown != null) {
        show(shown);
      }
      if (shown != null && shown.outcome() != MigrationView.Outcome.GOES_ON) {
        return shown;
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
