package io.workloadplacement.decision;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.List;

/**
 * How much of all time the declared windows cover, to the minute. Taken over a fixed week, or over
 * a fixed year where a schedule names days of the month or months, so that the same windows give
 * the same figures on every day; zones count with their offset at the start of that time.
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

  private static final int DAY = 1440;

  static ActiveTime of(List<TrafficProfile.Window> windows) {
    if (windows.isEmpty()) {
      return ALWAYS;
    }
    List<CronSchedule> schedules =
        windows.stream().map(window -> CronSchedule.parse(window.schedule())).toList();
    int days = schedules.stream().allMatch(CronSchedule::isWeekly) ? 7 : 366;
    BitSet covered = new BitSet(days * DAY);
    for (int i = 0; i < windows.size(); i++) {
      cover(covered, windows.get(i), schedules.get(i), days);
    }
    if (covered.isEmpty()) {
      // Rarer than once a year, such as the 29th of February where it is a Monday.
      covered.set(0, length(windows.get(0).duration(), days * DAY));
    }
    return measured(covered, days * DAY);
  }

  private static void cover(
      BitSet covered, TrafficProfile.Window window, CronSchedule schedule, int days) {
    int period = days * DAY;
    BitSet ofDay = new BitSet();
    int length = length(window.duration(), period);
    for (int minute : schedule.minutesOfDay()) {
      ofDay.set(minute, minute + length);
    }
    int offset =
        ZoneId.of(window.timeZone())
                .getRules()
                .getOffset(REFERENCE.atStartOfDay())
                .getTotalSeconds()
            / 60;
    for (int day = 0; day < days; day++) {
      if (!schedule.matches(REFERENCE.plusDays(day))) {
        continue;
      }
      int shift = Math.floorMod(day * DAY - offset, period);
      for (int from = ofDay.nextSetBit(0); from >= 0; ) {
        int to = ofDay.nextClearBit(from);
        setAround(covered, shift + from, shift + to, period);
        from = ofDay.nextSetBit(to);
      }
    }
  }

  /** Sets a range that may reach beyond the end of the period, which then begins anew. */
  private static void setAround(BitSet covered, int from, int to, int period) {
    int start = from % period;
    int end = start + Math.min(to - from, period);
    covered.set(start, Math.min(end, period));
    if (end > period) {
      covered.set(0, end - period);
    }
  }

  private static ActiveTime measured(BitSet covered, int period) {
    int starts = 0;
    for (int from = covered.nextSetBit(0); from >= 0; ) {
      starts++;
      from = covered.nextSetBit(covered.nextClearBit(from));
    }
    boolean wraps = covered.get(0) && covered.get(period - 1);
    return new ActiveTime(
        (double) covered.cardinality() / period,
        (double) (wraps ? starts - 1 : starts) / (60.0 * period));
  }

  private static int length(Duration duration, int period) {
    return (int) Math.min(period, Math.max(1, (duration.toSeconds() + 59) / 60));
  }
}
