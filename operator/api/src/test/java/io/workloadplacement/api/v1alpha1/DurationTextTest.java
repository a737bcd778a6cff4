package io.workloadplacement.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "835, 835ms",
    "1555, 1555ms",
    "59999, 59999ms",
    "60500, 1m500ms",
    "90000, 90s",
    "120000, 2m",
    "7200055, 2h55ms",
    "7203005, 2h3s5ms",
    "86400000, 24h"
  })
  void a_duration_is_written_exactly_and_so_that_people_can_read_it(long millis, String text) {
    assertThat(DurationText.format(Duration.ofMillis(millis))).isEqualTo(text);
    assertThat(DurationText.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }
}
