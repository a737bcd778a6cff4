package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.decision.UnitPrices;
import io.workloadplacement.simulation.SideResult;
import io.workloadplacement.simulation.TimeSeries;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The charts of a simulation's report. */
record SimulationCharts(SimulationResult simulation) {

  private static final int LATENCY_POINTS = 120;
  private static final long DAY = 86_400;

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("MMM d", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Requests, replicas and cost over the time of the trace. */
  String overTime() {
    TimeSeries ours = deployment().series();
    TimeSeries theirs = knative().series();
    UnitPrices prices = simulation.prices();
    int points = ours.size();
    return chart(
            "Requests per second",
            "requests/s",
            new Drawn("requests", "traffic", ours::requestsPerSecond))
        + chart(
            "Replicas",
            "replicas",
            new Drawn("Deployment", "deployment", ours::replicas),
            new Drawn("Knative", "knative", theirs::replicas))
        + chart(
            "Cost so far",
            prices.currency(),
            new Drawn(
                "Deployment",
                "deployment",
                sum(points, i -> prices.deployment(ours.replicaSeconds(i)))),
            new Drawn(
                "Knative",
                "knative",
                sum(points, i -> prices.knative(theirs.replicaSeconds(i), theirs.requests(i)))));
  }

  private record Drawn(String name, String style, IntToDoubleFunction value) {

    SvgChart.Line line(int points) {
      return new SvgChart.Line(
          name, style, IntStream.range(0, points).mapToDouble(value).toArray(), false);
    }
  }

  private String chart(String title, String aside, Drawn... lines) {
    TimeSeries series = deployment().series();
    double[] x = IntStream.range(0, series.size()).mapToDouble(series::start).toArray();
    double origin = begin().map(begin -> begin.toEpochMilli() / 1000.0).orElse(0.0);
    SvgChart chart =
        new SvgChart(
            title,
            x,
            this::moment,
            IntStream.range(0, lines.length).mapToObj(i -> lines[i].line(x.length)).toList(),
            false);
    List<Double> ticks =
        AxisTicks.seconds(origin, origin + x[x.length - 1]).stream()
            .map(tick -> tick - origin)
            .toList();
    return new ChartFigure(chart, ticks, time(), aside, List.of()).html();
  }

  private String time() {
    return TraceText.dates(simulation.trace())
        .orElse("time since the trace began; it has no dates");
  }

  private static IntToDoubleFunction sum(int points, IntToDoubleFunction value) {
    double[] sums = new double[points];
    for (int i = 0; i < points; i++) {
      sums[i] = (i == 0 ? 0 : sums[i - 1]) + value.applyAsDouble(i);
    }
    return i -> sums[i];
  }

  /** A time on the axis: by the calendar where the trace has one, else a whole number of units. */
  private String moment(double seconds) {
    if (begin().isPresent()) {
      Instant at = begin().get().plusMillis(Math.round(1000 * seconds));
      return (at.getEpochSecond() % DAY == 0 ? DATE : TIME).format(at);
    }
    if (seconds == 0) {
      return "0";
    }
    return seconds % DAY == 0
        ? SimulationText.number("%.0f d", seconds / DAY)
        : seconds % 3600 == 0
            ? SimulationText.number("%.0f h", seconds / 3600)
            : seconds % 60 == 0
                ? SimulationText.number("%.0f min", seconds / 60)
                : SimulationText.number("%.0f s", seconds);
  }

  private Optional<Instant> begin() {
    return simulation.trace().begin();
  }

  /** How many requests took at most how long, with the target. */
  String latency() {
    TrafficProfile profile = simulation.decision().profile();
    double target = profile.latencyTarget().toNanos() / 1e9;
    double least =
        Math.max(1e-4, 0.7 * Math.min(target, Math.min(fastest(deployment()), fastest(knative()))));
    double most =
        Math.max(
            4 * least, 1.3 * Math.max(target, Math.max(slowest(deployment()), slowest(knative()))));
    double[] x =
        IntStream.range(0, LATENCY_POINTS)
            .mapToDouble(i -> least * Math.pow(most / least, i / (LATENCY_POINTS - 1.0)))
            .toArray();
    SvgChart chart =
        new SvgChart(
            "How long requests took",
            x,
            SimulationText::seconds,
            List.of(
                new Drawn("Deployment", "deployment", i -> within(deployment(), x[i]))
                    .line(x.length),
                new Drawn("Knative", "knative", i -> within(knative(), x[i])).line(x.length)),
            true);
    return new ChartFigure(
            chart,
            AxisTicks.logarithmic(x[0], x[x.length - 1]),
            "latency, on a logarithmic axis",
            "share of the requests that took at most so long, in percent",
            List.of(
                new ChartFigure.Mark(
                    target, true, "target " + DurationText.format(profile.latencyTarget())),
                new ChartFigure.Mark(profile.percentile(), false, "p" + profile.percentile())))
        .html();
  }

  private static double fastest(SideResult side) {
    return side.latencies().total() == 0 ? Double.MAX_VALUE : side.latencies().quantile(0);
  }

  private static double slowest(SideResult side) {
    return side.latencies().quantile(1);
  }

  private static double within(SideResult side, double seconds) {
    double total = side.latencies().total();
    return total == 0 ? 100 : 100 * side.latencies().between(0, seconds) / total;
  }

  private SideResult deployment() {
    return simulation.total().deployment();
  }

  private SideResult knative() {
    return simulation.total().knative();
  }
}
