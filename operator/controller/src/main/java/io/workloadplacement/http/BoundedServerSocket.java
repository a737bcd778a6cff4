package io.workloadplacement.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server socket of few connections, none of which lasts long: whoever opens many, and sends or
 * reads slowly or not at all, costs a bounded number of threads. Where there are too many, the
 * oldest is closed for the newest, so that the kubelet's probes always get through.
 */
final class BoundedServerSocket extends ServerSocket {

  private static final Logger LOG = LoggerFactory.getLogger(BoundedServerSocket.class);
  private static final int LOOK_EVERY_MILLIS = 1000;

  private final int most;
  private final Duration longest;
  // Of the one thread that accepts.
  private final Queue<Connection> open = new ArrayDeque<>();

  private record Connection(Socket socket, long since) {}

  /**
   * Listens.
   *
   * @param address of which machine's interface; null for all
   * @param most connections at a time
   * @param longest time for which a connection may be open
   */
  BoundedServerSocket(
      int port, int backlog, @Nullable InetAddress address, int most, Duration longest)
      throws IOException {
    super(port, backlog, address);
    this.most = most;
    this.longest = longest;
    setSoTimeout(LOOK_EVERY_MILLIS);
  }

  @Override
  public Socket accept() throws IOException {
    while (true) {
      closeOverdue();
      try {
        Socket accepted = super.accept();
        while (open.size() >= most) {
          close(open.remove());
        }
        open.add(new Connection(accepted, System.nanoTime()));
        return accepted;
      } catch (SocketTimeoutException e) {
        LOG.trace("Nobody has come for a while", e);
      }
    }
  }

  private void closeOverdue() {
    long now = System.nanoTime();
    open.removeIf(connection -> connection.socket().isClosed());
    while (!open.isEmpty() && now - open.element().since() > longest.toNanos()) {
      close(open.remove());
    }
  }

  private static void close(Connection connection) {
    try {
      connection.socket().close();
    } catch (IOException e) {
      LOG.debug("A connection did not close in order", e);
    }
  }
}
