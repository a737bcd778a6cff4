package io.workloadplacement.caller;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A caller that keeps one connection of HTTP/2 and calls as gRPC does. */
final class Http2Caller implements Closeable, Http2Connection.Listener {

  private static final int CONNECT_TIMEOUT = 10_000;
  private static final int ANSWER_TIMEOUT = 30;
  private static final int REFUSED_STREAM = 7;

  private final Http2Connection connection;
  private final Map<Integer, Stream> streams = new ConcurrentHashMap<>();
  private final long start = System.nanoTime();
  private int next = 1;
  private volatile int lastTaken = Integer.MAX_VALUE;
  private volatile long askedToGo = -1;
  private volatile boolean closed;

  Http2Caller(InetSocketAddress to) throws IOException {
    Socket socket = new Socket();
    socket.connect(to, CONNECT_TIMEOUT);
    connection =
        new Http2Connection(
            socket,
            new DataInputStream(new BufferedInputStream(socket.getInputStream())),
            new DataOutputStream(new BufferedOutputStream(socket.getOutputStream())));
    connection.sendPreface();
    Thread reader = new Thread(this::read);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    String end = "closed";
    try {
      connection.read(this);
    } catch (IOException e) {
      end = e.toString();
    }
    closed = true;
    String how = end;
    streams.values().forEach(stream -> stream.events.add(new Event(Kind.FAILED, how)));
  }

  /** Whether a further stream may be opened on it. */
  boolean takesMore() {
    return !closed && askedToGo < 0;
  }

  /** Seconds after which the other side asked to go; negative where it has not. */
  long askedToGo() {
    return askedToGo;
  }

  Stream open(String authority, String path) throws IOException {
    Stream stream = new Stream(next);
    streams.put(next, stream);
    next += 2;
    connection.sendHeaders(
        stream.id,
        List.of(
            Map.entry(":method", "POST"),
            Map.entry(":scheme", "http"),
            Map.entry(":path", path),
            Map.entry(":authority", authority),
            Map.entry("content-type", "application/grpc"),
            Map.entry("te", "trailers")),
        false);
    return stream;
  }

  private enum Kind {
    HEADERS,
    DATA,
    TRAILERS,
    REFUSED,
    FAILED
  }

  private record Event(Kind kind, Object what) {}

  /** What was not taken, and may be tried again on another connection. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  /** One call. */
  final class Stream {

    private final int id;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    Stream(int id) {
      this.id = id;
    }

    void send(byte[] message, boolean end) throws IOException {
      connection.sendData(id, message, end);
    }

    @SuppressWarnings("unchecked")
    Map<String, String> headers() throws IOException {
      return map((List<Map.Entry<String, String>>) await(Kind.HEADERS));
    }

    byte[] data() throws IOException {
      return (byte[]) await(Kind.DATA);
    }

    @SuppressWarnings("unchecked")
    Map<String, String> trailers() throws IOException {
      return map((List<Map.Entry<String, String>>) await(Kind.TRAILERS));
    }

    private Object await(Kind kind) throws IOException {
      Event event = null;
      try {
        event = events.poll(ANSWER_TIMEOUT, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (event == null) {
        throw new IOException("no " + kind + " within " + ANSWER_TIMEOUT + " s");
      }
      if (event.kind == Kind.REFUSED) {
        throw new RefusedException(event.what.toString());
      }
      if (event.kind != kind) {
        throw new IOException(event.kind + " instead of " + kind + ": " + event.what);
      }
      return event.what;
    }

    private Map<String, String> map(List<Map.Entry<String, String>> headers) {
      Map<String, String> map = new ConcurrentHashMap<>();
      headers.forEach(header -> map.put(header.getKey(), header.getValue()));
      return map;
    }
  }

  @Override
  public void headers(int id, List<Map.Entry<String, String>> headers, boolean end) {
    on(id, new Event(end ? Kind.TRAILERS : Kind.HEADERS, headers));
  }

  @Override
  public void data(int id, byte[] data, boolean end) {
    if (data.length > 0) {
      on(id, new Event(Kind.DATA, data));
    }
    if (end) {
      on(id, new Event(Kind.FAILED, "ended without trailers"));
    }
  }

  @Override
  public void reset(int id, int code) {
    on(id, new Event(code == REFUSED_STREAM ? Kind.REFUSED : Kind.FAILED, "reset, code " + code));
  }

  @Override
  public void goAway(int lastStream, int code) {
    if (askedToGo < 0) {
      askedToGo = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    }
    lastTaken = Math.min(lastTaken, lastStream);
    streams.forEach(
        (id, stream) -> {
          if (id > lastTaken) {
            stream.events.add(new Event(Kind.REFUSED, "not taken any more"));
          }
        });
  }

  private void on(int id, Event event) {
    Stream stream = streams.get(id);
    if (stream != null) {
      stream.events.add(event);
      if (event.kind == Kind.TRAILERS || event.kind == Kind.FAILED) {
        streams.remove(id);
      }
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
