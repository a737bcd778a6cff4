package io.workloadplacement.caller;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection of HTTP/1 on which a caller says exactly what it wants to say. */
final class Http1Caller implements Closeable {

  private static final int CONNECT_TIMEOUT = 10_000;
  private static final int READ_TIMEOUT = 30_000;
  private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
  private static final Pattern CHUNKED = Pattern.compile("(?i)\r\ntransfer-encoding: *chunked");
  private static final Pattern CLOSE = Pattern.compile("(?i)\r\nconnection: *close");

  private final Socket socket = new Socket();
  private final InputStream in;
  private final OutputStream out;

  Http1Caller(InetSocketAddress to) throws IOException {
    socket.connect(to, CONNECT_TIMEOUT);
    socket.setSoTimeout(READ_TIMEOUT);
    in = new BufferedInputStream(socket.getInputStream());
    out = new BufferedOutputStream(socket.getOutputStream());
  }

  /** An answer whose head was read. */
  record Response(String head, InputStream body) {

    boolean lastOfItsConnection() {
      return CLOSE.matcher(head).find();
    }

    String text() throws IOException {
      return new String(body.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  void sendBulk(long bytes) throws IOException {
    Bulk.write(out, bytes);
  }

  /** Waits for an answer of status 200. */
  Response response() throws IOException {
    String head = HttpHead.read(in);
    String[] words = head.split("[ \r]", 3);
    if (!"200".equals(words[1])) {
      throw new IOException("answered: " + head.split("\r\n", 2)[0]);
    }
    Matcher length = CONTENT_LENGTH.matcher(head);
    if (length.find()) {
      return new Response(head, new LimitedStream(in, Long.parseLong(length.group(1))));
    }
    return new Response(head, CHUNKED.matcher(head).find() ? new ChunkedStream(in) : in);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
