package io.workloadplacement.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalProcessTest {

  private static final double NEVER = Double.POSITIVE_INFINITY;

  @Test
  void everyRequestOfABinComesWithinItInOrder() {
    for (long count : new long[] {1, 2, 63, 64, 65, 4096, 4097, 10_000}) {
      List<Double> times = times(new TraceBin(120, 60, count, 1, Double.NaN));

      assertThat(times).hasSize((int) count).isSorted().allMatch(t -> t >= 120 && t < 180);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 3})
  void timesBetweenRequestsVaryAsTheTraceSays(double cv) {
    List<Double> times = times(new TraceBin(0, 4000, 4000, cv, Double.NaN));
    double mean = 0;
    double square = 0;
    for (int i = 1; i < times.size(); i++) {
      double gap = times.get(i) - times.get(i - 1);
      mean += gap / (times.size() - 1);
      square += gap * gap / (times.size() - 1);
    }

    assertThat(Math.sqrt(square - mean * mean) / mean).isCloseTo(cv, Percentage.withPercentage(10));
  }

  @Test
  void requestsOfARegularBinAreEquallyFarApart() {
    List<Double> times = times(new TraceBin(0, 100, 10, 0, Double.NaN));

    assertThat(times.get(5) - times.get(4)).isCloseTo(10, within(1.0));
  }

  @Test
  void theSameSeedGivesTheSameMoments() {
    TraceBin bin = new TraceBin(0, 60, 100, 1, Double.NaN);

    assertThat(times(bin)).isEqualTo(times(bin));
  }

  private static List<Double> times(TraceBin bin) {
    List<Double> times = new ArrayList<>();
    new ArrivalProcess(5, 0.1, NEVER)
        .feed(
            bin,
            new RequestSink() {
              @Override
              public void request(double at, double service) {
                times.add(at);
              }

              @Override
              public void flow(double from, double to, double rate, double service, double cv) {
                throw new AssertionError("no flow below the border");
              }
            });
    return times;
  }
}
