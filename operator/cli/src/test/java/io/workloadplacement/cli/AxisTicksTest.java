package io.workloadplacement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTicksTest {

  private static final double HOUR = 3600;

  @Test
  void aDayHasRoundHours() {
    assertThat(AxisTicks.seconds(0, 24 * HOUR))
        .containsExactly(0.0, 6 * HOUR, 12 * HOUR, 18 * HOUR, 24 * HOUR);
    assertThat(AxisTicks.seconds(0, 365 * 24 * HOUR)).contains(60 * 24 * HOUR);
    assertThat(AxisTicks.seconds(0, 720))
        .containsExactly(0.0, 120.0, 240.0, 360.0, 480.0, 600.0, 720.0);
  }

  @Test
  void ticksLieWithinTheAxis() {
    assertThat(AxisTicks.seconds(100, 400)).containsExactly(120.0, 180.0, 240.0, 300.0, 360.0);
  }

  @ParameterizedTest
  @CsvSource({"0, 7", "0, 100", "0, 82730", "3600, 1209600", "0, 40000000", "0, 1e12"})
  void thereAreTwoToEight(double first, double last) {
    assertThat(AxisTicks.seconds(first, last)).hasSizeBetween(2, 8);
  }

  @Test
  void aLogarithmicAxisHasOneTwoAndFive() {
    assertThat(AxisTicks.logarithmic(35, 3918))
        .containsExactly(50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0);
    assertThat(AxisTicks.logarithmic(1, 1_000_000))
        .containsExactly(1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6);
  }
}
