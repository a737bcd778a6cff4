package io.workloadplacement.router;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that shows the bytes it gets, and answers with bytes. */
final class RawUpstream implements AutoCloseable {

  /** Answers one request, of which the head was read. */
  @FunctionalInterface
  interface Answer {
    void to(String head, InputStream in, OutputStream out) throws IOException;
  }

  private final ServerSocket server;
  private final Answer answer;
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();

  private RawUpstream(int port, Answer answer) throws IOException {
    this.answer = answer;
    this.server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    thread(this::accept);
  }

  static RawUpstream start(Answer answer) throws IOException {
    return new RawUpstream(0, answer);
  }

  static RawUpstream start(int port, Answer answer) throws IOException {
    return new RawUpstream(port, answer);
  }

  /** Answers each request with a text. */
  static RawUpstream saying(String text) throws IOException {
    return start((head, in, out) -> ok(out, text));
  }

  static void ok(OutputStream out, String text) throws IOException {
    write(out, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(text.length(), text));
  }

  static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
  }

  /** Reads up to and with the empty line; what it got, if the connection ends before. */
  static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.write(next);
      last = last << 8 | next;
      if (last == 0x0d0a0d0a) {
        break;
      }
    }
    return head.toString(ISO_8859_1);
  }

  int port() {
    return server.getLocalPort();
  }

  /** The heads of the requests so far. */
  List<String> heads() {
    return heads;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        connections.add(socket);
        thread(() -> serve(socket));
      }
    } catch (IOException e) {
      close();
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      while (true) {
        String head = head(socket.getInputStream());
        if (!head.endsWith("\r\n\r\n")) {
          return;
        }
        heads.add(head);
        answer.to(head, socket.getInputStream(), socket.getOutputStream());
      }
    } catch (IOException e) {
      // The caller went away.
      connections.remove(socket);
    }
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "upstream");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
