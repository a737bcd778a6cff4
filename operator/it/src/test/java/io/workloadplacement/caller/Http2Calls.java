package io.workloadplacement.caller;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Calls of HTTP/2 by prior knowledge, as gRPC makes them. */
final class Http2Calls {

  private static final int MOST_CONNECTIONS = 3;
  private static final String PATH = "/shop.Checkout/Pay";

  private final InetSocketAddress to;
  private final String authority;
  private Http2Caller kept;

  Http2Calls(InetSocketAddress to, String authority) {
    this.to = to;
    this.authority = authority;
  }

  String onNewConnection() throws IOException {
    try (Http2Caller caller = new Http2Caller(to)) {
      call(caller);
      return "";
    }
  }

  /** On one connection, until the server asks to go; what it has not taken is tried anew. */
  String unary() throws IOException {
    String said = "";
    for (int connection = 1; ; connection++) {
      if (kept == null || !kept.takesMore()) {
        if (kept != null) {
          kept.close();
          said = "anew";
        }
        kept = new Http2Caller(to);
      }
      try {
        call(kept);
        return said;
      } catch (Http2Caller.RefusedException e) {
        forget();
        if (connection == MOST_CONNECTIONS) {
          throw e;
        }
        said = "refused, anew";
      } catch (IOException e) {
        forget();
        throw e;
      }
    }
  }

  private void forget() throws IOException {
    kept.close();
    kept = null;
  }

  private void call(Http2Caller caller) throws IOException {
    Http2Caller.Stream stream = caller.open(authority, PATH);
    byte[] message = message("pay");
    stream.send(message, true);
    begins(stream);
    echoed(stream, message);
    ends(stream);
  }

  /** A message each second, and its echo; its end tells when the server asked to go. */
  String stream(int seconds) throws IOException {
    try (Http2Caller caller = new Http2Caller(to)) {
      Http2Caller.Stream stream = caller.open(authority, PATH);
      for (int second = 0; second < seconds; second++) {
        byte[] message = message("item " + second);
        try {
          stream.send(message, second == seconds - 1);
          if (second == 0) {
            begins(stream);
          }
          echoed(stream, message);
        } catch (IOException e) {
          throw new IOException(
              "after %d messages, asked to go after %d s: %s"
                  .formatted(second, caller.askedToGo(), e.getMessage()),
              e);
        }
        aSecondPasses();
      }
      ends(stream);
      return caller.askedToGo() < 0 ? "" : "asked to go after " + caller.askedToGo() + " s";
    }
  }

  private void begins(Http2Caller.Stream stream) throws IOException {
    Map<String, String> headers = stream.headers();
    if (!"200".equals(headers.get(":status"))
        || !PATH.equals(headers.get("x-path"))
        || !authority.equals(headers.get("x-authority"))) {
      throw new IOException("answered: " + headers);
    }
  }

  private static void echoed(Http2Caller.Stream stream, byte[] message) throws IOException {
    int at = 0;
    while (at < message.length) {
      byte[] data = stream.data();
      if (!Arrays.equals(data, Arrays.copyOfRange(message, at, at + data.length))) {
        throw new IOException("another echo than was sent");
      }
      at += data.length;
    }
  }

  private static void ends(Http2Caller.Stream stream) throws IOException {
    Map<String, String> trailers = stream.trailers();
    if (!"0".equals(trailers.get("grpc-status"))) {
      throw new IOException("ended: " + trailers);
    }
  }

  static void aSecondPasses() throws IOException {
    try {
      new CountDownLatch(1).await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** With the five bytes that gRPC puts before each. */
  private static byte[] message(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    byte[] message = new byte[bytes.length + 5];
    message[4] = (byte) bytes.length;
    System.arraycopy(bytes, 0, message, 5, bytes.length);
    return message;
  }
}
