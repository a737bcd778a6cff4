package io.workloadplacement.reconcile.observe;

import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the policies of a file again and again, as a mounted ConfigMap changes without a sign. */
final class PolicyFileWatch extends AbstractEventSource<PlacementPolicy, WorkloadPlacement> {

  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(PolicyFileWatch.class);

  private final PolicyFile file;
  private final Supplier<Set<ResourceID>> placements;
  private Optional<ScheduledExecutorService> reader = Optional.empty();

  PolicyFileWatch(PolicyFile file, Supplier<Set<ResourceID>> placements) {
    super(PlacementPolicy.class, "policy-file");
    this.file = file;
    this.placements = placements;
  }

  @Override
  public synchronized void start() {
    if (!isRunning()) {
      super.start();
      ScheduledExecutorService started =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "policy-file");
                thread.setDaemon(true);
                return thread;
              });
      started.scheduleWithFixedDelay(
          this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
      reader = Optional.of(started);
    }
  }

  @Override
  public synchronized void stop() {
    super.stop();
    reader.ifPresent(ScheduledExecutorService::shutdownNow);
    reader = Optional.empty();
  }

  /** What it throws would end the schedule. */
  private void look() {
    try {
      if (file.readAgain()) {
        placements.get().forEach(placement -> getEventHandler().handleEvent(new Event(placement)));
      }
    } catch (RuntimeException e) {
      LOG.error("The policies of POLICY_FILE could not be looked at", e);
    }
  }

  @Override
  public Set<PlacementPolicy> getSecondaryResources(WorkloadPlacement placement) {
    return Set.of();
  }
}
