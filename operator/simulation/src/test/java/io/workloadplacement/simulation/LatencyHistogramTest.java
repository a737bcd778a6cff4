package io.workloadplacement.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

  @Test
  void percentilesAreWithinOnePercentFromMillisecondsToHours() {
    LatencyHistogram latencies = new LatencyHistogram();
    for (int i = 1; i <= 100_000; i++) {
      latencies.record(0.001 * Math.exp(i * 1.5e-4), 1);
    }

    for (double share : new double[] {0.01, 0.5, 0.95, 0.99, 1}) {
      assertThat(latencies.quantile(share))
          .isCloseTo(0.001 * Math.exp(share * 15), Percentage.withPercentage(1));
    }
  }

  @Test
  void targetIsCountedExactly() {
    Duration target = Duration.ofMillis(200);
    LatencyHistogram latencies = new LatencyHistogram(0.2);
    latencies.record(0.1 + 0.1, 95);
    latencies.record(0.2001, 5);

    assertThat(latencies.within(target)).isEqualTo(0.95);
  }

  @Test
  void nothingCountedMeetsEveryTarget() {
    assertThat(new LatencyHistogram(0.2).within(Duration.ofMillis(200))).isEqualTo(1);
  }
}
