package io.workloadplacement.router;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * An address of a placement, as the router serves it at one port of its own. What Envoy would not
 * accept cannot be made: a bad value must not keep the good ones of others from being accepted.
 *
 * @param namespace the namespace of the placement, a DNS label
 * @param name its name, a DNS label
 * @param port the router's port for it, 1 to 65535; no other address has it
 * @param listening whether callers are taken at the port; while not, connections there drain
 * @param upstreams where requests go, by weight; none: they are answered with 503
 */
public record RouterAddress(
    String namespace, String name, int port, boolean listening, List<Upstream> upstreams) {

  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final int MOST_UPSTREAMS = 1000;

  public RouterAddress {
    check(DNS_LABEL.matcher(namespace).matches(), "namespace", namespace, "a DNS label");
    check(DNS_LABEL.matcher(name).matches(), "name", name, "a DNS label");
    checkPort(port);
    check(upstreams.size() <= MOST_UPSTREAMS, "upstreams", upstreams.size(), "at most 1000");
    upstreams = List.copyOf(upstreams);
  }

  /**
   * A Service that requests are sent to.
   *
   * @param host the cluster IP or the DNS name of the Service
   * @param port its port, 1 to 65535
   * @param weight its share of the requests, relative to the sum of all weights; 1 to 1,000,000
   * @param headers headers that are set on each request to it, in place of the caller's own
   */
  public record Upstream(String host, int port, int weight, Map<String, String> headers) {

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9][-A-Za-z0-9_.]{0,127}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x21-\\x7e]{1,1024}");

    public Upstream {
      check(IpAddress.is(host) || isDnsName(host), "host", host, "an IP address or a DNS name");
      checkPort(port);
      check(weight >= 1 && weight <= 1_000_000, "weight", weight, "1 to 1000000");
      headers.forEach(
          (header, value) -> {
            check(HEADER_NAME.matcher(header).matches(), "header", header, "a header's name");
            check(
                HEADER_VALUE.matcher(value).matches(),
                header,
                value,
                "1 to 1024 visible ASCII characters");
          });
      headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    }

    private static boolean isDnsName(String host) {
      return host.length() <= 253
          && List.of(host.split("\\.", -1)).stream()
              .allMatch(label -> DNS_LABEL.matcher(label).matches());
    }
  }

  /** The names of the headers that any of its upstreams gets, sorted. */
  List<String> headerNames() {
    return upstreams.stream()
        .flatMap(upstream -> upstream.headers().keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }

  AddressName addressName() {
    return new AddressName(namespace, name);
  }

  private static void checkPort(int port) {
    check(port >= 1 && port <= 65535, "port", port, "1 to 65535");
  }

  private static void check(boolean holds, String field, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s '%s' of a router's address is not %s".formatted(field, value, rule));
    }
  }
}
