package io.workloadplacement.observability;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/**
 * The reconciles that run at the moment. How long the longest of each controller has been running
 * is the gauge {@code workload_placement_longest_reconcile_seconds}: 0 where none runs, and a line
 * that rises where one hangs.
 */
public final class RunningReconciles {

  private static final double NANOS_PER_SECOND = 1e9;

  private final MeterRegistry meters;
  private final LongSupplier nanoTime;
  private final Map<String, Queue<Run>> runs = new ConcurrentHashMap<>();

  /**
   * Without any reconcile.
   *
   * @param nanoTime time in nanoseconds since some moment
   */
  RunningReconciles(MeterRegistry meters, LongSupplier nanoTime) {
    this.meters = meters;
    this.nanoTime = nanoTime;
  }

  /** A reconcile, until it is closed. */
  public final class Run implements AutoCloseable {

    private final Queue<Run> all;
    private final long since = nanoTime.getAsLong();

    private Run(Queue<Run> all) {
      this.all = all;
    }

    @Override
    public void close() {
      all.remove(this);
    }
  }

  /** A reconcile of a controller begins. */
  public Run begin(String controller) {
    Queue<Run> ofController = runs.computeIfAbsent(controller, this::measured);
    Run run = new Run(ofController);
    ofController.add(run);
    return run;
  }

  private Queue<Run> measured(String controller) {
    Queue<Run> ofController = new ConcurrentLinkedQueue<>();
    Gauge.builder(MetricNames.OWN + "longest.reconcile", ofController, this::longestSeconds)
        .baseUnit("seconds")
        .description("How long the longest reconcile that runs at the moment has been running")
        .tag("controller", controller)
        .register(meters);
    return ofController;
  }

  private double longestSeconds(Queue<Run> ofController) {
    long now = nanoTime.getAsLong();
    return ofController.stream().mapToLong(run -> now - run.since).max().orElse(0)
        / NANOS_PER_SECOND;
  }
}
