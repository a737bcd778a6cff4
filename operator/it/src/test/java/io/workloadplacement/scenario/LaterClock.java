package io.workloadplacement.scenario;

import io.workloadplacement.app.OperatorContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;

/** The present, or later. */
final class LaterClock extends Clock {

  private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);

  void passes(Duration time) {
    later.updateAndGet(time::plus);
  }

  /** An operator that lives by it. */
  OperatorContext rules(OperatorContext context) {
    return new OperatorContext(
        context.configuration(),
        context.client(),
        this,
        context.events(),
        context.metrics(),
        context.settings(),
        context.router());
  }

  @Override
  public Instant instant() {
    return Clock.systemUTC().instant().plus(later.get());
  }

  @Override
  public ZoneId getZone() {
    return Clock.systemUTC().getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.offset(Clock.system(zone), later.get());
  }
}
