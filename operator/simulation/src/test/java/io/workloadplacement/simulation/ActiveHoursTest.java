package io.workloadplacement.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActiveHoursTest {

  private static final int HOUR = 3600;
  private static final int DAY = 24 * HOUR;
  private static final int WEEK = 7 * DAY;

  private ActiveHours hours = new ActiveHours(Instant.parse("2026-11-16T00:00:00Z"));

  @Test
  void hoursAreThoseOfTheClockHoweverLateInOneTheTraceBegins() {
    hours = new ActiveHours(Instant.parse("2026-11-16T08:40:00Z"));
    // From 9:00 to 9:50, every day.
    IntStream.range(0, 7 * 6).forEach(i -> call(i / 6 * DAY + 20 * 60 + i % 6 * 600, 1));

    assertThat(window()).isEqualTo("0 9 * * * for 1h");
  }

  @Test
  void aFewRequestsAtOtherHoursAreStrays() {
    IntStream.range(0, 7).forEach(day -> call(day * DAY + 9 * HOUR, 100));
    call(3 * DAY + 2 * HOUR, 7);

    assertThat(window()).isEqualTo("0 9 * * * for 1h");

    call(4 * DAY + 2 * HOUR, 2);

    assertThat(window()).isEqualTo("0 2 * * * for 8h");
  }

  @Test
  void aNightOfSixHoursIsAWindowsLeast() {
    IntStream.range(0, 7 * 18).forEach(i -> call(i / 18 * DAY + i % 18 * HOUR, 1));

    assertThat(window()).isEqualTo("0 0 * * * for 18h");

    IntStream.range(0, 7).forEach(day -> call(day * DAY + 18 * HOUR, 1));

    assertThat(hours.window(WEEK)).isEmpty();
  }

  private void call(int second, int requests) {
    hours.accept(new TraceBin(second, 60, requests, 1, Double.NaN));
  }

  private String window() {
    var found = hours.window(WEEK).orElseThrow().window();
    return found.schedule() + " for " + found.duration();
  }
}
