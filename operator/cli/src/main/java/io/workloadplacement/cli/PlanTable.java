package io.workloadplacement.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Placements with a line each, and another one for what needs a look. */
record PlanTable(List<PlannedPlacement> placements) {

  private static final List<String> HEADER =
      List.of("PLACEMENT", "TARGET", "COST/MONTH", "OTHER SIDE", "REASON");
  private static final Set<Integer> FIGURES = Set.of(2, 3);
  private static final String ABSENT = "-";
  private static final int MOST_FIELDS = 2;

  void write(PrintWriter out) {
    boolean oneNamespace =
        placements.stream().map(p -> p.placement().getMetadata().getNamespace()).distinct().count()
            == 1;
    List<List<String>> rows =
        placements.stream().map(planned -> cells(planned, oneNamespace)).toList();
    TextTable table = new TextTable(HEADER, rows, FIGURES);
    List<String> lines = table.lines();
    out.println(table.headline());
    for (int i = 0; i < rows.size(); i++) {
      out.println(lines.get(i));
      looks(placements.get(i)).forEach(look -> out.println("  " + look));
    }
  }

  private static List<String> cells(PlannedPlacement planned, boolean oneNamespace) {
    return List.of(
        oneNamespace ? planned.placement().getMetadata().getName() : planned.key(),
        planned.on().toString(),
        planned.figures(planned.on()).map(SideFigures::cost).orElse(ABSENT),
        planned.figures(planned.on().other()).map(SideFigures::cost).orElse(ABSENT),
        planned.decision().reason()
            + (planned.on() == planned.wanted() ? "" : " (" + planned.wanted() + " is wanted)"));
  }

  private static List<String> looks(PlannedPlacement planned) {
    List<String> looks = new ArrayList<>();
    planned
        .cluster()
        .filter(cluster -> !cluster.changes().isEmpty())
        .map(ClusterChanges::sentence)
        .ifPresent(looks::add);
    List<String> fields =
        planned.decision().blockers().stream()
            .filter(blocker -> blocker.target() == planned.wanted().other())
            .map(blocker -> blocker.field())
            .toList();
    if (!fields.isEmpty()) {
      looks.add(
          "%s cannot run it: %s%s"
              .formatted(
                  planned.wanted().other(),
                  fields.stream().limit(MOST_FIELDS).collect(Collectors.joining(", ")),
                  fields.size() > MOST_FIELDS
                      ? " and " + (fields.size() - MOST_FIELDS) + " more"
                      : ""));
    }
    planned.refusals().forEach(refusal -> looks.add("! " + refusal));
    if (planned.brokenPolicy().isPresent()) {
      looks.add("! " + planned.decision().message());
    }
    return looks;
  }
}
