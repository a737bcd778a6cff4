package io.workloadplacement.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A HorizontalPodAutoscaler on CPU, after {@code pkg/controller/podautoscaler} of Kubernetes: every
 * 15 s it compares the use with the target, within a tolerance of a tenth, and moves within the
 * limits of its behaviour. A replica that serves as many requests as it is meant for uses what it
 * requests.
 *
 * <p>What it sees of the use is what metrics-server has asked for last, every 15 s too: 15 s that
 * ended some time ago, half of that on average. Replicas that were not ready for all of them do not
 * count yet.
 */
final class HpaModel implements ReplicaAutoscaler {

  private record Change(double at, int replicas) {}

  private final HpaSettings settings;
  private final double aimed;
  private final Deque<Change> recommendations = new ArrayDeque<>();
  private final Deque<Change> changes = new ArrayDeque<>();
  private double next;
  private boolean looksNext;
  private double areaBefore;
  private double load;

  /**
   * An autoscaler.
   *
   * @param aimed requests at once that are aimed at in each replica, above 0
   * @param start seconds at which it begins to look
   * @param replicas what it finds then, its first recommendation
   */
  HpaModel(HpaSettings settings, double aimed, double start, int replicas) {
    this.settings = settings;
    this.aimed = aimed;
    this.next = start + HpaSettings.SYNC_SECONDS - HpaSettings.METRICS_AGE_SECONDS;
    this.recommendations.addLast(new Change(start, replicas));
  }

  @Override
  public double next() {
    return next;
  }

  @Override
  public void look(double now, ReplicaPool pool) {
    if (looksNext) {
      scale(now, pool);
    }
    step(pool);
  }

  private void step(ReplicaPool pool) {
    if (!looksNext) {
      measure(pool);
    }
    next +=
        looksNext
            ? HpaSettings.SYNC_SECONDS - HpaSettings.METRICS_AGE_SECONDS
            : HpaSettings.METRICS_AGE_SECONDS;
    looksNext = !looksNext;
  }

  private void measure(ReplicaPool pool) {
    double area = pool.loadArea();
    load = (area - areaBefore) / HpaSettings.SYNC_SECONDS;
    areaBefore = area;
  }

  private void scale(double now, ReplicaPool pool) {
    double since = now - HpaSettings.METRICS_AGE_SECONDS - HpaSettings.SYNC_SECONDS;
    int measured = pool.readySince(since);
    if (measured == 0) {
      return;
    }
    int current = pool.wanted();
    int stabilized = stabilized(recommended(measured, current), current, now);
    int allowed =
        stabilized > current
            ? Math.min(stabilized, upLimit(current, now))
            : Math.max(stabilized, downLimit(current, now));
    int replicas = bounded(allowed);
    if (replicas != current) {
      changes.addLast(new Change(now, replicas - current));
      pool.scaleTo(replicas, now);
    }
  }

  @Override
  public void wake(double now, ReplicaPool pool) {
    throw new IllegalStateException("A HorizontalPodAutoscaler keeps at least one replica");
  }

  @Override
  public boolean isSettled(ReplicaPool pool) {
    return pool.isIdle()
        && pool.wanted() == settings.minReplicas()
        && pool.ready() == pool.wanted()
        && load == 0
        && pool.loadArea() == areaBefore;
  }

  @Override
  public void skipTo(double time, ReplicaPool pool) {
    if (time >= next) {
      next += Math.floor((time - next) / HpaSettings.SYNC_SECONDS) * HpaSettings.SYNC_SECONDS;
    }
    while (next <= time) {
      step(pool);
    }
  }

  /**
   * Replicas by the use, where those that are not measured count as unused when more are wanted.
   */
  private int recommended(int measured, int current) {
    double ratio = load / aimed;
    double compared = ratio > 1 ? ratio * measured / current : ratio;
    boolean turnsRound = ratio > 1 && compared < 1;
    return turnsRound || Math.abs(compared - 1) <= HpaSettings.TOLERANCE
        ? current
        : (int) Math.ceil(ratio * measured - 1e-9);
  }

  private int stabilized(int recommended, int current, double now) {
    double oldest =
        now
            - Math.max(
                settings.up().stabilizationSeconds(), settings.down().stabilizationSeconds());
    while (!recommendations.isEmpty() && recommendations.peekFirst().at() < oldest) {
      recommendations.removeFirst();
    }
    recommendations.addLast(new Change(now, bounded(recommended)));
    int up = recommended;
    int down = recommended;
    for (Change earlier : recommendations) {
      if (earlier.at() > now - settings.up().stabilizationSeconds()) {
        up = Math.min(up, earlier.replicas());
      }
      if (earlier.at() > now - settings.down().stabilizationSeconds()) {
        down = Math.max(down, earlier.replicas());
      }
    }
    return current < up ? up : Math.min(current, down);
  }

  private int upLimit(int current, double now) {
    double most = current;
    for (HpaSettings.Policy policy : settings.up().policies()) {
      int before = current - changed(policy, now);
      double limit =
          policy.percent()
              ? Math.ceil(before * (1 + policy.value() / 100.0))
              : before + policy.value();
      most = Math.max(most, limit);
    }
    return (int) Math.min(Integer.MAX_VALUE, most);
  }

  private int downLimit(int current, double now) {
    double least = current;
    for (HpaSettings.Policy policy : settings.down().policies()) {
      int before = current - changed(policy, now);
      double limit =
          policy.percent()
              ? Math.floor(before * (1 - policy.value() / 100.0))
              : before - policy.value();
      least = Math.min(least, limit);
    }
    return (int) Math.max(0, least);
  }

  /** By how many replicas it has scaled within the policy's period, in sum. */
  private int changed(HpaSettings.Policy policy, double now) {
    while (!changes.isEmpty() && changes.peekFirst().at() < now - 3600) {
      changes.removeFirst();
    }
    int sum = 0;
    for (Change change : changes) {
      if (change.at() > now - policy.periodSeconds()) {
        sum += change.replicas();
      }
    }
    return sum;
  }

  private int bounded(int replicas) {
    return Math.max(settings.minReplicas(), Math.min(settings.maxReplicas(), replicas));
  }
}
