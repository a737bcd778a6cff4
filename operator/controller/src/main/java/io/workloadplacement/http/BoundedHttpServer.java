package io.workloadplacement.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ServerSocketFactory;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ExceptionListener;
import org.apache.hc.core5.http.HeaderElements;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server that whoever reaches its port can ask, and cannot do harm to: what a request may
 * hold is limited to 64 headers of 8 KiB, its time to ten seconds, and all of them together to 32
 * connections. What a body may hold, its handler limits.
 *
 * <p>The JDK's own server is not used: small Java runtimes leave its module out.
 */
public final class BoundedHttpServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BoundedHttpServer.class);
  private static final int MOST_CONNECTIONS = 32;
  private static final Duration LONGEST_CONNECTION = Duration.ofSeconds(10);
  private static final Http1Config LIMITS =
      Http1Config.custom().setMaxLineLength(8192).setMaxHeaderCount(64).build();

  /** Answers requests, on several threads. What it throws at runtime becomes a 500. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Answers a request.
     *
     * @throws IOException if the request cannot be read
     */
    HttpAnswer answer(ClassicHttpRequest request) throws IOException;
  }

  private final HttpServer server;
  private final Faults faults;

  private BoundedHttpServer(HttpServer server, Faults faults) {
    this.server = server;
    this.faults = faults;
  }

  /**
   * Starts to serve.
   *
   * @param address the address of the machine; empty for all of them
   * @param port the port; 0 takes any free one
   * @throws BindException if the port is taken, or the address is not this machine's
   */
  public static BoundedHttpServer start(Optional<InetAddress> address, int port, Handler handler)
      throws BindException {
    Faults faults = new Faults();
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
            .setRequestRouter(
                (request, context) -> (asked, response, c) -> handle(handler, asked, response))
            .setExceptionListener(faults)
            .create();
    try {
      server.start();
    } catch (BindException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot serve HTTP on port " + port, e);
    }
    return new BoundedHttpServer(server, faults);
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

  private static void handle(
      Handler handler, ClassicHttpRequest request, ClassicHttpResponse response)
      throws HttpException, IOException {
    try {
      send(response, handler.answer(request));
    } catch (RuntimeException e) {
      LOG.error("Answering {} failed", request.getPath(), e);
      send(response, HttpAnswer.text(500, "internal error, see the operator's log\n"));
    }
  }

  private static void send(ClassicHttpResponse response, HttpAnswer answer) {
    response.setCode(answer.status());
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    // A connection serves one request: none is kept by those who do not come back.
    response.setHeader(HttpHeaders.CONNECTION, HeaderElements.CLOSE);
    answer.headers().forEach(response::setHeader);
    if (answer.status() != 304) {
      response.setEntity(new ByteArrayEntity(answer.body(), answer.type()));
    }
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
    public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress address)
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
        LOG.trace("The HTTP server ends", fault);
      } else {
        LOG.warn("The HTTP server met a fault", fault);
      }
    }

    @Override
    public void onError(HttpConnection connection, Exception fault) {
      if (fault instanceof ConnectionClosedException || fault instanceof SocketTimeoutException) {
        LOG.trace("A client went away", fault);
      } else {
        LOG.debug("An HTTP connection broke", fault);
      }
    }
  }
}
