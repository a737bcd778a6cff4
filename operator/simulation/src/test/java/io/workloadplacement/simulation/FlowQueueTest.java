package io.workloadplacement.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlowQueueTest {

  @ParameterizedTest
  @EnumSource
  void nothingIsLostWhileReplicasComeAndGo(ReplicaPool.Routing routing) {
    LatencyHistogram latencies = new LatencyHistogram();
    FlowQueue flow =
        new FlowQueue(routing, 10, new Recorder(0, 1e9, 0, latencies, new TimeSeries(0, 1, 0)));
    int[] ready = {0, 0, 1, 1, 3, 3, 2, 5, 1, 0, 0, 2, 4};

    flow.open(60, 1, 1);
    for (int second = 0; second < 130; second++) {
      flow.step(second, second + 1, ready[second / 10]);
    }
    flow.close();
    for (int second = 130; flow.isActive(); second++) {
      flow.step(second, second + 1, 8);
    }

    assertThat(latencies.total()).isCloseTo(130 * 60, within(0.01));
  }
}
