package io.workloadplacement.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Round places on an axis, for its labels: at most eight. */
final class AxisTicks {

  private static final int MOST = 8;
  private static final double MINUTE = 60;
  private static final double HOUR = 60 * MINUTE;
  private static final double DAY = 24 * HOUR;
  private static final double MONTH = 30 * DAY;
  private static final List<Double> STEPS =
      List.of(
          1.0,
          2.0,
          5.0,
          10.0,
          15.0,
          30.0,
          MINUTE,
          2 * MINUTE,
          5 * MINUTE,
          10 * MINUTE,
          15 * MINUTE,
          30 * MINUTE,
          HOUR,
          2 * HOUR,
          3 * HOUR,
          6 * HOUR,
          12 * HOUR,
          DAY,
          2 * DAY,
          7 * DAY,
          14 * DAY,
          MONTH);

  private AxisTicks() {}

  /** Whole seconds, minutes, hours, days or thirty days. */
  static List<Double> seconds(double first, double last) {
    double step =
        STEPS.stream()
            .filter(candidate -> (last - first) / candidate <= MOST - 1)
            .findFirst()
            .orElse(MONTH * Math.ceil((last - first) / (MOST - 1) / MONTH));
    return LongStream.rangeClosed((long) Math.ceil(first / step), (long) Math.floor(last / step))
        .mapToObj(i -> i * step)
        .toList();
  }

  /** One, two and five times the powers of ten, or the powers alone where these are enough. */
  static List<Double> logarithmic(double first, double last) {
    List<Double> ticks = logarithmic(first, last, 1, 2, 5);
    return ticks.size() <= MOST ? ticks : logarithmic(first, last, 1);
  }

  private static List<Double> logarithmic(double first, double last, double... digits) {
    List<Double> ticks = new ArrayList<>();
    for (double power = Math.pow(10, Math.floor(Math.log10(first))); power <= last; power *= 10) {
      for (double digit : digits) {
        if (digit * power >= first && digit * power <= last) {
          ticks.add(digit * power);
        }
      }
    }
    return ticks;
  }
}
