package io.workloadplacement.caller;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Calls an {@link EchoServer} in every way that is known, as {@link RepeatedCalls} says.
 *
 * <pre>
 * java CallerRun NAME NAMESPACE SERVICE-IP NODE-IP:PORT LOAD-BALANCER-IP INGRESS-IP STREAM-SECONDS
 * </pre>
 */
public final class CallerRun {

  private static final long SMALL_PAUSE = 200;
  private static final long BULK_PAUSE = 10_000;
  private static final long BULK = 100L * 1000 * 1000;
  private static final int LARGE_HEADER = 60_000;

  private CallerRun() {}

  public static void main(String[] arguments) throws InterruptedException {
    RepeatedCalls run = new RepeatedCalls();
    String name = arguments[0] + "." + arguments[1];
    int streamSeconds = Integer.parseInt(arguments[6]);
    InetSocketAddress service = new InetSocketAddress(arguments[2], 80);
    String[] node = arguments[3].split(":");
    InetSocketAddress nodePort = new InetSocketAddress(node[0], Integer.parseInt(node[1]));
    PlainCalls plain = new PlainCalls(service);

    Map<String, RepeatedCalls.Call> small = new LinkedHashMap<>();
    small.put("bare-name", plain.host(arguments[0]));
    small.put("name.namespace", plain.host(name));
    small.put("full-name", plain.host(name + ".svc.cluster.local"));
    small.put("foreign-host", plain.host("www.example.com"));
    small.put("upper-case-with-port", plain.host("WWW.Example.COM:8443"));
    small.put("service-ip", plain.host(arguments[2]));
    small.put("node-port", new PlainCalls(nodePort).host(arguments[3]));
    small.put(
        "load-balancer",
        new PlainCalls(new InetSocketAddress(arguments[4], 80)).host("shop.example.com"));
    small.put(
        "ingress", new PlainCalls(new InetSocketAddress(arguments[5], 80)).host("www.example.com"));
    small.put("http-1.0-without-host", plain::withoutHost);
    small.put("headers-60k", plain.withHeader("X-Large: " + "h".repeat(LARGE_HEADER)));
    small.put("kept", new KeptCalls(service, name)::get);
    small.put(
        "kept-by-ingress",
        new KeptCalls(new InetSocketAddress(arguments[5], 80), "www.example.com")::get);
    Http2Calls http2 = new Http2Calls(service, name);
    small.put("h2c-new", http2::onNewConnection);
    small.put("grpc-unary", http2::unary);
    small.forEach((kind, call) -> run.repeat(kind, SMALL_PAUSE, call));

    run.repeat("100-mb-up", BULK_PAUSE, () -> plain.upload(BULK));
    run.repeat("100-mb-down", BULK_PAUSE, () -> plain.download(BULK));

    long between = TimeUnit.SECONDS.toMillis(streamSeconds) / 10;
    run.begin("grpc-stream", between, () -> http2.stream(streamSeconds));
    WebSocketCalls webSockets = new WebSocketCalls(service, name);
    run.begin("web-socket", between, () -> webSockets.converse(streamSeconds));
    run.begin("events", between, () -> plain.events(streamSeconds));

    run.untilEndOfInput(streamSeconds + 60L);
  }
}
