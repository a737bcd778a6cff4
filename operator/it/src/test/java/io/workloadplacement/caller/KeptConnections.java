package io.workloadplacement.caller;

import java.net.InetSocketAddress;

/**
 * Keeps connections open, with a request on each from time to time, and opens another one only
 * where the server asks it to go. Prints what {@link RepeatedCalls} says.
 *
 * <pre>
 * java KeptConnections SERVICE-IP HOST COUNT PAUSE-MILLISECONDS
 * </pre>
 */
public final class KeptConnections {

  private KeptConnections() {}

  public static void main(String[] arguments) throws InterruptedException {
    RepeatedCalls run = new RepeatedCalls();
    InetSocketAddress to = new InetSocketAddress(arguments[0], 80);
    int count = Integer.parseInt(arguments[2]);
    long pause = Long.parseLong(arguments[3]);
    for (int number = 0; number < count; number++) {
      run.repeat("kept-" + number, pause, new KeptCalls(to, arguments[1])::get);
    }
    run.untilEndOfInput(60);
  }
}
