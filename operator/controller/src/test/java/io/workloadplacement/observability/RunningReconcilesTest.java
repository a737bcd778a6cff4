package io.workloadplacement.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunningReconcilesTest {

  private final AtomicLong now = new AtomicLong();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RunningReconciles running = new RunningReconciles(meters, now::get);

  private double longest(String controller) {
    return meters
        .get("workload.placement.longest.reconcile")
        .tag("controller", controller)
        .gauge()
        .value();
  }

  private void seconds(long passed) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(passed));
  }

  @Test
  void the_longest_of_each_controller_is_measured_while_it_runs() {
    try (RunningReconciles.Run hangs = running.begin("placement")) {
      seconds(40);
      try (RunningReconciles.Run quick = running.begin("placement");
          RunningReconciles.Run policy = running.begin("policy")) {
        seconds(2);
        assertThat(longest("placement")).isEqualTo(42);
        assertThat(longest("policy")).isEqualTo(2);
      }
      assertThat(longest("placement")).isEqualTo(42);
      assertThat(longest("policy")).isZero();
    }
    assertThat(longest("placement")).isZero();
  }

  @Test
  void it_is_exported_in_seconds() {
    try (Metrics metrics = new Metrics();
        RunningReconciles.Run run = metrics.runningReconciles().begin("service")) {
      assertThat(metrics.scrape())
          .contains("workload_placement_longest_reconcile_seconds{controller=\"service\"}");
    }
  }
}
