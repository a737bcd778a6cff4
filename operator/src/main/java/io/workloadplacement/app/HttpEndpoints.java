package io.workloadplacement.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.workloadplacement.observability.Health;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's HTTP endpoints: {@code /metrics} for Prometheus, {@code /healthz/live} and {@code
 * /healthz/ready} for the kubelet. A check that fails answers 503 with a body that says what is
 * wrong.
 */
public final class HttpEndpoints implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoints.class);
  private static final String PLAIN_TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final int THREADS = 2;

  private final HttpServer server;
  private final ExecutorService executor;

  private record Answer(int status, String contentType, String body) {}

  private HttpEndpoints(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /**
   * Starts to serve on all addresses of the machine.
   *
   * @param port the port; 0 takes any free one
   * @param liveness whether the process is worth keeping
   * @param readiness whether the operator does its work, or stands by to do it
   * @param metrics the metrics in the Prometheus text format
   * @throws ConfigurationException if the port is taken
   */
  public static HttpEndpoints start(
      int port, Supplier<Health> liveness, Supplier<Health> readiness, Supplier<String> metrics) {
    HttpServer server = bind(port);
    ExecutorService executor =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "http-endpoints");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(executor);
    server.createContext(
        "/",
        exchange ->
            send(exchange, answer(exchange, () -> route(exchange, liveness, readiness, metrics))));
    server.start();
    return new HttpEndpoints(server, executor);
  }

  /** The port that is served. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private static HttpServer bind(int port) {
    try {
      return HttpServer.create(new InetSocketAddress(port), 0);
    } catch (BindException e) {
      throw new ConfigurationException(
          "HTTP_PORT="
              + port
              + " is taken by another process. Choose another port, or 0 for any free one.",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot serve HTTP on port " + port, e);
    }
  }

  private static Answer answer(HttpExchange exchange, Supplier<Answer> route) {
    try {
      return route.get();
    } catch (RuntimeException e) {
      LOG.error("Answering {} failed", exchange.getRequestURI().getPath(), e);
      return new Answer(500, PLAIN_TEXT, "internal error, see the operator's log\n");
    }
  }

  private static Answer route(
      HttpExchange exchange,
      Supplier<Health> liveness,
      Supplier<Health> readiness,
      Supplier<String> metrics) {
    String method = exchange.getRequestMethod();
    if (!"GET".equals(method) && !"HEAD".equals(method)) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return new Answer(405, PLAIN_TEXT, "only GET and HEAD are answered\n");
    }
    return switch (exchange.getRequestURI().getPath()) {
      case "/metrics" -> new Answer(200, PROMETHEUS_TEXT, metrics.get());
      case "/healthz/live" -> check(liveness.get());
      case "/healthz/ready" -> check(readiness.get());
      default ->
          new Answer(404, PLAIN_TEXT, "there are /metrics, /healthz/live and /healthz/ready\n");
    };
  }

  private static Answer check(Health health) {
    return new Answer(health.passing() ? 200 : 503, PLAIN_TEXT, health.message() + "\n");
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      byte[] body = answer.body().getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      if ("HEAD".equals(exchange.getRequestMethod())) {
        exchange.sendResponseHeaders(answer.status(), -1);
        return;
      }
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
