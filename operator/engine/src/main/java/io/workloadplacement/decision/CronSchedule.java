package io.workloadplacement.decision;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * A cron expression of five fields: minute, hour, day of month, month, day of week (0 and 7 are
 * Sunday). A field is {@code *}, a value, a range {@code a-b}, either with a step {@code /n}, or a
 * list of these; months and days of the week may be written as three English letters. As in
 * crontab(5), a day matches if either of its two fields does where both are restricted.
 */
final class CronSchedule {

  private static final List<String> MONTHS =
      List.of(
          "", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet daysOfMonth;
  private final BitSet months;
  private final BitSet daysOfWeek;
  private final boolean anyDayOfMonth;
  private final boolean anyDayOfWeek;

  private CronSchedule(String[] fields) {
    minutes = field("minute", fields[0], 0, 59, List.of());
    hours = field("hour", fields[1], 0, 23, List.of());
    daysOfMonth = field("day of month", fields[2], 1, 31, List.of());
    months = field("month", fields[3], 1, 12, MONTHS);
    daysOfWeek = field("day of week", fields[4], 0, 7, DAYS);
    if (daysOfWeek.get(7)) {
      daysOfWeek.set(0);
    }
    anyDayOfMonth = fields[2].startsWith("*");
    anyDayOfWeek = fields[4].startsWith("*");
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if it is not one; the message names the part and what would be
   *     right
   */
  static CronSchedule parse(String expression) {
    String[] fields = expression.strip().split("\\s+");
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          "'"
              + expression
              + "' is not a cron expression of five fields: write minute, hour, day of month, month"
              + " and day of week, such as 0 8 * * 1-5");
    }
    CronSchedule schedule;
    try {
      schedule = new CronSchedule(fields);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + expression + "' is not a cron expression: " + e.getMessage(), e);
    }
    if (!schedule.everHappens()) {
      throw new IllegalArgumentException(
          "'" + expression + "' never happens: no month that it names has such a day");
    }
    return schedule;
  }

  /** Whether the schedule fires in this minute of local time. */
  boolean matches(LocalDateTime time) {
    return matches(time.toLocalDate())
        && hours.get(time.getHour())
        && minutes.get(time.getMinute());
  }

  /** Whether the schedule fires on this day at all. */
  boolean matches(LocalDate day) {
    if (!months.get(day.getMonthValue())) {
      return false;
    }
    boolean dayOfMonth = daysOfMonth.get(day.getDayOfMonth());
    boolean dayOfWeek = daysOfWeek.get(day.getDayOfWeek().getValue() % 7);
    return (anyDayOfMonth || anyDayOfWeek) ? (dayOfMonth && dayOfWeek) : (dayOfMonth || dayOfWeek);
  }

  /** The minutes of a matching day at which the schedule fires, ascending, 0..1439. */
  int[] minutesOfDay() {
    return hours.stream().flatMap(h -> minutes.stream().map(m -> 60 * h + m)).toArray();
  }

  /** Whether every week is like the next. */
  boolean isWeekly() {
    return months.cardinality() == 12 && daysOfMonth.cardinality() == 31;
  }

  private boolean everHappens() {
    if (!anyDayOfWeek && !anyDayOfMonth) {
      return true;
    }
    int shortest = daysOfMonth.nextSetBit(1);
    return months.stream().anyMatch(month -> shortest <= Month.of(month).maxLength());
  }

  private static BitSet field(String name, String text, int least, int most, List<String> names) {
    BitSet values = new BitSet();
    for (String part : text.split(",", -1)) {
      String[] rangeAndStep = part.split("/", -1);
      if (rangeAndStep.length > 2) {
        throw wrong(name, part, least, most);
      }
      boolean stepped = rangeAndStep.length == 2;
      int step = stepped ? number(name, rangeAndStep[1], 1, most, List.of()) : 1;
      int first;
      int last;
      if (rangeAndStep[0].equals("*")) {
        first = least;
        last = name.equals("day of week") ? 6 : most;
      } else {
        String[] ends = rangeAndStep[0].split("-", -1);
        if (ends.length > 2) {
          throw wrong(name, part, least, most);
        }
        first = number(name, ends[0], least, most, names);
        last =
            ends.length == 2 ? number(name, ends[1], least, most, names) : stepped ? most : first;
        if (last < first) {
          throw new IllegalArgumentException(
              "the " + name + " '" + part + "' ends before it begins: write it as two ranges");
        }
      }
      for (int value = first; value <= last; value += step) {
        values.set(value);
      }
    }
    return values;
  }

  private static int number(String name, String text, int least, int most, List<String> names) {
    int named = text.isEmpty() ? -1 : names.indexOf(text.toUpperCase(Locale.ROOT));
    if (named >= 0) {
      return named;
    }
    if (!text.matches("[0-9]{1,2}")) {
      throw wrong(name, text, least, most);
    }
    int value = Integer.parseInt(text);
    if (value < least || value > most) {
      throw wrong(name, text, least, most);
    }
    return value;
  }

  private static IllegalArgumentException wrong(String name, String text, int least, int most) {
    return new IllegalArgumentException(
        "the "
            + name
            + " '"
            + text
            + "' is none: write "
            + least
            + " to "
            + most
            + ", *, a range such as "
            + least
            + "-"
            + (least + 1)
            + ", or a list of these");
  }
}
