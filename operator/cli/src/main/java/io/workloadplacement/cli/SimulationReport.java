package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Factor;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.simulation.Hindsight;
import io.workloadplacement.simulation.SideResult;
import io.workloadplacement.simulation.TimeSeries;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** A simulation as one page that needs nothing else: text, tables and plots as inline SVG. */
final class SimulationReport {

  private static final int LATENCY_POINTS = 120;

  private final SimulationResult simulation;
  private final SideResult deployment;
  private final SideResult knative;

  private SimulationReport(SimulationResult simulation) {
    this.simulation = simulation;
    this.deployment = simulation.total().deployment();
    this.knative = simulation.total().knative();
  }

  static String page(SimulationResult simulation) {
    return new SimulationReport(simulation).page();
  }

  private String page() {
    String name = simulation.file().placement().getMetadata().getName();
    DecisionStatus status = simulation.decision().status();
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
        <h1>%s: %s</h1>
        <p class="lead">%s</p>
        <p><strong>Hindsight.</strong> %s</p>
        %s<h2>Over time</h2>
        %s<h2>Latency</h2>
        %s<h2>Why</h2>
        %s<footer>%s. Costs are estimates at the prices of the policy; pods start log-normally around the declared cold start.</footer>
        </body>
        </html>
        """
        .formatted(
            escape(name),
            style(),
            escape(name),
            escape("run on " + (status.target() + " (" + status.reason() + ")")),
            escape(status.message()),
            escape(SimulationText.hindsight(simulation)),
            comparison(),
            overTime(),
            latency(),
            matrix(status),
            escape(TraceText.summary(simulation.trace(), simulation.workloads().size())));
  }

  private String comparison() {
    Hindsight hindsight = simulation.hindsight();
    TrafficProfile profile = simulation.decision().profile();
    String currency = simulation.prices().currency();
    StringBuilder rows = new StringBuilder();
    row(
        rows,
        "Cost of a month, " + currency,
        SimulationText.number("%.2f", hindsight.deploymentCost()),
        SimulationText.number("%.2f", hindsight.knativeCost()));
    row(
        rows,
        "Target of %s at p%d"
            .formatted(DurationText.format(profile.latencyTarget()), profile.percentile()),
        hindsight.deploymentMeets() ? "met" : "missed",
        hindsight.knativeMeets() ? "met" : "missed");
    for (int percentile : new int[] {50, 95, 99}) {
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
    return table(List.of("", "Deployment", "Knative"), rows);
  }

  private String overTime() {
    TimeSeries ours = deployment.series();
    TimeSeries theirs = knative.series();
    double[] x = IntStream.range(0, ours.size()).mapToDouble(ours::start).toArray();
    SvgChart requests =
        chart(
            "Requests per second",
            x,
            line("requests", "traffic", x.length, ours::requestsPerSecond));
    SvgChart replicas =
        chart(
            "Replicas",
            x,
            line("Deployment", "deployment", x.length, ours::replicas),
            line("Knative", "knative", x.length, theirs::replicas));
    SvgChart cost =
        chart(
            "Cost so far, " + simulation.prices().currency(),
            x,
            sum(
                "Deployment",
                "deployment",
                x.length,
                i -> simulation.prices().deployment(ours.replicaSeconds(i))),
            sum(
                "Knative",
                "knative",
                x.length,
                i -> simulation.prices().knative(theirs.replicaSeconds(i), theirs.requests(i))));
    return requests.figure() + replicas.figure() + cost.figure();
  }

  private String latency() {
    double least =
        Math.max(
            1e-4,
            0.7 * Math.min(deployment.latencies().quantile(0), knative.latencies().quantile(0)));
    double most =
        Math.max(
            4 * least,
            1.3 * Math.max(deployment.latencies().quantile(1), knative.latencies().quantile(1)));
    double[] x =
        IntStream.range(0, LATENCY_POINTS)
            .mapToDouble(i -> least * Math.pow(most / least, i / (LATENCY_POINTS - 1.0)))
            .toArray();
    return new SvgChart(
            "Share of the requests, in percent, that took at most so long",
            x,
            SimulationText::seconds,
            List.of(
                line("Deployment", "deployment", x.length, i -> within(deployment, x[i])),
                line("Knative", "knative", x.length, i -> within(knative, x[i]))),
            true)
        .figure();
  }

  private static double within(SideResult side, double seconds) {
    double total = side.latencies().total();
    return total == 0 ? 100 : 100 * side.latencies().between(0, seconds) / total;
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
    rows.append(
        "<tr class=\"total\"><th scope=\"row\">Total of 100</th><td></td><td>%s</td><td>%s</td><td class=\"why\">%s</td></tr>\n"
            .formatted(
                status.totals().deployment(),
                status.totals().knative(),
                escape(Objects.toString(status.flipPoint(), ""))));
    return table(List.of("Factor", "Weight", "Deployment", "Knative", "Why"), rows);
  }

  private static SvgChart chart(String title, double[] x, SvgChart.Line... lines) {
    return new SvgChart(title, x, SimulationReport::moment, List.of(lines), false);
  }

  private static SvgChart.Line line(
      String name, String style, int points, IntToDoubleFunction value) {
    return new SvgChart.Line(
        name, style, IntStream.range(0, points).mapToDouble(value).toArray(), false);
  }

  private static SvgChart.Line sum(
      String name, String style, int points, IntToDoubleFunction value) {
    double[] sums = new double[points];
    for (int i = 0; i < points; i++) {
      sums[i] = (i == 0 ? 0 : sums[i - 1]) + value.applyAsDouble(i);
    }
    return new SvgChart.Line(name, style, sums, false);
  }

  /** A time on the axis: hours where it is a matter of hours. */
  private static String moment(double seconds) {
    if (seconds == 0) {
      return "0";
    }
    return seconds % 86_400 == 0
        ? SimulationText.number("%.0f d", seconds / 86_400)
        : seconds % 3600 == 0
            ? SimulationText.number("%.0f h", seconds / 3600)
            : seconds % 60 == 0
                ? SimulationText.number("%.0f min", seconds / 60)
                : SimulationText.number("%.0f s", seconds);
  }

  private static String cold(SideResult side) {
    return SimulationText.percent(side.requests() == 0 ? 0 : side.coldRequests() / side.requests());
  }

  private static void row(StringBuilder rows, String name, String ours, String theirs) {
    rows.append(
        "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>\n"
            .formatted(escape(name), escape(ours), escape(theirs)));
  }

  private static String table(List<String> columns, CharSequence rows) {
    StringBuilder head = new StringBuilder();
    columns.forEach(
        column -> head.append("<th scope=\"col\">").append(escape(column)).append("</th>"));
    return "<table>\n<thead><tr>"
        + head
        + "</tr></thead>\n<tbody>\n"
        + rows
        + "</tbody>\n</table>\n";
  }

  private static String escape(String text) {
    return Html.escape(text);
  }

  private static String style() {
    try (InputStream css = SimulationReport.class.getResourceAsStream("/report.css")) {
      return new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the style of the report", e);
    }
  }
}
