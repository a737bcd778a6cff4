package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Shows how placements are decided, rendered and become Ready: a table that updates on a terminal,
 * and a line for every step where the output is not one.
 */
final class Board implements ResourceEventHandler<WorkloadPlacement> {

  private static final String ROW = "%-28s %-11s %-6s %-31s %s";

  private final PrintWriter out;
  private final boolean table;
  private final TreeMap<String, WorkloadPlacement> placements = new TreeMap<>();
  private int rowsShown;

  /**
   * A board.
   *
   * @param table whether rows are drawn over, or a line is written for every step
   */
  Board(PrintWriter out, boolean table) {
    this.out = out;
    this.table = table;
  }

  static String key(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }

  @Override
  public synchronized void onAdd(WorkloadPlacement placement) {
    show(null, placement);
  }

  @Override
  public synchronized void onUpdate(WorkloadPlacement before, WorkloadPlacement placement) {
    show(before, placement);
  }

  @Override
  public synchronized void onDelete(WorkloadPlacement placement, boolean finalStateUnknown) {
    placements.remove(key(placement));
    if (table) {
      draw();
    } else {
      say(placement, "deleted");
    }
    notifyAll();
  }

  /** Waits until all of these are Ready, at most for the given time. */
  synchronized boolean awaitReady(Collection<String> names, Duration patience)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!names.stream().allMatch(this::isReady)) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Prints why each of these runs where it runs, or what keeps it from running. */
  synchronized void explain(KubernetesClient client, Collection<String> names) {
    out.println();
    for (String name : names) {
      WorkloadPlacement placement = placements.get(name);
      if (isReady(name)) {
        DecisionStatus decision = placement.getStatus().decision();
        out.println(
            name + " runs on " + placement.getStatus().target() + " (" + decision.reason() + ")");
        out.println("  " + decision.message());
        if (decision.flipPoint() != null) {
          out.println("  " + decision.flipPoint());
        }
        List<String> rendered = RenderedObjects.of(client, placement);
        if (!rendered.isEmpty()) {
          out.println("  rendered: " + String.join(", ", rendered));
        }
      } else {
        out.println(name + " is NOT Ready: " + obstacle(placement));
      }
    }
    out.flush();
  }

  private void show(WorkloadPlacement before, WorkloadPlacement placement) {
    placements.put(key(placement), placement);
    if (table) {
      draw();
    } else {
      steps(Optional.ofNullable(before).map(WorkloadPlacement::getStatus), placement);
    }
    notifyAll();
  }

  private void steps(Optional<WorkloadPlacementStatus> before, WorkloadPlacement placement) {
    WorkloadPlacementStatus now = placement.getStatus();
    if (now == null || now.decision() == null) {
      say(placement, "applied");
      return;
    }
    String decided = now.decision().target() + " (" + now.decision().reason() + ")";
    Optional<String> decidedBefore =
        before
            .map(WorkloadPlacementStatus::decision)
            .map(d -> d.target() + " (" + d.reason() + ")");
    if (!decidedBefore.equals(Optional.of(decided))) {
      say(placement, "decided: " + decided);
    }
    String state = state(now);
    if (!before.map(Board::state).equals(Optional.of(state))) {
      say(placement, state);
    }
  }

  private static String state(WorkloadPlacementStatus status) {
    return ready(status)
        .map(
            c ->
                "True".equals(c.getStatus())
                    ? "Ready on " + status.target()
                    : "not yet: " + c.getMessage())
        .orElse("waiting");
  }

  private void say(WorkloadPlacement placement, String what) {
    out.println(key(placement) + " " + what);
    out.flush();
  }

  private void draw() {
    StringBuilder sheet = new StringBuilder();
    if (rowsShown > 0) {
      sheet.append(Terminal.up(rowsShown));
    }
    sheet.append(
        Terminal.row(ROW.formatted("PLACEMENT", "TARGET", "READY", "REASON", "COST/MONTH")));
    placements.forEach(
        (name, placement) -> sheet.append(Terminal.row(row(name, placement.getStatus()))));
    sheet.append(Terminal.CLEAR_BELOW);
    rowsShown = placements.size() + 1;
    out.print(sheet);
    out.flush();
  }

  private static String row(String name, WorkloadPlacementStatus status) {
    if (status == null || status.decision() == null) {
      return ROW.formatted(name, "", "", "", "");
    }
    return ROW.formatted(
        name,
        Objects.toString(status.target(), ""),
        ready(status).map(Condition::getStatus).orElse(""),
        Objects.toString(status.decision().reason(), ""),
        Objects.toString(status.monthlyCost(), ""));
  }

  private boolean isReady(String name) {
    return Optional.ofNullable(placements.get(name))
        .filter(p -> p.getStatus() != null)
        .filter(
            p ->
                Objects.equals(p.getStatus().observedGeneration(), p.getMetadata().getGeneration()))
        .flatMap(p -> ready(p.getStatus()))
        .filter(c -> "True".equals(c.getStatus()))
        .isPresent();
  }

  private static String obstacle(WorkloadPlacement placement) {
    return Optional.ofNullable(placement)
        .map(WorkloadPlacement::getStatus)
        .flatMap(Board::ready)
        .map(c -> c.getReason() + ": " + c.getMessage())
        .orElse("the operator has not looked at it yet");
  }

  private static Optional<Condition> ready(WorkloadPlacementStatus status) {
    return status.conditions().stream()
        .filter(c -> Conditions.READY.equals(c.getType()))
        .findFirst();
  }
}
