package io.workloadplacement.app;

import io.workloadplacement.http.BoundedHttpServer;
import io.workloadplacement.http.HttpAnswer;
import io.workloadplacement.observability.Health;
import java.net.BindException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;

/**
 * The operator's HTTP endpoints: {@code /metrics} for Prometheus, {@code /healthz/live} and {@code
 * /healthz/ready} for the kubelet. A check that fails answers 503 with a body that says what is
 * wrong.
 */
public final class HttpEndpoints implements AutoCloseable {

  private static final ContentType PROMETHEUS_TEXT =
      ContentType.parse("text/plain; version=0.0.4; charset=utf-8");

  private final BoundedHttpServer server;

  private HttpEndpoints(BoundedHttpServer server) {
    this.server = server;
  }

  /**
   * Starts to serve.
   *
   * @param address the address of the machine; empty for all of them
   * @param port the port; 0 takes any free one
   * @param liveness whether the process is worth keeping
   * @param readiness whether the operator does its work, or stands by to do it
   * @param metrics the metrics in the Prometheus text format
   * @throws ConfigurationException if the port is taken, or the address is not this machine's
   */
  public static HttpEndpoints start(
      Optional<InetAddress> address,
      int port,
      Supplier<Health> liveness,
      Supplier<Health> readiness,
      Supplier<String> metrics) {
    try {
      return new HttpEndpoints(
          BoundedHttpServer.start(
              address, port, request -> answer(request, liveness, readiness, metrics)));
    } catch (BindException e) {
      throw cannotBind(address, port, e);
    }
  }

  private static ConfigurationException cannotBind(
      Optional<InetAddress> address, int port, BindException e) {
    return address
        .filter(a -> String.valueOf(e.getMessage()).contains("assign requested address"))
        .map(
            a ->
                new ConfigurationException(
                    "HTTP_ADDRESS=%s is no address of this machine. Choose one that is, or 0.0.0.0 for all."
                        .formatted(a.getHostAddress()),
                    e))
        .orElseGet(
            () ->
                new ConfigurationException(
                    "HTTP_PORT=%d is taken by another process. Choose another port, or 0 for any free one."
                        .formatted(port),
                    e));
  }

  /** The port that is served. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }

  private static HttpAnswer answer(
      ClassicHttpRequest request,
      Supplier<Health> liveness,
      Supplier<Health> readiness,
      Supplier<String> metrics) {
    if (!"GET".equals(request.getMethod()) && !"HEAD".equals(request.getMethod())) {
      return HttpAnswer.methodNotAllowed("GET", "HEAD");
    }
    String path = request.getPath().replaceFirst("\\?.*", "");
    return switch (path) {
      case "/metrics" -> HttpAnswer.of(200, PROMETHEUS_TEXT, metrics.get());
      case "/healthz/live" -> check(liveness.get());
      case "/healthz/ready" -> check(readiness.get());
      default -> HttpAnswer.text(404, "there are /metrics, /healthz/live and /healthz/ready\n");
    };
  }

  private static HttpAnswer check(Health health) {
    return HttpAnswer.text(health.passing() ? 200 : 503, health.message() + "\n");
  }
}
