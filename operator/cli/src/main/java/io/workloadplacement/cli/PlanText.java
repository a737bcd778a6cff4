package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.Totals;
import io.workloadplacement.reconcile.preview.ClusterPreview;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Plans for people at a terminal: one placement with all its figures, several with a line each; the
 * sums last, where the eye is.
 */
final class PlanText implements PlanReport {

  private static final String FIGURE = "  %-29s %14s %14s%n";
  private static final String FACTOR = "  %-19s %6s %10s %7s  %s%n";
  private static final String ABSENT = "-";

  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @Override
  public void write(Planned planned, Detail detail, PrintWriter out) {
    List<PlannedPlacement> placements = planned.placements();
    boolean brief = placements.size() > 1 && !detail.details();
    if (brief) {
      new PlanTable(placements).write(out);
    }
    for (PlannedPlacement one : placements) {
      if (!brief) {
        write(one, out);
      }
      if (detail.manifests()) {
        out.println();
        out.println((brief ? one.key() + ": " : "  ") + "Manifests");
        one.preview().manifests().stream()
            .map(manifest -> serialization.convertValue(manifest, JsonNode.class))
            .map(PlainYaml::of)
            .forEach(out::print);
      }
      if (!brief || detail.manifests()) {
        out.println();
      }
    }
    if (placements.isEmpty()) {
      return;
    }
    if (brief && !detail.manifests()) {
      out.println();
    }
    planned.summary().forEach(out::println);
    if (brief) {
      out.println("The figures, scores and blockers of each: --details");
    }
  }

  private static void write(PlannedPlacement planned, PrintWriter out) {
    DecisionStatus decision = planned.decision();
    out.printf("%s: %s (%s)%n", planned.key(), decision.target(), decision.reason());
    out.println("  " + decision.message());
    Optional.ofNullable(decision.flipPoint()).ifPresent(sentence -> out.println("  " + sentence));
    out.println();
    figures(planned, out);
    factors(decision, out);
    section(
        "Blockers",
        decision.blockers().stream()
            .map(b -> "%s: %s: %s".formatted(b.target(), b.field(), b.message()))
            .toList(),
        out);
    section("Notes", planned.notes(), out);
    if (planned.cluster().isEmpty()) {
      section("In the way", planned.refusals().stream().map(words -> "! " + words).toList(), out);
    }
    section(
        "Policy",
        List.of(Optional.ofNullable(decision.policy()).orElse("none, the built-in defaults apply")),
        out);
    planned.cluster().ifPresent(cluster -> section("On the cluster", cluster(cluster), out));
  }

  private static void figures(PlannedPlacement planned, PrintWriter out) {
    var profile = planned.preview().decision().profile();
    out.printf(FIGURE, "", "DEPLOYMENT", "KNATIVE");
    figure("Cost a month", SideFigures::cost, planned, out);
    figure(
        "Latency, p%d (target %s)"
            .formatted(profile.percentile(), DurationText.format(profile.latencyTarget())),
        SideFigures::latencyText,
        planned,
        out);
    figure("Cold starts a day", SideFigures::coldStartsText, planned, out);
    figure("Replicas", SideFigures::replicas, planned, out);
  }

  private static void figure(
      String name, Function<SideFigures, String> value, PlannedPlacement planned, PrintWriter out) {
    out.printf(
        FIGURE,
        name,
        planned.figures(Target.DEPLOYMENT).map(value).orElse(ABSENT),
        planned.figures(Target.KNATIVE).map(value).orElse(ABSENT));
  }

  private static void factors(DecisionStatus decision, PrintWriter out) {
    if (decision.factors().isEmpty()) {
      return;
    }
    out.println();
    out.printf(FACTOR, "FACTOR", "WEIGHT", "DEPLOYMENT", "KNATIVE", "WHY");
    decision
        .factors()
        .forEach(
            f -> out.printf(FACTOR, f.name(), f.weight(), f.deployment(), f.knative(), f.why()));
    Totals totals = Objects.requireNonNull(decision.totals(), "factors have totals");
    out.printf(FACTOR, "Total", "", totals.deployment(), totals.knative(), "of 100");
  }

  private static void section(String title, List<String> lines, PrintWriter out) {
    if (!lines.isEmpty()) {
      out.println();
      out.println("  " + title);
      lines.forEach(line -> out.println("    " + line));
    }
  }

  private static List<String> cluster(ClusterPreview.Result cluster) {
    return Stream.concat(
            Stream.of(ClusterChanges.sentence(cluster)), ClusterChanges.of(cluster).stream())
        .toList();
  }
}
