package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Factor;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.Totals;
import io.workloadplacement.decision.TrafficProfile;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plans as a comment on a pull request: a table for each placement, with its details folded. */
final class PlanMarkdown implements PlanReport {

  private static final String ABSENT = "-";
  private static final String FENCE = "````";

  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @Override
  public void write(Planned all, Detail detail, PrintWriter out) {
    out.println("## Workload placement");
    out.println();
    out.println(text(String.join(" ", all.summary())));
    if (all.placements().size() > 1) {
      out.println();
      overview(all.placements(), out);
    }
    for (PlannedPlacement planned : all.placements()) {
      write(planned, out);
      if (detail.manifests()) {
        fold(
            "Manifests",
            code(
                "yaml",
                planned.preview().manifests().stream()
                    .map(manifest -> serialization.convertValue(manifest, JsonNode.class))
                    .map(PlainYaml::of)
                    .collect(Collectors.joining())),
            out);
      }
    }
  }

  private static void overview(List<PlannedPlacement> placements, PrintWriter out) {
    row(List.of("Placement", "Runs on", "Reason", "Cost a month", "Other side"), out);
    row(List.of("---", "---", "---", "---:", "---:"), out);
    for (PlannedPlacement planned : placements) {
      row(
          List.of(
              "`" + planned.key() + "`",
              planned.on().toString(),
              planned.decision().reason(),
              planned.figures(planned.on()).map(SideFigures::cost).orElse(ABSENT),
              planned.figures(planned.on().other()).map(SideFigures::cost).orElse(ABSENT)),
          out);
    }
  }

  private static void write(PlannedPlacement planned, PrintWriter out) {
    DecisionStatus decision = planned.decision();
    out.println();
    out.printf("### `%s`: %s (%s)%n", planned.key(), decision.target(), decision.reason());
    out.println();
    out.println(text(decision.message()));
    planned
        .cluster()
        .ifPresent(
            cluster -> {
              out.println();
              out.println("**" + ClusterChanges.sentence(cluster) + "**");
            });
    if (!planned.refusals().isEmpty()) {
      out.println();
      out.print(
          bullets(planned.refusals().stream().map(r -> "**Cannot be carried out:** " + text(r))));
    }
    out.println();
    figures(planned, out);
    if (decision.flipPoint() != null) {
      out.println();
      out.println(text(decision.flipPoint()));
    }
    fold("Why: the weighted matrix", matrix(decision), out);
    fold(
        "Blockers",
        bullets(
            decision.blockers().stream()
                .map(b -> "%s: `%s`: %s".formatted(b.target(), b.field(), text(b.message())))),
        out);
    fold("Notes", bullets(notes(planned)), out);
    planned
        .cluster()
        .filter(cluster -> !cluster.changes().isEmpty())
        .ifPresent(
            cluster ->
                fold(
                    "Changes on the cluster",
                    code("diff", String.join("\n", ClusterChanges.of(cluster)) + "\n"),
                    out));
  }

  private static Stream<String> notes(PlannedPlacement planned) {
    String policy = planned.decision().policy();
    return Stream.concat(
        Stream.of(
            policy == null
                ? "No policy applies; the built-in defaults do."
                : "Policy `" + policy + "` applies."),
        planned.notes().stream().map(PlanMarkdown::text));
  }

  private static void figures(PlannedPlacement planned, PrintWriter out) {
    Target on = planned.preview().decision().nextAction().on();
    Optional<SideFigures> before = planned.now().or(() -> planned.figures(on.other()));
    boolean fromNow = planned.now().isPresent();
    List<String> header = new ArrayList<>(List.of(""));
    planned.now().ifPresent(now -> header.add("Now, on " + now.side()));
    for (Target side : Target.values()) {
      header.add(side == on ? "**" + side + "**" : side.toString());
    }
    header.add(fromNow ? "Change" : "%s against %s".formatted(on, on.other()));
    row(header, out);
    row(header.stream().map(cell -> cell.isEmpty() ? "---" : "---:").toList(), out);
    TrafficProfile profile = planned.preview().decision().profile();
    row(planned, "Cost a month", SideFigures::cost, SideFigures::costAgainst, before, out);
    row(
        planned,
        "Latency, p%d (target %s)"
            .formatted(profile.percentile(), DurationText.format(profile.latencyTarget())),
        SideFigures::latencyText,
        SideFigures::latencyAgainst,
        before,
        out);
    row(
        planned,
        "Cold starts a day",
        SideFigures::coldStartsText,
        SideFigures::coldStartsAgainst,
        before,
        out);
    row(planned, "Replicas", SideFigures::replicas, (side, other) -> "", before, out);
  }

  private static void row(
      PlannedPlacement planned,
      String name,
      Function<SideFigures, String> value,
      BiFunction<SideFigures, SideFigures, String> change,
      Optional<SideFigures> before,
      PrintWriter out) {
    Target on = planned.preview().decision().nextAction().on();
    List<String> cells = new ArrayList<>(List.of(name));
    planned.now().map(value).ifPresent(cells::add);
    for (Target side : Target.values()) {
      cells.add(planned.figures(side).map(value).orElse(ABSENT));
    }
    cells.add(
        planned
            .figures(on)
            .flatMap(figures -> before.map(other -> change.apply(figures, other)))
            .orElse(ABSENT));
    row(cells, out);
  }

  private static String matrix(DecisionStatus decision) {
    if (decision.factors().isEmpty()) {
      return "";
    }
    StringBuilder table = new StringBuilder("| Factor | Weight | Deployment | Knative | Why |\n");
    table.append("|---|---:|---:|---:|---|\n");
    for (Factor factor : decision.factors()) {
      table.append(
          "| %s | %s | %s | %s | %s |\n"
              .formatted(
                  factor.name(),
                  factor.weight(),
                  factor.deployment(),
                  factor.knative(),
                  text(factor.why())));
    }
    Totals totals = Objects.requireNonNull(decision.totals(), "factors have totals");
    return table
        .append(
            "| **Total** of 100 | | **%s** | **%s** | |\n"
                .formatted(totals.deployment(), totals.knative()))
        .toString();
  }

  private static void row(List<String> cells, PrintWriter out) {
    out.println("| " + String.join(" | ", cells) + " |");
  }

  private static void fold(String title, String content, PrintWriter out) {
    if (!content.isEmpty()) {
      out.println();
      out.println("<details><summary>" + title + "</summary>");
      out.println();
      out.print(content);
      out.println();
      out.println("</details>");
    }
  }

  private static String bullets(Stream<String> lines) {
    return lines.map(line -> "- " + line + "\n").collect(Collectors.joining());
  }

  private static String code(String language, String content) {
    return content.isEmpty() ? "" : FENCE + language + "\n" + content + FENCE + "\n";
  }

  /** Words of users stay words: no table cell ends early, no tag opens. */
  private static String text(@Nullable String words) {
    return Objects.requireNonNullElse(words, "")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("|", "\\|")
        .replace("\n", " ");
  }
}
