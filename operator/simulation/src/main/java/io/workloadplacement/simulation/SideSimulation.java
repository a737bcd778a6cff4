package io.workloadplacement.simulation;

/** One side under a trace: lets time pass from event to event. */
final class SideSimulation implements RequestSink {

  /** Requests that are still there at the end are followed for so long. */
  private static final double LAST_REQUESTS = 3600;

  private final ReplicaPool pool;
  private final ReplicaAutoscaler autoscaler;
  private final Recorder recorder;
  private double now;

  SideSimulation(ReplicaPool pool, ReplicaAutoscaler autoscaler, Recorder recorder, double start) {
    this.pool = pool;
    this.autoscaler = autoscaler;
    this.recorder = recorder;
    this.now = start;
  }

  @Override
  public void request(double at, double service) {
    advance(at);
    pool.request(now, service);
    wakeIfAsleep();
  }

  @Override
  public void flow(double from, double to, double rate, double service, double iatCv) {
    advance(from);
    pool.flow().open(rate, service, iatCv);
    wakeIfAsleep();
    advance(to);
    pool.flow().close();
  }

  /** Lets the trace end. */
  void finish(double end) {
    advance(end);
    while (!pool.isIdle() && now < end + LAST_REQUESTS) {
      advance(now + 10);
    }
  }

  private void wakeIfAsleep() {
    if (pool.wanted() == 0) {
      recorder.coldStart(now);
      autoscaler.wake(now, pool);
    }
  }

  private void advance(double to) {
    while (now < to) {
      if (autoscaler.isSettled(pool)) {
        pool.pass(now, to);
        now = to;
        autoscaler.skipTo(to, pool);
        return;
      }
      double next = Math.min(to, Math.min(pool.nextEvent(), autoscaler.next()));
      if (pool.flow().isActive()) {
        next = Math.min(next, now + FlowQueue.STEP);
      }
      pool.pass(now, next);
      now = next;
      pool.happen(now);
      if (autoscaler.next() <= now) {
        autoscaler.look(now, pool);
      }
    }
  }
}
