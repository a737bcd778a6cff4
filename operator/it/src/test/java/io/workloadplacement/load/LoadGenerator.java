package io.workloadplacement.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests at an even rate, whatever the answers take: every other one on a new connection, the
 * rest on connections that are kept alive.
 *
 * <pre>
 * java LoadGenerator.java http://checkout.shop RATE SECONDS [--samples]
 * </pre>
 *
 * <p>A few requests go ahead, one after the other, and are not counted.
 *
 * <p>Prints a summary, or with {@code --samples} one line a request as soon as it is answered: when
 * it was sent, how long it took, with which status (0 where there was none), on which kind of
 * connection, and what went wrong; it then ends early when its standard input does. Ends with 1 if
 * any request failed.
 */
public final class LoadGenerator {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MOST_STALE_CONNECTIONS = 3;

  /** What a virtual machine does at its first requests is not the server's time. */
  private static final int FIRST_REQUESTS = 20;

  private final URI uri;
  private final HttpClient keptAlive =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  private LoadGenerator(URI uri) {
    this.uri = uri;
  }

  public static void main(String[] arguments) throws InterruptedException {
    boolean samples = List.of(arguments).contains("--samples");
    LoadGenerator generator = new LoadGenerator(URI.create(arguments[0]));
    for (int number = 0; number < FIRST_REQUESTS; number++) {
      generator.request(number % 2 == 0);
    }
    LoadReport report =
        generator.run(
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            samples ? Optional.of(System.in) : Optional.empty(),
            samples ? System.out : new PrintStream(OutputStream.nullOutputStream()));
    if (!samples) {
      System.out.println(report.summary());
    }
    System.exit(report.failed().isEmpty() ? 0 : 1);
  }

  private LoadReport run(
      int requestsPerSecond, int seconds, Optional<InputStream> end, PrintStream out)
      throws InterruptedException {
    List<LoadReport.Sample> samples = new ArrayList<>();
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    ExecutorService requests = Executors.newCachedThreadPool();
    AtomicInteger sent = new AtomicInteger();
    clock.scheduleAtFixedRate(
        () -> {
          int number = sent.getAndIncrement();
          requests.execute(
              () -> {
                LoadReport.Sample sample = request(number % 2 == 0);
                synchronized (samples) {
                  samples.add(sample);
                  out.println(sample);
                }
              });
        },
        0,
        1_000_000_000L / requestsPerSecond,
        TimeUnit.NANOSECONDS);
    end.ifPresent(input -> endWith(input, clock));
    clock.awaitTermination(seconds, TimeUnit.SECONDS);
    clock.shutdownNow();
    requests.shutdown();
    requests.awaitTermination(TIMEOUT.toSeconds() + 1, TimeUnit.SECONDS);
    synchronized (samples) {
      return new LoadReport(List.copyOf(samples));
    }
  }

  private static void endWith(InputStream input, ScheduledExecutorService clock) {
    Thread waiting =
        new Thread(
            () -> {
              try {
                input.readAllBytes();
              } catch (IOException e) {
                System.err.println(e);
              }
              clock.shutdownNow();
            });
    waiting.setDaemon(true);
    waiting.start();
  }

  private LoadReport.Sample request(boolean onNewConnection) {
    long at = System.currentTimeMillis();
    long start = System.nanoTime();
    String trouble = "";
    int code = 0;
    try {
      code = onNewConnection ? NewConnection.get(uri, TIMEOUT) : again();
    } catch (IOException | RuntimeException e) {
      trouble = e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      trouble = "interrupted";
    }
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return new LoadReport.Sample(at, took, code, onNewConnection ? "new" : "kept", trouble);
  }

  /**
   * A server may close a kept connection in the moment in which it is used. Clients send a request
   * again then (RFC 9112, section 9.3.1); the JDK's does so once, and may meet another such
   * connection to the same server.
   */
  private int again() throws IOException, InterruptedException {
    for (int connection = 1; ; connection++) {
      try {
        return keptAlive
            .send(
                HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
                HttpResponse.BodyHandlers.discarding())
            .statusCode();
      } catch (IOException e) {
        boolean closed = String.valueOf(e.getMessage()).contains("received no bytes");
        if (!closed || connection == MOST_STALE_CONNECTIONS) {
          throw e;
        }
      }
    }
  }
}
