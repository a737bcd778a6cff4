package io.workloadplacement.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * A chart of lines over a common axis, as inline SVG: its colours come from the page's style.
 *
 * @param title what is shown, with its unit
 * @param x where each point lies, ascending; at least two points; seconds, or above 0 where the
 *     axis is logarithmic
 * @param xLabel writes a place on the axis
 * @param lines of as many values as there are points
 * @param logarithmic whether the axis is
 */
record SvgChart(
    String title,
    double[] x,
    DoubleFunction<String> xLabel,
    List<Line> lines,
    boolean logarithmic) {

  /**
   * A line.
   *
   * @param style name of its class in the page's style: {@code deployment}, {@code knative} or
   *     {@code traffic}
   * @param steps whether a value holds until the next point
   */
  record Line(String name, String style, double[] values, boolean steps) {}

  static final int WIDTH = 920;
  static final int HEIGHT = 220;
  static final int LEFT = 62;
  private static final int RIGHT = 32;
  private static final int TOP = 12;
  private static final int BOTTOM = 28;
  private static final int GRID = 4;

  /** Where the lines are drawn: the place of the origin, and how far both axes reach. */
  record Frame(double left, double bottom, double width, double height) {}

  private static final Frame WITHIN_LABELS =
      new Frame(LEFT, HEIGHT - BOTTOM, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);

  /** The chart with its labels, as a file of its own. */
  String svg() {
    double most = niceMost();
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
            .formatted(WIDTH, HEIGHT, Html.escape(title)));
    for (int i = 0; i <= GRID; i++) {
      double value = most * i / GRID;
      svg.append(
          text(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              LEFT,
              WIDTH - RIGHT,
              y(value, most),
              y(value, most),
              LEFT - 6,
              y(value, most) + 4,
              number(value)));
    }
    for (double tick : ticks()) {
      svg.append(
          text(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
              x(tick), HEIGHT - 8, Html.escape(xLabel.apply(tick))));
    }
    lines.forEach(line -> svg.append(path(line, most, WITHIN_LABELS)));
    return svg.append("</svg>").toString();
  }

  /** A line whose value {@code most} reaches the top of the frame. */
  String path(Line line, double most, Frame frame) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      double across = frame.left() + share(x[i]) * frame.width();
      double y = frame.bottom() - line.values()[i] / most * frame.height();
      if (i == 0) {
        path.append(text("M%.1f %.1f", across, y));
      } else if (line.steps()) {
        path.append(text("H%.1fV%.1f", across, y));
      } else {
        path.append(text("L%.1f %.1f", across, y));
      }
    }
    return "<path class=\"%s\" d=\"%s\"/>".formatted(line.style(), path);
  }

  private List<Double> ticks() {
    return logarithmic
        ? AxisTicks.logarithmic(x[0], x[x.length - 1])
        : AxisTicks.seconds(x[0], x[x.length - 1]);
  }

  private double x(double at) {
    return LEFT + share(at) * (WIDTH - LEFT - RIGHT);
  }

  /** How far along the axis a place lies, 0..1. */
  double share(double at) {
    double first = x[0];
    double last = x[x.length - 1];
    return logarithmic
        ? Math.log(at / first) / Math.log(last / first)
        : (at - first) / (last - first);
  }

  private static double y(double value, double most) {
    return HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM);
  }

  /** The next of 1, 2, 4, 5, 8 times a power of ten. */
  double niceMost() {
    double most = 1e-9;
    for (Line line : lines) {
      for (double value : line.values()) {
        most = Math.max(most, value);
      }
    }
    double power = Math.pow(10, Math.floor(Math.log10(most)));
    for (double step : new double[] {1, 2, 4, 5, 8, 10}) {
      if (step * power >= most) {
        return step * power;
      }
    }
    return most;
  }

  static String number(double value) {
    if (value == 0) {
      return "0";
    }
    if (value >= 1e6) {
      return text("%.3gM", value / 1e6);
    }
    return value >= 100 ? text("%.0f", value) : stripped(text("%.4f", value));
  }

  private static String stripped(String number) {
    return number.replaceFirst("0+$", "").replaceFirst("\\.$", "");
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
