package io.workloadplacement.caller;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Makes calls again and again until the program's input ends, and prints a line for each: how it
 * was called, when in milliseconds since 1970, how many milliseconds it took, and how it ended,
 * which is {@code ok} or what went wrong.
 */
final class RepeatedCalls {

  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService loops = Executors.newCachedThreadPool();
  private final ExecutorService calls = Executors.newCachedThreadPool();

  /** One call; it returns what is worth to be said, or fails. */
  interface Call {
    String make() throws IOException;
  }

  /** One after the other. */
  void repeat(String kind, long pause, Call call) {
    loops.execute(
        () -> {
          do {
            record(kind, call);
          } while (!ends(pause));
        });
  }

  /** Each beside those before it. */
  void begin(String kind, long pause, Call call) {
    loops.execute(
        () -> {
          do {
            calls.execute(() -> record(kind, call));
          } while (!ends(pause));
        });
  }

  private boolean ends(long within) {
    try {
      return end.await(within, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static void record(String kind, Call call) {
    long at = System.currentTimeMillis();
    long start = System.nanoTime();
    String outcome;
    try {
      outcome = ("ok " + call.make()).strip();
    } catch (IOException | RuntimeException e) {
      outcome = e.toString();
    }
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    System.out.println(kind + " " + at + " " + took + " " + outcome.replace('\n', ' '));
  }

  /** Waits for the end of the input, and lets end what has begun by then. */
  void untilEndOfInput(long longestCallSeconds) throws InterruptedException {
    try {
      System.in.readAllBytes();
    } catch (IOException e) {
      System.err.println(e);
    }
    end.countDown();
    loops.shutdown();
    loops.awaitTermination(longestCallSeconds, TimeUnit.SECONDS);
    calls.shutdown();
    calls.awaitTermination(longestCallSeconds, TimeUnit.SECONDS);
    System.exit(0);
  }
}
