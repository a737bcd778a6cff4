package io.workloadplacement.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One request on a connection of its own, so that whatever spreads connections spreads it. */
final class NewConnection {

  private NewConnection() {}

  /**
   * The status with which an address answers.
   *
   * @param timeout of the connection, and of each reading
   */
  static int get(URI uri, Duration timeout) throws IOException {
    try (Socket socket = new Socket()) {
      int port = uri.getPort() < 0 ? 80 : uri.getPort();
      socket.connect(new InetSocketAddress(uri.getHost(), port), (int) timeout.toMillis());
      socket.setSoTimeout((int) timeout.toMillis());
      String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      String request =
          "GET %s%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
              .formatted(path, query, uri.getAuthority());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String[] words = answer.split(" ", 3);
      if (words.length < 2) {
        throw new IOException("the connection was closed without an answer");
      }
      return Integer.parseInt(words[1]);
    }
  }
}
