package io.workloadplacement.simulation;

/**
 * Knative's autoscaler (KPA), after {@code pkg/autoscaler/scaling/autoscaler.go} of Knative
 * Serving: it looks every two seconds at the concurrency of each second, averages it over the
 * stable and the panic window, panics where the latter wants many more replicas than are ready, and
 * does not scale down while it does. A request that finds no replica wakes it at once.
 */
final class KpaModel implements ReplicaAutoscaler {

  private static final int TICK_SECONDS = 2;

  private final KpaSettings settings;
  private final ConcurrencyWindow window;
  private long second;
  private double areaBefore;
  private double panicSince = Double.NaN;
  private int panicReplicas;
  private double zeroSince = Double.NaN;
  private double proxySince;

  /**
   * An autoscaler.
   *
   * @param start seconds at which it begins to look
   */
  KpaModel(KpaSettings settings, double start) {
    this.settings = settings;
    this.window = new ConcurrencyWindow(settings.windowSeconds());
    this.second = (long) Math.floor(start) + 1;
    this.proxySince = start;
  }

  @Override
  public double next() {
    return second;
  }

  @Override
  public void look(double now, ReplicaPool pool) {
    double area = pool.inFlightArea();
    if (pool.wanted() > 0 || !pool.isIdle()) {
      window.record(second - 1, area - areaBefore);
    }
    areaBefore = area;
    if (second % TICK_SECONDS == 0 && !window.isEmpty(second - 1)) {
      scale(now, pool);
    }
    second++;
  }

  @Override
  public void wake(double now, ReplicaPool pool) {
    zeroSince = Double.NaN;
    pool.scaleTo(bounded(Math.max(1, settings.activationScale())), now);
  }

  @Override
  public boolean isSettled(ReplicaPool pool) {
    return pool.isIdle()
        && pool.wanted() == settings.minScale()
        && pool.ready() == pool.wanted()
        && (pool.wanted() == 0 || quietSince() >= settings.windowSeconds());
  }

  @Override
  public void skipTo(double time, ReplicaPool pool) {
    second = Math.max(second, (long) Math.floor(time) + 1);
    areaBefore = pool.inFlightArea();
    if (time > panicSince + settings.windowSeconds()) {
      panicSince = Double.NaN;
      panicReplicas = 0;
    }
  }

  private long quietSince() {
    boolean quiet = !isPanicking() && window.average(second - 1, settings.windowSeconds()) < 1e-12;
    return quiet ? Long.MAX_VALUE : 0;
  }

  private boolean isPanicking() {
    return !Double.isNaN(panicSince);
  }

  private void scale(double now, ReplicaPool pool) {
    long newest = second - 1;
    double ready = Math.max(1, pool.ready());
    double stable =
        Math.ceil(window.average(newest, settings.windowSeconds()) / settings.target() - 1e-9);
    double burst = window.average(newest, settings.panicWindowSeconds());
    double panic = Math.ceil(burst / settings.target() - 1e-9);
    int wanted = Math.max(limited(stable, ready), activation(stable));
    int wantedInPanic = Math.max(limited(panic, ready), activation(panic));
    boolean over = panic / ready >= settings.panicThreshold();
    if (over) {
      panicSince = now;
    } else if (isPanicking() && panicSince + settings.windowSeconds() < now) {
      panicSince = Double.NaN;
      panicReplicas = 0;
    }
    if (isPanicking()) {
      panicReplicas = Math.max(panicReplicas, Math.max(wanted, wantedInPanic));
      wanted = panicReplicas;
    }
    apply(wanted, takesBurst(burst, pool), now, pool);
  }

  /** Whether the activator may leave the path. */
  private boolean takesBurst(double concurrency, ReplicaPool pool) {
    double free = pool.ready() * settings.capacity() - settings.burstCapacity() - concurrency;
    return settings.burstCapacity() == 0 || (settings.burstCapacity() > 0 && free >= 0);
  }

  private static int limited(double replicas, double ready) {
    double most = Math.ceil(KpaSettings.MAX_SCALE_UP_RATE * ready);
    double least = Math.floor(ready / KpaSettings.MAX_SCALE_DOWN_RATE);
    return (int) Math.min(Math.max(replicas, least), most);
  }

  private int activation(double replicas) {
    return replicas > 0 ? settings.activationScale() : 0;
  }

  private void apply(int wanted, boolean takesBurst, double now, ReplicaPool pool) {
    int replicas = bounded(wanted);
    if (replicas > 0 && takesBurst) {
      proxySince = Double.NaN;
    } else if (Double.isNaN(proxySince)) {
      proxySince = now;
    }
    if (replicas > 0) {
      zeroSince = Double.NaN;
    } else if (pool.wanted() > 0) {
      zeroSince = Double.isNaN(zeroSince) ? now : zeroSince;
      boolean mayGo =
          now - zeroSince >= settings.retentionSeconds()
              && now - proxySince >= KpaSettings.GRACE_SECONDS;
      replicas = mayGo && pool.isIdle() ? 0 : 1;
    }
    pool.scaleTo(replicas, now);
  }

  private int bounded(int replicas) {
    int least = Math.max(settings.minScale(), replicas);
    return settings.maxScale() == 0 ? least : Math.min(settings.maxScale(), least);
  }
}
