package io.workloadplacement.app;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends an application when the process is asked to end, such as by SIGTERM. */
public final class Shutdown {

  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
  private static final Duration LONGEST = Duration.ofSeconds(9);

  private Shutdown() {}

  /** Has the process end the application before it ends itself, within nine seconds. */
  public static void closeAtExit(Application application) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(application), "shutdown"));
  }

  private static void close(Application application) {
    CompletableFuture<Void> closed = CompletableFuture.runAsync(application::close);
    try {
      closed.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("The operator did not end in order", e);
    }
  }
}
