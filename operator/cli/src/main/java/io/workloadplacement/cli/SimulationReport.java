package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Factor;
import io.workloadplacement.api.v1alpha1.SideEstimate;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.Totals;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.simulation.Hindsight;
import io.workloadplacement.simulation.SideResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A simulation as one page that needs nothing else: text, tables and charts. */
final class SimulationReport {

  private static final int MOST_WORKLOADS = 100;

  private final SimulationResult simulation;
  private final SimulationSummary summary;
  private final SideResult deployment;
  private final SideResult knative;

  private SimulationReport(SimulationResult simulation) {
    this.simulation = simulation;
    this.summary = new SimulationSummary(simulation);
    this.deployment = simulation.total().deployment();
    this.knative = simulation.total().knative();
  }

  static String page(SimulationResult simulation) {
    return new SimulationReport(simulation).page();
  }

  private String page() {
    String name = simulation.file().name();
    DecisionStatus status = simulation.decision().status();
    SimulationCharts charts = new SimulationCharts(simulation);
    return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s: Deployment or Knative</title>
        <style>
        %s</style>
        </head>
        <body>
        <h1>%s: run on %s</h1>
        <p class="lead">%s</p>
        <p class="quiet">%s</p>
        %s<p><strong>Decision.</strong> %s: %s</p>
        <p><strong>Hindsight.</strong> %s</p>
        %s<h2>Both sides</h2>
        %s<p>%s</p>
        %s<h2>Over time</h2>
        %s<h2>Latency</h2>
        %s<h2>Why</h2>
        %s<footer>Costs are estimates at the prices of the policy, for a month of 730.5 hours that goes on like the trace.</footer>
        </body>
        </html>
        """
        .formatted(
            escape(name),
            style(),
            escape(name),
            escape(status.target() == Target.DEPLOYMENT ? "a Deployment" : "Knative"),
            escape(summary.headline()),
            escape(TraceText.summary(simulation.trace(), simulation.workloads().size())),
            paragraphs("warning", "Warning.", summary.warnings()),
            escape(status.reason()),
            escape(status.message()),
            escape(summary.hindsightVerdict()),
            paragraphs("quiet", "Note.", simulation.notes()),
            comparison(),
            escape(summary.estimateAndReplay()),
            workloads(),
            charts.overTime(),
            charts.latency(),
            matrix(status));
  }

  private static String paragraphs(String style, String label, List<String> texts) {
    StringBuilder paragraphs = new StringBuilder();
    texts.forEach(
        text ->
            paragraphs.append(
                "<p class=\"%s\"><strong>%s</strong> %s</p>\n"
                    .formatted(style, label, escape(text))));
    return paragraphs.toString();
  }

  private String comparison() {
    Hindsight hindsight = simulation.hindsight();
    TrafficProfile profile = simulation.decision().profile();
    String currency = simulation.prices().currency();
    StringBuilder rows = new StringBuilder();
    row(
        rows,
        "Cost of a month, " + currency,
        SimulationSummary.amount(hindsight.deploymentCost()),
        SimulationSummary.amount(hindsight.knativeCost()));
    row(
        rows,
        "Target of %s at p%d"
            .formatted(DurationText.format(profile.latencyTarget()), profile.percentile()),
        hindsight.deploymentMeets() ? "met" : "missed",
        hindsight.knativeMeets() ? "met" : "missed");
    for (int percentile : SimulationText.percentiles(profile)) {
      row(
          rows,
          "Latency, p" + percentile,
          SimulationText.seconds(deployment.latencies().quantile(percentile / 100.0)),
          SimulationText.seconds(knative.latencies().quantile(percentile / 100.0)));
    }
    row(
        rows,
        "Cold starts",
        Long.toString(deployment.coldStarts()),
        Long.toString(knative.coldStarts()));
    row(rows, "Requests that met one", cold(deployment), cold(knative));
    row(
        rows,
        "Replicas, the most",
        Integer.toString(deployment.mostReplicas()),
        Integer.toString(knative.mostReplicas()));
    row(
        rows,
        "Replica-seconds",
        SimulationText.number("%,.0f", deployment.replicaSeconds()),
        SimulationText.number("%,.0f", knative.replicaSeconds()));
    estimate(rows, "Estimated by the decision: a month, " + currency, SideEstimate::monthlyCost);
    estimate(rows, "Estimated: latency, p" + profile.percentile(), SideEstimate::latency);
    return table("Both sides", List.of("Replayed", "Deployment", "Knative"), rows);
  }

  private void estimate(StringBuilder rows, String name, Function<SideEstimate, String> value) {
    row(
        rows,
        name,
        SimulationText.estimate(summary, Target.DEPLOYMENT, value),
        SimulationText.estimate(summary, Target.KNATIVE, value));
  }

  private String workloads() {
    List<SimulationResult.Workload> all = simulation.workloads();
    if (all.size() < 2) {
      return "";
    }
    StringBuilder rows = new StringBuilder();
    all.stream()
        .limit(MOST_WORKLOADS)
        .forEach(
            one ->
                rows.append(
                    "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                        .formatted(
                            escape(one.id()),
                            SimulationText.number("%,.0f", one.requests()),
                            one.hindsight().best(),
                            SimulationSummary.amount(one.hindsight().deploymentCost()),
                            SimulationSummary.amount(one.hindsight().knativeCost()))));
    int more = all.size() - MOST_WORKLOADS;
    return "<h2>Workloads</h2>\n"
        + table(
            "Workloads",
            List.of("Workload", "Requests", "Hindsight", "Deployment, a month", "Knative, a month"),
            rows)
        + (more > 0
            ? "<p class=\"quiet\">And %d more, in the sums above.</p>\n".formatted(more)
            : "");
  }

  private static String matrix(DecisionStatus status) {
    if (status.factors().isEmpty()) {
      return "<p>The sides were not compared.</p>\n";
    }
    StringBuilder rows = new StringBuilder();
    for (Factor factor : status.factors()) {
      rows.append(
          "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td><td class=\"why\">%s</td></tr>\n"
              .formatted(
                  escape(factor.name()),
                  factor.weight(),
                  factor.deployment(),
                  factor.knative(),
                  escape(factor.why())));
    }
    Totals totals = Objects.requireNonNull(status.totals(), "factors have totals");
    rows.append(
        "<tr class=\"total\"><th scope=\"row\">Total of 100</th><td></td><td>%s</td><td>%s</td><td class=\"why\">%s</td></tr>\n"
            .formatted(
                totals.deployment(),
                totals.knative(),
                escape(Objects.toString(status.flipPoint(), ""))));
    return table("Why", List.of("Factor", "Weight", "Deployment", "Knative", "Why"), rows);
  }

  private static String cold(SideResult side) {
    return SimulationText.percent(side.requests() == 0 ? 0 : side.coldRequests() / side.requests());
  }

  private static void row(StringBuilder rows, String name, String ours, String theirs) {
    rows.append(
        "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>\n"
            .formatted(escape(name), escape(ours), escape(theirs)));
  }

  /** It scrolls by itself where the page is too narrow for it, by keys too. */
  private static String table(String name, List<String> columns, CharSequence rows) {
    StringBuilder head = new StringBuilder();
    columns.forEach(
        column -> head.append("<th scope=\"col\">").append(escape(column)).append("</th>"));
    return """
        <div class="scroll" role="region" aria-label="%s" tabindex="0">
        <table class="%s">
        <thead><tr>%s</tr></thead>
        <tbody>
        %s</tbody>
        </table>
        </div>
        """
        .formatted(escape(name), name.toLowerCase(Locale.ROOT).replace(' ', '-'), head, rows);
  }

  private static String escape(@Nullable String text) {
    return Html.escape(Objects.requireNonNullElse(text, ""));
  }

  private static String style() {
    try (InputStream css = SimulationReport.class.getResourceAsStream("/report.css")) {
      return new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the style of the report", e);
    }
  }
}
