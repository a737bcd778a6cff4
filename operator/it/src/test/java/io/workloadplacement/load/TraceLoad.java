package io.workloadplacement.load;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Requests at moments that are given, each on a new connection, whatever the answers take.
 *
 * <pre>
 * java TraceLoad.java PLAN START
 * </pre>
 *
 * <p>A line of the plan is a request: the seconds after the start, a name, and the address. The
 * start is in milliseconds since 1970. Prints a line for each request as soon as it is answered:
 * its name, and what {@link LoadReport.Sample} reads.
 */
public final class TraceLoad {

  /** Longer than any start of a pod, so that no request is lost to the client's impatience. */
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  record Request(double at, String name, URI uri) {

    static Request parse(String line) {
      String[] words = line.split(" ");
      return new Request(Double.parseDouble(words[0]), words[1], URI.create(words[2]));
    }

    String send() {
      long at = System.currentTimeMillis();
      long start = System.nanoTime();
      int code = 0;
      String trouble = "";
      try {
        code = NewConnection.get(uri, TIMEOUT);
      } catch (IOException | RuntimeException e) {
        trouble = e.toString();
      }
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      return name + " " + new LoadReport.Sample(at, took, code, "new", trouble);
    }
  }

  private TraceLoad() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<Request> plan =
        Files.readAllLines(Path.of(arguments[0])).stream().map(Request::parse).toList();
    run(plan, Long.parseLong(arguments[1]), System.out);
  }

  static void run(List<Request> plan, long start, PrintStream out) throws InterruptedException {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    ExecutorService requests = Executors.newCachedThreadPool();
    for (Request request : plan) {
      long delay = start + Math.round(1000 * request.at()) - System.currentTimeMillis();
      clock.schedule(
          () -> requests.execute(() -> out.println(request.send())), delay, TimeUnit.MILLISECONDS);
    }
    clock.shutdown();
    clock.awaitTermination(1, TimeUnit.DAYS);
    requests.shutdown();
    requests.awaitTermination(2 * TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }
}
