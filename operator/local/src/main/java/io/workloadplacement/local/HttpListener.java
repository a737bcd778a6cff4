package io.workloadplacement.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import org.apache.hc.core5.http.ExceptionListener;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.HttpProcessors;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.impl.io.HttpService;
import org.apache.hc.core5.http.io.HttpServerConnection;
import org.apache.hc.core5.http.io.HttpServerRequestHandler;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/** The HTTP server under the API: on the loopback interface only, with a thread a connection. */
final class HttpListener implements AutoCloseable {

  static final String ADDRESS = "127.0.0.1";

  private static final System.Logger LOG = System.getLogger(HttpListener.class.getName());
  private static final String CONNECTION = "local.connection";

  private final HttpServer server;

  /**
   * A listener that does not listen yet.
   *
   * @param port the port; 0 lets the operating system choose
   */
  HttpListener(int port, HttpServerRequestHandler handler) throws UnknownHostException {
    server =
        new HttpServer(
            port,
            new Service(handler),
            InetAddress.getByName(ADDRESS),
            // Connections stay open while their clients are idle, and small answers go at once.
            SocketConfig.custom()
                .setSoTimeout(Timeout.INFINITE)
                .setTcpNoDelay(true)
                .setSoReuseAddress(true)
                .build(),
            null,
            socket -> {
              Connection connection = new Connection();
              connection.bind(socket);
              return connection;
            },
            null,
            null,
            new Faults());
  }

  /**
   * Begins to listen.
   *
   * @throws IOException if the port is taken
   */
  void start() throws IOException {
    server.start();
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() {
    server.close(CloseMode.IMMEDIATE);
  }

  /** The connection on which a request came. */
  static Connection connection(HttpContext context) {
    return (Connection) context.getAttribute(CONNECTION);
  }

  /** A connection that can be taken over by another protocol. */
  static final class Connection extends DefaultBHttpServerConnection {

    Connection() {
      super(URIScheme.HTTP.id, Http1Config.DEFAULT);
    }

    Socket socket() {
      return getSocketHolder().getSocket();
    }
  }

  private static final class Service extends HttpService {

    Service(HttpServerRequestHandler handler) {
      super(HttpProcessors.server(), handler);
    }

    @Override
    public void handleRequest(HttpServerConnection connection, HttpContext context)
        throws IOException, HttpException {
      context.setAttribute(CONNECTION, connection);
      super.handleRequest(connection, context);
    }
  }

  /** Clients that come and go are no news. */
  private static final class Faults implements ExceptionListener {
    @Override
    public void onError(Exception fault) {
      LOG.log(Level.DEBUG, "the API server met a fault", fault);
    }

    @Override
    public void onError(HttpConnection connection, Exception fault) {
      LOG.log(Level.TRACE, "a connection ended", fault);
    }
  }
}
