package io.workloadplacement.caller;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A workload that shows its callers what arrived. It speaks HTTP/1.0, HTTP/1.1 and HTTP/2 by prior
 * knowledge at port 8080, and needs nothing but the JDK.
 *
 * <table>
 *   <caption>What it answers</caption>
 *   <tr><td>any path</td><td>the head of the request, byte for byte</td></tr>
 *   <tr><td>an upgrade to WebSocket</td><td>each frame, until it closes</td></tr>
 *   <tr><td>/upload</td><td>{@link Bulk#checksum} of the body</td></tr>
 *   <tr><td>/download?N</td><td>N bytes of {@link Bulk}</td></tr>
 *   <tr><td>/events?N</td><td>N server-sent events, one a second</td></tr>
 *   <tr><td>HTTP/2</td><td>headers that say what came in {@code :path} and {@code :authority}, each frame of data, and
 *       {@code grpc-status: 0} as trailer once the caller has ended</td></tr>
 * </table>
 *
 * <p>On SIGTERM it takes no more connections, ends idle ones and finishes what it has begun.
 */
public final class EchoServer {

  private static final int PORT = 8080;
  private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> idle = ConcurrentHashMap.newKeySet();
  private final Set<Http2Echo> http2 = ConcurrentHashMap.newKeySet();
  private final ServerSocket server;
  private volatile boolean ending;

  private EchoServer(ServerSocket server) {
    this.server = server;
  }

  public static void main(String[] arguments) throws IOException {
    EchoServer echo = new EchoServer(new ServerSocket(PORT));
    Runtime.getRuntime().addShutdownHook(new Thread(echo::end));
    echo.serve();
  }

  private void serve() {
    while (!ending) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        if (!ending) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private void end() {
    ending = true;
    try {
      server.close();
      for (Http2Echo connection : http2) {
        connection.end();
      }
      for (Socket socket : idle) {
        socket.close();
      }
      threads.shutdown();
      threads.awaitTermination(1, TimeUnit.HOURS);
    } catch (IOException e) {
      System.err.println(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
      boolean again = true;
      while (again && !ending) {
        idle.add(socket);
        String head = HttpHead.read(in);
        idle.remove(socket);
        if (head.startsWith("PRI * HTTP/2.0")) {
          in.readNBytes(Http2Connection.PREFACE.length() - head.length());
          speakHttp2(new Http2Connection(socket, new DataInputStream(in), out));
          return;
        }
        again = answer(head, in, out);
      }
    } catch (IOException e) {
      // The caller has gone, or this server goes.
    } finally {
      idle.remove(socket);
    }
  }

  private void speakHttp2(Http2Connection connection) throws IOException {
    Http2Echo echo = new Http2Echo(connection);
    http2.add(echo);
    try {
      echo.serve();
    } finally {
      http2.remove(echo);
    }
  }

  /** Whether the connection serves further requests. */
  private boolean answer(String head, InputStream in, OutputStream out) throws IOException {
    String lower = head.toLowerCase(Locale.ROOT);
    String path = head.split(" ", 3)[1];
    boolean keep =
        head.split("\r\n", 2)[0].endsWith("HTTP/1.1") && !lower.contains("\r\nconnection: close");
    if (lower.contains("\r\nupgrade: websocket")) {
      WebSocketFrames.echo(head, in, out);
      return false;
    }
    if (path.startsWith("/download?")) {
      long bytes = number(path);
      write(out, headOf("Content-Length: " + bytes, keep));
      Bulk.write(out, bytes);
    } else if (path.startsWith("/events?")) {
      write(out, headOf("Content-Type: text/event-stream\r\nTransfer-Encoding: chunked", keep));
      sendEvents(out, number(path));
    } else {
      String body = path.startsWith("/upload") ? Bulk.checksum(body(lower, in)) : head;
      int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
      write(out, headOf("Content-Length: " + length, keep) + body);
    }
    return keep;
  }

  private static InputStream body(String head, InputStream in) {
    Matcher length = CONTENT_LENGTH.matcher(head);
    return length.find()
        ? new LimitedStream(in, Long.parseLong(length.group(1)))
        : new ChunkedStream(in);
  }

  private String headOf(String headers, boolean keep) {
    return "HTTP/1.1 200 OK\r\n"
        + headers
        + (keep && !ending ? "" : "\r\nConnection: close")
        + "\r\n\r\n";
  }

  private static void sendEvents(OutputStream out, long count) throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    try {
      for (long event = 0; event < count; event++) {
        String text = "data: " + event + "\n\n";
        write(out, Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
        never.await(1, TimeUnit.SECONDS);
      }
      write(out, "0\r\n\r\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EOFException("interrupted");
    }
  }

  private static long number(String path) {
    return Long.parseLong(path.substring(path.indexOf('?') + 1));
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** One connection. */
  private static final class Http2Echo implements Http2Connection.Listener {

    private final Http2Connection connection;
    private final Set<Integer> open = ConcurrentHashMap.newKeySet();
    private volatile boolean goes;
    private volatile int last;

    Http2Echo(Http2Connection connection) {
      this.connection = connection;
    }

    void serve() throws IOException {
      connection.sendSettings();
      connection.read(this);
    }

    void end() throws IOException {
      goes = true;
      connection.sendGoAway(last);
      closeWhereDone();
    }

    @Override
    public void headers(int stream, List<Map.Entry<String, String>> headers, boolean end)
        throws IOException {
      open.add(stream);
      last = stream;
      connection.sendHeaders(
          stream,
          List.of(
              Map.entry(":status", "200"),
              Map.entry("content-type", "application/grpc"),
              Map.entry("x-path", value(headers, ":path")),
              Map.entry("x-authority", value(headers, ":authority"))),
          false);
      if (end) {
        end(stream);
      }
    }

    @Override
    public void data(int stream, byte[] data, boolean end) throws IOException {
      connection.sendData(stream, data, false);
      if (end) {
        end(stream);
      }
    }

    private void end(int stream) throws IOException {
      connection.sendHeaders(stream, List.of(Map.entry("grpc-status", "0")), true);
      open.remove(stream);
      closeWhereDone();
    }

    private void closeWhereDone() throws IOException {
      if (goes && open.isEmpty()) {
        connection.end();
      }
    }

    @Override
    public void reset(int stream, int code) throws IOException {
      open.remove(stream);
      closeWhereDone();
    }

    @Override
    public void goAway(int lastStream, int code) {
      // It opens no further streams.
    }

    private static String value(List<Map.Entry<String, String>> headers, String name) {
      return headers.stream()
          .filter(header -> header.getKey().equals(name))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse("");
    }
  }
}
