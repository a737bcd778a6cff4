package io.workloadplacement.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.workloadplacement.observability.Health;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.microhttp.EventLoop;
import org.microhttp.Header;
import org.microhttp.NoopLogger;
import org.microhttp.Options;
import org.microhttp.Request;
import org.microhttp.Response;
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
  private static final String EVERY_ADDRESS = null;

  private final EventLoop server;

  private record Answer(int status, String reason, String contentType, String body) {}

  private HttpEndpoints(EventLoop server) {
    this.server = server;
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
    Options options =
        Options.builder()
            .withHost(EVERY_ADDRESS)
            .withPort(port)
            .withReuseAddr(true)
            .withReusePort(false)
            .withConcurrency(1)
            .build();
    EventLoop server =
        bind(
            options,
            request -> answer(request, () -> route(request, liveness, readiness, metrics)));
    server.start();
    return new HttpEndpoints(server);
  }

  /** The port that is served. */
  public int port() {
    try {
      return server.getPort();
    } catch (IOException e) {
      throw new UncheckedIOException("The HTTP endpoints are closed", e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }

  private static EventLoop bind(Options options, Function<Request, Answer> handler) {
    try {
      return new EventLoop(
          options,
          NoopLogger.instance(),
          (request, callback) -> callback.accept(response(request, handler.apply(request))));
    } catch (BindException e) {
      throw new ConfigurationException(
          "HTTP_PORT="
              + options.port()
              + " is taken by another process. Choose another port, or 0 for any free one.",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot serve HTTP on port " + options.port(), e);
    }
  }

  private static Answer answer(Request request, Supplier<Answer> route) {
    try {
      return route.get();
    } catch (RuntimeException e) {
      LOG.error("Answering {} failed", request.uri(), e);
      return new Answer(
          500, "Internal Server Error", PLAIN_TEXT, "internal error, see the operator's log\n");
    }
  }

  private static Answer route(
      Request request,
      Supplier<Health> liveness,
      Supplier<Health> readiness,
      Supplier<String> metrics) {
    if (!"GET".equals(request.method()) && !isHead(request)) {
      return new Answer(405, "Method Not Allowed", PLAIN_TEXT, "only GET and HEAD are answered\n");
    }
    return switch (path(request)) {
      case "/metrics" -> new Answer(200, "OK", PROMETHEUS_TEXT, metrics.get());
      case "/healthz/live" -> check(liveness.get());
      case "/healthz/ready" -> check(readiness.get());
      default ->
          new Answer(
              404,
              "Not Found",
              PLAIN_TEXT,
              "there are /metrics, /healthz/live and /healthz/ready\n");
    };
  }

  private static String path(Request request) {
    int query = request.uri().indexOf('?');
    return query < 0 ? request.uri() : request.uri().substring(0, query);
  }

  private static Answer check(Health health) {
    return health.passing()
        ? new Answer(200, "OK", PLAIN_TEXT, health.message() + "\n")
        : new Answer(503, "Service Unavailable", PLAIN_TEXT, health.message() + "\n");
  }

  private static Response response(Request request, Answer answer) {
    List<Header> headers =
        List.of(
            new Header("Content-Type", answer.contentType()),
            new Header("Cache-Control", "no-store"),
            new Header("Allow", "GET, HEAD"));
    byte[] body = isHead(request) ? new byte[0] : answer.body().getBytes(UTF_8);
    return new Response(answer.status(), answer.reason(), headers, body);
  }

  private static boolean isHead(Request request) {
    return "HEAD".equals(request.method());
  }
}
