package io.workloadplacement.app;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The threads in which JOSDK reconciles. What gets through all that contains it is reported: JOSDK
 * takes the object of such a reconcile for one that is still being worked on, for good.
 */
final class ReconcileThreads extends ThreadPoolExecutor {

  private final Consumer<Throwable> onEscape;

  /**
   * Threads that start as they are needed.
   *
   * @param onEscape is given what a reconcile ended in that JOSDK does not know the end of
   */
  ReconcileThreads(int most, Consumer<Throwable> onEscape) {
    super(most, most, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    this.onEscape = onEscape;
  }

  @Override
  protected void afterExecute(Runnable reconcile, Throwable thrown) {
    super.afterExecute(reconcile, thrown);
    if (thrown != null) {
      onEscape.accept(thrown);
    }
  }
}
