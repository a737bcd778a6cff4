package io.workloadplacement.cli;

import java.util.List;
import java.util.Locale;

/**
 * A chart on a page. Its lines are an SVG that stretches with the page, its labels are text of the
 * page, so that they can be read on a phone as on a screen.
 *
 * @param chart the lines; its labels of the axis below stand at the ticks
 * @param ticks where the axis below is labelled, ascending
 * @param below what the axis below shows, with its unit
 * @param aside what the axis aside shows, with its unit
 * @param marks places that are pointed out
 */
record ChartFigure(
    SvgChart chart, List<Double> ticks, String below, String aside, List<Mark> marks) {

  private static final int WIDTH = 1000;
  private static final int HEIGHT = 200;
  private static final int GRID = 4;
  private static final int NARROW = 4;
  private static final SvgChart.Frame WHOLE = new SvgChart.Frame(0, HEIGHT, WIDTH, HEIGHT);

  /**
   * A place on one of the axes, with a line across the chart.
   *
   * @param at a value of the axis below where {@code upright}, of the axis aside else
   */
  record Mark(double at, boolean upright, String name) {}

  String html() {
    double most = chart.niceMost();
    return """
        <figure>
        <figcaption>%s%s</figcaption>
        <p class="aside">%s</p>
        <div class="plot">%s%s</div>
        <p class="below">%s</p>
        </figure>
        """
        .formatted(
            Html.escape(chart.title()),
            legend(),
            Html.escape(aside),
            svg(most),
            labels(most),
            Html.escape(below));
  }

  private String legend() {
    StringBuilder legend = new StringBuilder();
    for (SvgChart.Line line : chart.lines()) {
      legend.append(
          " <span class=\"key %s\">%s</span>".formatted(line.style(), Html.escape(line.name())));
    }
    return legend.toString();
  }

  private String svg(double most) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"%s\">"
            .formatted(WIDTH, HEIGHT, Html.escape(chart.title() + ": " + aside + " by " + below)));
    for (int i = 0; i <= GRID; i++) {
      line(
          svg,
          "grid",
          0,
          HEIGHT * (1 - (double) i / GRID),
          WIDTH,
          HEIGHT * (1 - (double) i / GRID));
    }
    for (Mark mark : marks) {
      if (mark.upright()) {
        double x = WIDTH * chart.share(mark.at());
        line(svg, "mark", x, 0, x, HEIGHT);
      } else {
        double y = HEIGHT * (1 - mark.at() / most);
        line(svg, "mark", 0, y, WIDTH, y);
      }
    }
    chart.lines().forEach(line -> svg.append(chart.path(line, most, WHOLE)));
    return svg.append("</svg>").toString();
  }

  private static void line(
      StringBuilder svg, String style, double x1, double y1, double x2, double y2) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
            style,
            x1,
            y1,
            x2,
            y2));
  }

  private String labels(double most) {
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i <= GRID; i++) {
      label(labels, "y", "bottom", (double) i / GRID, SvgChart.number(most * i / GRID));
    }
    for (int i = 0; i < ticks.size(); i++) {
      // A narrow page has room for half of them.
      String style = ticks.size() > NARROW && i % 2 == 1 ? "x minor" : "x";
      label(labels, style, "left", chart.share(ticks.get(i)), chart.xLabel().apply(ticks.get(i)));
    }
    for (Mark mark : marks) {
      if (mark.upright()) {
        double share = chart.share(mark.at());
        label(labels, share < 0.5 ? "at right" : "at left", "left", share, mark.name());
      } else {
        label(labels, "at", "bottom", mark.at() / most, mark.name());
      }
    }
    return labels.toString();
  }

  private static void label(
      StringBuilder labels, String style, String edge, double share, String text) {
    labels.append(
        String.format(
            Locale.ROOT,
            "<span class=\"%s\" style=\"%s:%.2f%%\">%s</span>",
            style,
            edge,
            100 * share,
            Html.escape(text)));
  }
}
