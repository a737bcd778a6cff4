package io.workloadplacement.local;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the controllers in one thread, so that the same changes give the same history. An object is
 * in line at most once for each controller.
 */
final class Controllers implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Controllers.class.getName());
  private static final Duration AFTER_FAILURE = Duration.ofMillis(200);

  private final ScheduledExecutorService thread;
  private final Map<Controller, Set<Controller.Key>> inLine = new ConcurrentHashMap<>();

  Controllers() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread one = new Thread(task, "local-controllers");
              one.setDaemon(true);
              return one;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread = executor;
  }

  /** Starts a controller over what is in the store and every change from now on. */
  void start(List<Controller> controllers, Store store) {
    synchronized (store) {
      for (Controller controller : controllers) {
        inLine.put(controller, ConcurrentHashMap.newKeySet());
      }
      store.subscribe(
          store.version(),
          change -> controllers.forEach(controller -> changed(controller, change)));
    }
  }

  /** Lets every controller look at every object again. */
  void lookAgain(Store store) {
    store.all().forEach(change -> inLine.keySet().forEach(one -> changed(one, change)));
  }

  private void changed(Controller controller, Change change) {
    controller.concernedBy(change).forEach(key -> enqueue(controller, key, Duration.ZERO));
  }

  /** Puts an object in line, now or after a delay. */
  private void enqueue(Controller controller, Controller.Key key, Duration delay) {
    try {
      if (!delay.isZero()) {
        var unused =
            thread.schedule(
                () -> enqueue(controller, key, Duration.ZERO),
                delay.toNanos(),
                TimeUnit.NANOSECONDS);
      } else if (inLine(controller).add(key)) {
        thread.execute(() -> run(controller, key));
      }
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the cluster is closed", e);
    }
  }

  private Set<Controller.Key> inLine(Controller controller) {
    return Objects.requireNonNull(inLine.get(controller), "a controller of this cluster");
  }

  private void run(Controller controller, Controller.Key key) {
    inLine(controller).remove(key);
    Optional<Duration> again;
    try {
      again = controller.reconcile(key);
    } catch (RuntimeException e) {
      boolean ownFault = !(e instanceof ApiError);
      LOG.log(ownFault ? Level.ERROR : Level.DEBUG, "a controller failed on " + key, e);
      again = Optional.of(AFTER_FAILURE);
    }
    again.ifPresent(delay -> enqueue(controller, key, delay));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
