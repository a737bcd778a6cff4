package io.workloadplacement.simulation;

import io.workloadplacement.api.v1alpha1.ActiveWindow;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds the hours of the day, and the days of the week, outside of which nobody calls. */
final class ActiveHours {

  /** Share of the requests that may come outside of a window. */
  private static final double STRAY = 0.01;

  /** Hours: a day of which more is active has no window worth a name. */
  private static final int LONGEST = 18;

  private static final int HOURS = 24;
  private static final int DAYS = 7;
  private static final double HOUR = 3600;
  private static final double FEWEST_DAYS = 3 * HOURS * HOUR;

  /** Each day of the week has to be seen twice before it is said to be off. */
  private static final double TWO_WEEKS = 2 * DAYS * HOURS * HOUR;

  private final long beginHour;
  private final double secondsIntoHour;
  private final double[] requests = new double[DAYS * HOURS];
  private double total;

  /**
   * Nothing seen yet.
   *
   * @param begin moment of second 0
   */
  ActiveHours(Instant begin) {
    int monday = begin.atOffset(ZoneOffset.UTC).getDayOfWeek().getValue() - 1;
    this.beginHour = (long) monday * HOURS + begin.atOffset(ZoneOffset.UTC).getHour();
    this.secondsIntoHour = begin.getEpochSecond() % HOUR;
  }

  /** Counts a bin in the hour in which it begins. */
  void accept(TraceBin bin) {
    long hour = beginHour + (long) ((secondsIntoHour + bin.start()) / HOUR);
    requests[(int) (hour % requests.length)] += bin.count();
    total += bin.count();
  }

  /**
   * A window that recurs.
   *
   * @param share of all time that lies within
   * @param perSecond how often it begins
   */
  record Found(ActiveWindow window, double share, double perSecond) {}

  /**
   * The shortest window, of whole hours in UTC, that holds nearly all requests.
   *
   * @param seconds of which the requests are known
   * @return empty where there is none, or too little is known
   */
  Optional<Found> window(double seconds) {
    if (seconds < FEWEST_DAYS || total == 0) {
      return Optional.empty();
    }
    double[] byHour = new double[HOURS];
    for (int i = 0; i < requests.length; i++) {
      byHour[i % HOURS] += requests[i];
    }
    for (int length = 1; length <= LONGEST; length++) {
      for (int start = 0; start < HOURS; start++) {
        if (within(byHour, start, length) >= (1 - STRAY) * total) {
          return Optional.of(found(start, length, seconds));
        }
      }
    }
    return Optional.empty();
  }

  private Found found(int start, int length, double seconds) {
    int[] days =
        seconds < TWO_WEEKS
            ? IntStream.range(0, DAYS).toArray()
            : IntStream.range(0, DAYS)
                .filter(day -> within(requests, day * HOURS + start, length) > STRAY * total / DAYS)
                .toArray();
    ActiveWindow window =
        new ActiveWindow("0 %d * * %s".formatted(start, weekdays(days)), length + "h", null);
    double week = DAYS * HOURS;
    return new Found(window, days.length * length / week, days.length / week / HOUR);
  }

  private static double within(double[] requests, int start, int length) {
    return IntStream.range(start, start + length)
        .mapToDouble(i -> requests[i % requests.length])
        .sum();
  }

  /** Cron counts from Sunday, which is 0. */
  private static String weekdays(int[] daysFromMonday) {
    if (daysFromMonday.length == DAYS) {
      return "*";
    }
    return Arrays.stream(daysFromMonday)
        .map(day -> (day + 1) % DAYS)
        .sorted()
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }
}
