package io.workloadplacement.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cron expressions, and the share of time that windows cover. 2026-11-21 is a Saturday. */
class CronScheduleTest {

  @ParameterizedTest(name = "{0} at {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * * * | 2026-11-21T06:30 | true",
        "30 6 * * * | 2026-11-21T06:30 | true",
        "30 6 * * * | 2026-11-21T06:31 | false",
        "30 6 * * 1-5 | 2026-11-21T06:30 | false",
        "30 6 * * 6 | 2026-11-21T06:30 | true",
        "30 6 * * SAT,sun | 2026-11-21T06:30 | true",
        "30 6 * * 0 | 2026-11-22T06:30 | true",
        "30 6 * * 7 | 2026-11-22T06:30 | true",
        "30 6 * * 5-7 | 2026-11-22T06:30 | true",
        "*/15 * * * * | 2026-11-21T06:45 | true",
        "*/15 * * * * | 2026-11-21T06:50 | false",
        "10-30/10 * * * * | 2026-11-21T06:20 | true",
        "10-30/10 * * * * | 2026-11-21T06:40 | false",
        "50/5 * * * * | 2026-11-21T06:55 | true",
        "0 0 1 NOV-DEC * | 2026-11-01T00:00 | true",
        "0 0 1 JAN * | 2026-11-01T00:00 | false",
        "0 0 13 * FRI | 2026-11-13T00:00 | true",
        "0 0 13 * FRI | 2026-11-20T00:00 | true",
        "0 0 14 * FRI | 2026-11-14T00:00 | true",
        "0 0 14 * FRI | 2026-11-15T00:00 | false"
      })
  void aScheduleFiresWhenAllItsFieldsMatch(String expression, LocalDateTime time, boolean fires) {
    assertThat(CronSchedule.parse(expression).matches(time)).isEqualTo(fires);
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "* * * * * *",
        "@daily",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 8",
        "a * * * *",
        "*/0 * * * *",
        "1,,2 * * * *",
        "5-1 * * * *",
        "1-2-3 * * * *",
        "1/2/3 * * * *",
        "-1 * * * *",
        "0 0 30 2 *"
      })
  void whatIsNoScheduleIsRefused(String expression) {
    assertThatThrownBy(() -> CronSchedule.parse(expression))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'" + expression + "' ");
  }

  @ParameterizedTest(name = "{0} for {1}: {2} hours and {3} starts a week")
  @CsvSource(
      delimiter = '|',
      value = {
        "0 8 * * 1-5 | PT10H | 50 | 5",
        "0 8 * * * | PT24H | 168 | 0",
        "0 20 * * * | PT6H | 42 | 7",
        "0 * * * * | PT1H | 168 | 0",
        "0 * * * * | PT30M | 84 | 168",
        "0 8,10 * * 1 | PT3H | 5 | 1",
        "0 23 * * 0 | PT2H | 2 | 1"
      })
  void windowsCoverTheirUnion(String schedule, Duration duration, double hours, int starts) {
    ActiveTime active =
        ActiveTime.of(List.of(new TrafficProfile.Window(schedule, duration, "UTC")));

    assertThat(active.share() * 168).isCloseTo(hours, within(1e-9));
    assertThat(active.startsPerSecond() * 7 * 86_400).isCloseTo(starts, within(1e-9));
  }

  @Test
  void windowsInTwoTimeZonesOverlapAsTheirClocksDo() {
    Duration tenHours = Duration.ofHours(10);
    ActiveTime active =
        ActiveTime.of(
            List.of(
                new TrafficProfile.Window("0 8 * * *", tenHours, "America/Toronto"),
                new TrafficProfile.Window("0 8 * * *", tenHours, "UTC")));

    // 08:00-18:00 and, five hours later, 13:00-23:00.
    assertThat(active.share()).isCloseTo(15 / 24.0, within(1e-9));
    assertThat(active.startsPerSecond() * 86_400).isCloseTo(1, within(1e-9));
  }

  @ParameterizedTest(name = "{0}: {1} days of a leap year")
  @CsvSource({"0 0 1 * *, 12", "0 0 1 1 *, 1", "0 0 29 2 *, 1"})
  void monthsAndDaysOfTheMonthCountOverAYear(String schedule, int days) {
    ActiveTime active =
        ActiveTime.of(List.of(new TrafficProfile.Window(schedule, Duration.ofDays(1), "UTC")));

    assertThat(active.share()).isCloseTo(days / 366.0, within(1e-9));
  }
}
