package io.workloadplacement.router;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A caller that sends bytes, on one connection. */
final class RawClient implements AutoCloseable {

  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

  private final Socket socket;

  /** A response with a Content-Length. */
  record Response(String head, String body) {
    boolean isOk() {
      return head.startsWith("HTTP/1.1 200 ");
    }
  }

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
  }

  void send(String text) throws IOException {
    RawUpstream.write(socket.getOutputStream(), text);
  }

  /** Sends a request and reads its response. */
  Response ask(String request) throws IOException {
    send(request);
    return response();
  }

  Response get(String path) throws IOException {
    return ask("GET %s HTTP/1.1\r\nHost: checkout\r\n\r\n".formatted(path));
  }

  Response response() throws IOException {
    String head = head();
    Matcher length = LENGTH.matcher(head);
    return new Response(head, length.find() ? read(Integer.parseInt(length.group(1))) : "");
  }

  String head() throws IOException {
    return RawUpstream.head(in());
  }

  String read(int bytes) throws IOException {
    return new String(in().readNBytes(bytes), ISO_8859_1);
  }

  /** All until the other side closes. */
  String rest() throws IOException {
    return new String(in().readAllBytes(), ISO_8859_1);
  }

  private InputStream in() throws IOException {
    return socket.getInputStream();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
