package io.workloadplacement.decision;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How much of all time the declared windows cover. Taken over a fixed week, or over a fixed year
 * where a schedule names days of the month or months, so that the same windows give the same
 * figures on every day; zones count with their offset at the start of that time.
 *
 * @param share of all time that lies within a window, above 0 and up to 1
 * @param startsPerSecond how often a window begins after time without one; 0 where there is no such
 *     time
 */
record ActiveTime(double share, double startsPerSecond) {

  /** No windows: traffic at any time. */
  static final ActiveTime ALWAYS = new ActiveTime(1, 0);

  /** A leap year, so that February has all days that it can have. */
  private static final LocalDate REFERENCE = LocalDate.of(2024, 1, 1);

  private static final long DAY = 86_400;

  private record Span(long start, long end) {}

  static ActiveTime of(List<TrafficProfile.Window> windows) {
    if (windows.isEmpty()) {
      return ALWAYS;
    }
    List<CronSchedule> schedules =
        windows.stream().map(window -> CronSchedule.parse(window.schedule())).toList();
    int days = schedules.stream().allMatch(CronSchedule::isWeekly) ? 7 : 366;
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      addSpans(spans, windows.get(i), schedules.get(i), days);
    }
    if (spans.isEmpty()) {
      // Rarer than once a year, such as the 29th of February where it is a Monday.
      spans.add(
          new Span(0, Math.min(days * DAY, Math.max(1, windows.get(0).duration().toSeconds()))));
    }
    spans.sort(Comparator.comparingLong(Span::start));
    return covered(spans, days * DAY);
  }

  private static void addSpans(
      List<Span> spans, TrafficProfile.Window window, CronSchedule schedule, int days) {
    long period = days * DAY;
    long length = Math.min(period, Math.max(1, window.duration().toSeconds()));
    long offset =
        ZoneId.of(window.timeZone())
            .getRules()
            .getOffset(REFERENCE.atStartOfDay())
            .getTotalSeconds();
    int[] minutes = schedule.minutesOfDay();
    for (int day = 0; day < days; day++) {
      if (!schedule.matches(REFERENCE.plusDays(day))) {
        continue;
      }
      for (int minute : minutes) {
        long start = Math.floorMod(day * DAY + 60L * minute - offset, period);
        long end = start + length;
        spans.add(new Span(start, Math.min(end, period)));
        if (end > period) {
          spans.add(new Span(0, end - period));
        }
      }
    }
  }

  private static ActiveTime covered(List<Span> spans, long period) {
    long covered = 0;
    int starts = 0;
    long reached = -1;
    for (Span span : spans) {
      if (span.start() > reached) {
        starts++;
        covered += span.end() - span.start();
      } else {
        covered += Math.max(0, span.end() - reached);
      }
      reached = Math.max(reached, span.end());
    }
    boolean wraps = spans.get(0).start() == 0 && reached == period;
    return new ActiveTime(
        (double) covered / period, (double) (wraps ? starts - 1 : starts) / period);
  }
}
