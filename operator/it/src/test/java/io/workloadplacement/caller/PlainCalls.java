package io.workloadplacement.caller;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Calls of HTTP/1, each on a connection of its own. */
final class PlainCalls {

  private final InetSocketAddress to;

  PlainCalls(InetSocketAddress to) {
    this.to = to;
  }

  RepeatedCalls.Call host(String host) {
    return () -> arrived("GET /a/b?c=%2F HTTP/1.1", "Host: " + host);
  }

  RepeatedCalls.Call withHeader(String header) {
    return () -> arrived("GET / HTTP/1.1", "Host: any\r\n" + header);
  }

  String withoutHost() throws IOException {
    try (Http1Caller caller = new Http1Caller(to)) {
      caller.send("GET /old HTTP/1.0\r\n\r\n");
      return holds(caller.response().text(), "GET /old ");
    }
  }

  private String arrived(String line, String headers) throws IOException {
    try (Http1Caller caller = new Http1Caller(to)) {
      caller.send(line + "\r\n" + headers + "\r\nConnection: close\r\n\r\n");
      String arrived = caller.response().text();
      holds(arrived, line + "\r\n");
      for (String header : headers.split("\r\n")) {
        holds(arrived, "\r\n" + header + "\r\n");
      }
      return "";
    }
  }

  /** Knative's proxies write names of headers in their own way. */
  private static String holds(String arrived, String expected) throws IOException {
    if (!arrived.toLowerCase(Locale.ROOT).contains(expected.toLowerCase(Locale.ROOT))) {
      throw new IOException("not as it was sent: " + arrived.replace("\r\n", " | "));
    }
    return "";
  }

  String upload(long bytes) throws IOException {
    try (Http1Caller caller = new Http1Caller(to)) {
      caller.send("POST /upload HTTP/1.1\r\nHost: any\r\nContent-Length: " + bytes + "\r\n\r\n");
      caller.sendBulk(bytes);
      return same(caller.response().text(), bytes);
    }
  }

  String download(long bytes) throws IOException {
    try (Http1Caller caller = new Http1Caller(to)) {
      caller.send("GET /download?" + bytes + " HTTP/1.1\r\nHost: any\r\n\r\n");
      return same(Bulk.checksum(caller.response().body()), bytes);
    }
  }

  private static String same(String checksum, long bytes) throws IOException {
    if (!checksum.equals(Bulk.checksum(bytes))) {
      throw new IOException("other bytes arrived: " + checksum);
    }
    return "";
  }

  /** One event a second, and all of them. */
  String events(int count) throws IOException {
    try (Http1Caller caller = new Http1Caller(to)) {
      caller.send("GET /events?" + count + " HTTP/1.1\r\nHost: any\r\n\r\n");
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(caller.response().body(), StandardCharsets.US_ASCII));
      int event = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("data: " + event)) {
          event++;
        }
      }
      if (event < count) {
        throw new IOException("only " + event + " events");
      }
      return "";
    }
  }
}
