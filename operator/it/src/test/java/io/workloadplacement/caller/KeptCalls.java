package io.workloadplacement.caller;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;

/** Calls of HTTP/1 on a connection that is kept as long as the server keeps it. */
final class KeptCalls {

  private final InetSocketAddress to;
  private final String request;
  private Http1Caller connection;
  private boolean used;

  KeptCalls(InetSocketAddress to, String host) {
    this.to = to;
    this.request = "GET /kept HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

  String get() throws IOException {
    try {
      return onThisConnection();
    } catch (EOFException | SocketException e) {
      boolean again = used;
      forget();
      if (!again) {
        throw e;
      }
      // Closed just as it was used: every client tries again then (RFC 9112, section 9.3.1).
      return "again " + onThisConnection();
    } catch (IOException e) {
      forget();
      throw e;
    }
  }

  private String onThisConnection() throws IOException {
    if (connection == null) {
      connection = new Http1Caller(to);
      used = false;
    }
    connection.send(request);
    Http1Caller.Response response = connection.response();
    response.text();
    used = true;
    if (response.lastOfItsConnection()) {
      forget();
      return "asked to go";
    }
    return "";
  }

  private void forget() throws IOException {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
