package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.SideEstimate;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.simulation.Hindsight;
import io.workloadplacement.simulation.SideResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** A simulation as text. */
final class SimulationText {

  private static final String ROW = "%-28s %16s %16s%n";
  private static final int MOST_WORKLOADS = 20;

  private SimulationText() {}

  static void print(SimulationResult simulation, PrintWriter out) {
    SimulationSummary summary = new SimulationSummary(simulation);
    out.println(TraceText.summary(simulation.trace(), simulation.workloads().size()));
    summary.warnings().forEach(warning -> out.println("Warning: " + warning));
    out.println();
    out.println(summary.headline());
    out.println();
    sides(simulation, summary, out);
    out.println();
    workloads(simulation, out);
    out.println(summary.estimateAndReplay());
    DecisionStatus status = simulation.decision().status();
    out.println("Decision: " + status.target() + " (" + status.reason() + "). " + status.message());
    simulation.notes().forEach(note -> out.println("Note: " + note));
    out.println("Hindsight: " + summary.hindsightVerdict());
    out.flush();
  }

  private static void sides(
      SimulationResult simulation, SimulationSummary summary, PrintWriter out) {
    TrafficProfile profile = simulation.decision().profile();
    Hindsight hindsight = simulation.hindsight();
    String currency = simulation.prices().currency();
    out.printf(ROW, simulation.file().name(), Target.DEPLOYMENT, Target.KNATIVE);
    row(simulation, out, "replica-seconds", side -> number("%,.0f", side.replicaSeconds()));
    row(simulation, out, "replicas, the most", side -> Integer.toString(side.mostReplicas()));
    row(simulation, out, "cost, " + currency, side -> number("%.4f", side.cost()));
    out.printf(
        ROW,
        "cost of a month, " + currency,
        number("%.2f", hindsight.deploymentCost()),
        number("%.2f", hindsight.knativeCost()));
    row(simulation, out, "cold starts", side -> Long.toString(side.coldStarts()));
    row(
        simulation,
        out,
        "requests that met one",
        side -> percent(side.requests() == 0 ? 0 : side.coldRequests() / side.requests()));
    for (int percentile : percentiles(profile)) {
      row(
          simulation,
          out,
          "latency, p" + percentile,
          side -> seconds(side.latencies().quantile(percentile / 100.0)));
    }
    out.printf(
        ROW,
        "target of %s at p%d"
            .formatted(DurationText.format(profile.latencyTarget()), profile.percentile()),
        hindsight.deploymentMeets() ? "met" : "missed",
        hindsight.knativeMeets() ? "met" : "missed");
    out.printf(
        ROW,
        "estimated: p" + profile.percentile(),
        estimate(summary, Target.DEPLOYMENT, SideEstimate::latency),
        estimate(summary, Target.KNATIVE, SideEstimate::latency));
    out.printf(
        ROW,
        "estimated: a month, " + currency,
        estimate(summary, Target.DEPLOYMENT, SideEstimate::monthlyCost),
        estimate(summary, Target.KNATIVE, SideEstimate::monthlyCost));
  }

  static String estimate(
      SimulationSummary summary, Target side, Function<SideEstimate, String> value) {
    return summary.estimate(side).map(value).orElse("-");
  }

  /** The usual ones, and that of the target. */
  static List<Integer> percentiles(TrafficProfile profile) {
    return Stream.of(50, 95, 99, profile.percentile()).distinct().sorted().toList();
  }

  private static void workloads(SimulationResult simulation, PrintWriter out) {
    if (simulation.workloads().size() < 2) {
      return;
    }
    out.printf(
        "%-30s %14s %-12s %14s %14s%n",
        "workload", "requests", "hindsight", "Deployment/mo", "Knative/mo");
    simulation.workloads().stream()
        .limit(MOST_WORKLOADS)
        .forEach(
            workload ->
                out.printf(
                    Locale.ROOT,
                    "%-30s %,14.0f %-12s %14.2f %14.2f%n",
                    workload.id(),
                    workload.requests(),
                    workload.hindsight().best(),
                    workload.hindsight().deploymentCost(),
                    workload.hindsight().knativeCost()));
    int more = simulation.workloads().size() - MOST_WORKLOADS;
    if (more > 0) {
      out.println("... and " + more + " more, in the sums above");
    }
    out.println();
  }

  private static void row(
      SimulationResult simulation,
      PrintWriter out,
      String name,
      Function<SideResult, String> value) {
    out.printf(
        ROW,
        name,
        value.apply(simulation.total().deployment()),
        value.apply(simulation.total().knative()));
  }

  static String percent(double share) {
    return String.format(
        Locale.ROOT, share > 0 && share < 0.01 ? "%.2f %%" : "%.1f %%", 100 * share);
  }

  static String seconds(double seconds) {
    return DurationText.format(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
