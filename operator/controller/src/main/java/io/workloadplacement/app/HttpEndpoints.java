package io.workloadplacement.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.workloadplacement.observability.Health;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ServerSocketFactory;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.ExceptionListener;
import org.apache.hc.core5.http.HeaderElements;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.io.HttpRequestHandler;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's HTTP endpoints: {@code /metrics} for Prometheus, {@code /healthz/live} and {@code
 * /healthz/ready} for the kubelet. A check that fails answers 503 with a body that says what is
 * wrong.
 *
 * <p>Whoever reaches the port can ask, and cannot do harm: what a request may hold is limited to 64
 * headers of 8 KiB, its time to ten seconds, and all of them together to 32 connections.
 *
 * <p>The JDK's own server is not used: small Java runtimes leave its module out.
 */
public final class HttpEndpoints implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoints.class);
  private static final ContentType PLAIN_TEXT = ContentType.create("text/plain", UTF_8);
  private static final ContentType PROMETHEUS_TEXT =
      ContentType.parse("text/plain; version=0.0.4; charset=utf-8");
  private static final int MOST_CONNECTIONS = 32;
  private static final Duration LONGEST_CONNECTION = Duration.ofSeconds(10);
  private static final Http1Config LIMITS =
      Http1Config.custom().setMaxLineLength(8192).setMaxHeaderCount(64).build();

  private final HttpServer server;
  private final Faults faults;

  private record Answer(int status, ContentType type, String body) {}

  private HttpEndpoints(HttpServer server, Faults faults) {
    this.server = server;
    this.faults = faults;
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
    Faults faults = new Faults();
    HttpRequestHandler handler =
        (request, response, context) ->
            send(response, answer(request, liveness, readiness, metrics));
    HttpServer server =
        ServerBootstrap.bootstrap()
            .setLocalAddress(address.orElse(null))
            .setListenerPort(port)
            .setServerSocketFactory(new BoundedSockets())
            .setHttp1Config(LIMITS)
            .setSocketConfig(
                SocketConfig.custom()
                    .setSoTimeout(Timeout.of(LONGEST_CONNECTION))
                    // A container that restarts finds the connections of its predecessor lingering.
                    .setSoReuseAddress(true)
                    .build())
            // Whatever name or address the client calls the operator by.
            .setRequestRouter((request, context) -> handler)
            .setExceptionListener(faults)
            .create();
    try {
      server.start();
    } catch (BindException e) {
      throw cannotBind(address, port, e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot serve HTTP on port " + port, e);
    }
    return new HttpEndpoints(server, faults);
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
    return server.getLocalPort();
  }

  @Override
  public void close() {
    faults.areExpected();
    server.close(CloseMode.IMMEDIATE);
  }

  private static Answer answer(
      ClassicHttpRequest request,
      Supplier<Health> liveness,
      Supplier<Health> readiness,
      Supplier<String> metrics) {
    if (!"GET".equals(request.getMethod()) && !"HEAD".equals(request.getMethod())) {
      return new Answer(405, PLAIN_TEXT, "only GET and HEAD are answered\n");
    }
    String path = request.getPath().replaceFirst("\\?.*", "");
    try {
      return switch (path) {
        case "/metrics" -> new Answer(200, PROMETHEUS_TEXT, metrics.get());
        case "/healthz/live" -> check(liveness.get());
        case "/healthz/ready" -> check(readiness.get());
        default ->
            new Answer(404, PLAIN_TEXT, "there are /metrics, /healthz/live and /healthz/ready\n");
      };
    } catch (RuntimeException e) {
      LOG.error("Answering {} failed", path, e);
      return new Answer(500, PLAIN_TEXT, "internal error, see the operator's log\n");
    }
  }

  private static Answer check(Health health) {
    return new Answer(health.passing() ? 200 : 503, PLAIN_TEXT, health.message() + "\n");
  }

  private static void send(ClassicHttpResponse response, Answer answer) {
    response.setCode(answer.status());
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    // A connection serves one request: none is kept by those who do not come back.
    response.setHeader(HttpHeaders.CONNECTION, HeaderElements.CLOSE);
    if (answer.status() == 405) {
      response.setHeader(HttpHeaders.ALLOW, "GET, HEAD");
    }
    response.setEntity(new StringEntity(answer.body(), answer.type()));
  }

  private static final class BoundedSockets extends ServerSocketFactory {
    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return createServerSocket(port, 0);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
      return createServerSocket(port, backlog, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
        throws IOException {
      return new BoundedServerSocket(port, backlog, address, MOST_CONNECTIONS, LONGEST_CONNECTION);
    }
  }

  /** Clients that come and go are no news, nor is the end of the port that is closed. */
  private static final class Faults implements ExceptionListener {
    private final AtomicBoolean expected = new AtomicBoolean();

    void areExpected() {
      expected.set(true);
    }

    @Override
    public void onError(Exception fault) {
      if (expected.get()) {
        LOG.trace("The HTTP endpoints end", fault);
      } else {
        LOG.warn("The HTTP endpoints met a fault", fault);
      }
    }

    @Override
    public void onError(HttpConnection connection, Exception fault) {
      if (fault instanceof ConnectionClosedException || fault instanceof SocketTimeoutException) {
        LOG.trace("A client went away", fault);
      } else {
        LOG.debug("A connection to the HTTP endpoints broke", fault);
      }
    }
  }
}
