package io.workloadplacement.app;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Waits until nothing of the cluster stands in the way of a start, asking at growing intervals. To
 * exit instead would leave it to the container's restart back-off, which outlasts the outage.
 */
final class ApiServerWait implements AutoCloseable {

  private final Supplier<Optional<String>> obstacle;
  private final Consumer<String> onNewObstacle;
  private final Duration first;
  private final Duration longest;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * A wait.
   *
   * @param obstacle asks the cluster; empty when the way is free
   * @param onNewObstacle is told an obstacle once, until another one takes its place
   * @param first the first interval, doubled each time
   * @param longest the interval that is not exceeded
   */
  ApiServerWait(
      Supplier<Optional<String>> obstacle,
      Consumer<String> onNewObstacle,
      Duration first,
      Duration longest) {
    this.obstacle = obstacle;
    this.onNewObstacle = onNewObstacle;
    this.first = first;
    this.longest = longest;
  }

  /**
   * Waits.
   *
   * @return true when the way is free, false when the wait was closed
   */
  boolean await() throws InterruptedException {
    Optional<String> told = Optional.empty();
    long millis = first.toMillis();
    while (closed.getCount() > 0) {
      Optional<String> found = obstacle.get();
      if (found.isEmpty()) {
        return true;
      }
      if (!found.equals(told) && closed.getCount() > 0) {
        onNewObstacle.accept(found.get());
        told = found;
      }
      if (closed.await(millis, TimeUnit.MILLISECONDS)) {
        return false;
      }
      millis = Math.min(2 * millis, longest.toMillis());
    }
    return false;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
