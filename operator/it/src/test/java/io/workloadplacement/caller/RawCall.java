package io.workloadplacement.caller;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Sends the head of a request exactly as it is given, and prints the answer's body: what arrived.
 *
 * <pre>
 * java RawCall IP PORT HEAD
 * </pre>
 */
public final class RawCall {

  private RawCall() {}

  public static void main(String[] arguments) throws IOException {
    InetSocketAddress to = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
    try (Http1Caller caller = new Http1Caller(to)) {
      caller.send(arguments[2]);
      System.out.write(caller.response().text().getBytes(StandardCharsets.ISO_8859_1));
      System.out.flush();
    }
  }
}
