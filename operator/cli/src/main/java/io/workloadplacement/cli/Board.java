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
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Shows how placements are decided, rendered and become Ready: on a terminal a table that updates
 * until they are explained, elsewhere and afterwards a line for every step.
 */
final class Board implements ResourceEventHandler<WorkloadPlacement> {

  private final PrintWriter out;
  private final OptionalInt width;
  private final TreeMap<String, WorkloadPlacement> placements = new TreeMap<>();
  private boolean table;
  private int rowsShown;

  /**
   * A board.
   *
   * @param width columns of the terminal on which a table is drawn over; empty where there is none
   */
  Board(PrintWriter out, OptionalInt width) {
    this.out = out;
    this.width = width;
    this.table = width.isPresent();
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

  /** Prints a line that stays, above the table where there is one. */
  synchronized void note(String line) {
    boolean above = table && rowsShown > 0;
    if (above) {
      out.print(Terminal.up(rowsShown) + Terminal.CLEAR_BELOW);
      rowsShown = 0;
    }
    print("", line);
    if (above) {
      draw();
    }
    out.flush();
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

  /**
   * Prints why each of these runs where it runs, or what keeps it from running. The table is final
   * then: what is printed below it stays.
   */
  synchronized void explain(KubernetesClient client, Collection<String> names) {
    table = false;
    out.println();
    for (String name : names) {
      WorkloadPlacement placement = placements.get(name);
      if (placement != null && isReady(name)) {
        DecisionStatus decision =
            Objects.requireNonNull(placement.getStatus().decision(), "what is Ready was decided");
        print(
            "",
            name + " runs on " + placement.getStatus().target() + " (" + decision.reason() + ")");
        print("  ", Objects.requireNonNullElse(decision.message(), ""));
        if (decision.flipPoint() != null) {
          print("  ", decision.flipPoint());
        }
        List<String> rendered = RenderedObjects.of(client, placement);
        if (!rendered.isEmpty()) {
          print("  ", "rendered: " + String.join(", ", rendered));
        }
      } else {
        print("", name + " is NOT Ready: " + obstacle(client, name, placement));
      }
    }
    out.flush();
  }

  private void print(String indent, String text) {
    if (width.isEmpty()) {
      out.println(indent + text);
    } else {
      Terminal.wrapped(indent, text, width.getAsInt()).forEach(out::println);
    }
  }

  private void show(@Nullable WorkloadPlacement before, WorkloadPlacement placement) {
    placements.put(key(placement), placement);
    if (table) {
      draw();
    } else {
      steps(Optional.ofNullable(before), placement);
    }
    notifyAll();
  }

  private void steps(Optional<WorkloadPlacement> earlier, WorkloadPlacement placement) {
    WorkloadPlacementStatus now = placement.getStatus();
    if (now == null || now.decision() == null) {
      if (earlier.isEmpty()) {
        say(placement, "applied");
      }
      return;
    }
    Optional<WorkloadPlacementStatus> before = earlier.map(WorkloadPlacement::getStatus);
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
    print("", key(placement) + " " + what);
    out.flush();
  }

  private void draw() {
    List<String> lines =
        BoardTable.lines(
            placements.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue().getStatus()))
                .toList(),
            width.getAsInt());
    StringBuilder sheet = new StringBuilder();
    if (rowsShown > 0) {
      sheet.append(Terminal.up(rowsShown));
    }
    lines.forEach(line -> sheet.append(Terminal.row(line)));
    sheet.append(Terminal.CLEAR_BELOW);
    rowsShown = lines.size();
    out.print(sheet);
    out.flush();
  }

  private static BoardTable.Row row(String name, WorkloadPlacementStatus status) {
    if (status == null || status.decision() == null) {
      return new BoardTable.Row(name, "", "", "", "");
    }
    return new BoardTable.Row(
        name,
        Objects.toString(status.target(), ""),
        ready(status).map(Condition::getStatus).orElse(""),
        Objects.toString(status.monthlyCost(), ""),
        Objects.toString(status.decision().reason(), ""));
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

  private static String obstacle(
      KubernetesClient client, String name, @Nullable WorkloadPlacement placement) {
    return Optional.ofNullable(placement)
        .map(WorkloadPlacement::getStatus)
        .flatMap(Board::ready)
        .map(c -> c.getReason() + ": " + c.getMessage())
        .or(() -> ServiceWarning.of(client, name))
        .orElse("the operator has not looked at it yet");
  }

  private static Optional<Condition> ready(WorkloadPlacementStatus status) {
    return status.conditions().stream()
        .filter(c -> Conditions.READY.equals(c.getType()))
        .findFirst();
  }
}
