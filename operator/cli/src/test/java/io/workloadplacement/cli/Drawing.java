package io.workloadplacement.cli;

import java.util.ArrayList;
import java.util.List;

/** Charts below each other over a common time, as an SVG file that needs nothing else. */
public final class Drawing {

  private static final int CAPTION = 24;
  private static final int GAP = 10;
  private static final int MARGIN = 10;

  private static final String STYLE =
      """
      svg { background: #ffffff; font: 13px system-ui, sans-serif; overflow: visible; }
      text { fill: #5d6675; font-size: 12px; }
      text.title { fill: #1d2430; font-size: 14px; font-weight: 600; }
      .grid { stroke: #dfe3ea; }
      path, .key { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
      .deployment { stroke: #1f6fd6; }
      .knative { stroke: #d9541e; }
      .traffic { stroke: #5b8c2a; }
      .simulated { stroke: #1d2430; stroke-dasharray: 5 3; stroke-width: 1.4; }
      """;

  private final double[] seconds;
  private final List<SvgChart> charts = new ArrayList<>();

  /**
   * An empty one.
   *
   * @param seconds where each point lies
   */
  public Drawing(double... seconds) {
    this.seconds = seconds.clone();
  }

  /** Adds a chart with one line. */
  public Drawing chart(String title, String style, double... values) {
    charts.add(chart(title, List.of(new SvgChart.Line("", style, values, false))));
    return this;
  }

  /** Adds a chart that lays what was simulated over what was measured. */
  public Drawing chart(String title, String style, double[] measured, double[] simulated) {
    charts.add(
        chart(
            title,
            List.of(
                new SvgChart.Line("measured", style, measured, false),
                new SvgChart.Line("simulated", "simulated", simulated, false))));
    return this;
  }

  private SvgChart chart(String title, List<SvgChart.Line> lines) {
    return new SvgChart(title, seconds, second -> Math.round(second) + " s", lines, false);
  }

  /** The file. */
  public String svg() {
    int height = charts.size() * (CAPTION + SvgChart.HEIGHT + GAP);
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\">\n<style>\n%s</style>\n"
            .formatted(SvgChart.WIDTH + MARGIN, height, STYLE));
    int top = 0;
    for (SvgChart chart : charts) {
      svg.append(caption(chart, top + CAPTION - 6));
      svg.append(
          "<svg y=\"%d\" width=\"%d\" height=\"%d\">%s</svg>\n"
              .formatted(top + CAPTION, SvgChart.WIDTH, SvgChart.HEIGHT, chart.svg()));
      top += CAPTION + SvgChart.HEIGHT + GAP;
    }
    return svg.append("</svg>\n").toString();
  }

  private static String caption(SvgChart chart, int y) {
    StringBuilder caption = new StringBuilder();
    caption.append(
        "<text class=\"title\" x=\"%d\" y=\"%d\">%s</text>\n"
            .formatted(SvgChart.LEFT, y, Html.escape(chart.title())));
    int x = SvgChart.WIDTH / 2;
    for (SvgChart.Line line : chart.lines()) {
      if (!line.name().isEmpty()) {
        caption.append(
            "<path class=\"%s\" d=\"M%d %dh24\"/><text x=\"%d\" y=\"%d\">%s</text>\n"
                .formatted(line.style(), x, y - 4, x + 30, y, line.name()));
        x += 120;
      }
    }
    return caption.toString();
  }
}
