package io.workloadplacement.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Says on standard error how far a long run has come: nothing within the first seconds. */
final class ProgressBar implements LongConsumer {

  private static final long EVERY = Duration.ofSeconds(5).toNanos();

  private final PrintWriter err;
  private final String what;
  private final long total;
  private long said = System.nanoTime();

  /**
   * ProgressBar of a file.
   *
   * @param total bytes of the file
   */
  ProgressBar(PrintWriter err, String what, long total) {
    this.err = err;
    this.what = what;
    this.total = total;
  }

  @Override
  public void accept(long bytes) {
    long now = System.nanoTime();
    if (now - said >= EVERY && bytes < total) {
      said = now;
      err.printf("%s: %d %%%n", what, 100 * bytes / total);
      err.flush();
    }
  }
}
