package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.simulation.Flapping;
import io.workloadplacement.simulation.Judged;
import io.workloadplacement.simulation.Regret;
import io.workloadplacement.simulation.WorkloadEvaluation;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of an evaluation, as text: for each trace and in all. */
final class RegretTable {

  private static final String ROW = "%-34s %-6s %-7s %6s | %-24s | %-24s | %-24s | %-31s | %7s";

  private final Map<String, List<WorkloadEvaluation.Outcome>> byFile = new LinkedHashMap<>();

  void add(String file, List<WorkloadEvaluation.Outcome> outcomes) {
    byFile.put(file, outcomes);
  }

  void print(PrintWriter out) {
    flapping(out);
    out.println();
    out.println(
        "Regret: learned on the first part of each trace, decided, judged on the rest. For each way"
            + " to place: as hindsight would (hit), cost over hindsight's (cost), targets missed"
            + " (miss).");
    out.println();
    out.println(
        ROW.formatted(
            "",
            "cold",
            "p95",
            "work-",
            "decision",
            "always Deployment",
            "always Knative",
            "best threshold",
            "hind-"));
    String columns = "   hit     cost    miss";
    out.println(
        ROW.formatted(
            "trace",
            "start",
            "target",
            "loads",
            columns,
            columns,
            columns,
            columns + " req/m",
            "sight"));
    out.println(ROW.formatted("", "", "", "", "", "", "", "", "miss").stripTrailing());
    byFile.forEach((file, outcomes) -> rows(out, file, judged(outcomes)));
    List<Judged> all =
        byFile.values().stream().flatMap(outcomes -> judged(outcomes).stream()).toList();
    if (byFile.size() != 1) {
      rows(out, "all", all);
    }
  }

  private static List<Judged> judged(List<WorkloadEvaluation.Outcome> outcomes) {
    return outcomes.stream().flatMap(outcome -> outcome.judged().stream()).toList();
  }

  private static void rows(PrintWriter out, String name, List<Judged> judged) {
    for (Duration coldStart : WorkloadEvaluation.COLD_STARTS) {
      for (Duration target : WorkloadEvaluation.TARGETS) {
        row(
            out,
            name,
            DurationText.format(coldStart),
            DurationText.format(target),
            judged.stream()
                .filter(j -> j.coldStart().equals(coldStart) && j.latencyTarget().equals(target))
                .toList());
      }
    }
    row(out, name, "all", "all", judged);
  }

  private static void row(
      PrintWriter out, String name, String coldStart, String target, List<Judged> judged) {
    double threshold = Regret.bestThreshold(judged);
    out.println(
        ROW.formatted(
            name,
            coldStart,
            target,
            judged.size(),
            cells(Regret.of(judged, Judged::decided)),
            cells(Regret.of(judged, j -> Target.DEPLOYMENT)),
            cells(Regret.of(judged, j -> Target.KNATIVE)),
            cells(Regret.of(judged, Regret.threshold(threshold)))
                + String.format(Locale.ROOT, " %6.2f", threshold),
            percent(Regret.ofHindsight(judged).misses())));
  }

  private static String cells(Regret regret) {
    return "%s %s %s"
        .formatted(
            percent(regret.asHindsight()),
            String.format(Locale.ROOT, "%+7.1f%%", 100 * (regret.cost() - 1)),
            percent(regret.misses()));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%6.1f%%", 100 * share);
  }

  private void flapping(PrintWriter out) {
    out.println(
        "Moves, when each workload is decided anew every hour by all that came before (all cold"
            + " starts and targets, weighted):");
    out.printf(
        "%-34s %-18s %14s %10s %14s %14s%n",
        "trace", "stability", "moves/week", "moves", "taken back", "saved/move");
    List<Flapping> stable = new ArrayList<>();
    List<Flapping> unstable = new ArrayList<>();
    byFile.forEach(
        (file, outcomes) -> {
          List<Flapping> held = outcomes.stream().flatMap(o -> o.stable().stream()).toList();
          List<Flapping> free = outcomes.stream().flatMap(o -> o.unstable().stream()).toList();
          moves(out, file, "default", held);
          moves(out, file, "none", free);
          stable.addAll(held);
          unstable.addAll(free);
        });
    moves(out, "all", "default", stable);
    moves(out, "all", "none", unstable);
  }

  private static void moves(
      PrintWriter out, String name, String stability, List<Flapping> flapping) {
    Flapping.Total total = Flapping.Total.of(flapping);
    out.printf(
        Locale.ROOT,
        "%-34s %-18s %14.4f %10.0f %13.1f%% %14.4f%n",
        name,
        stability,
        total.movesPerWeek(),
        total.moves(),
        100 * total.takenBackShare(),
        total.savedPerMove());
  }
}
