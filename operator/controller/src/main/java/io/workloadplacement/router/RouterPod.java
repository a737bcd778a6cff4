package io.workloadplacement.router;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a router pod was offered, and what of that it has accepted. */
final class RouterPod {

  /** How long a pod that does not accept an offer waits for the next one of the same. */
  static final Duration BETWEEN_OFFERS = Duration.ofSeconds(2);

  private final Map<XdsType, Exchange> exchanges = new EnumMap<>(XdsType.class);

  private static final class Exchange {
    private Snapshot accepted = Snapshot.UNKNOWN;
    private Snapshot offered = Snapshot.UNKNOWN;
    private String versionAtOffer = "";
    private long offeredAt;
    private int timesOffered;
    private boolean known;
  }

  RouterPod() {
    for (XdsType type : XdsType.values()) {
      exchanges.put(type, new Exchange());
    }
  }

  /**
   * Takes a poll's version for what the pod has accepted.
   *
   * @return the addresses of which it has now accepted something else than before
   */
  Set<AddressName> acknowledge(XdsType type, String version) {
    Exchange exchange = exchange(type);
    if (version.isEmpty()) {
      // It has just started.
      exchange.accepted = Snapshot.UNKNOWN;
      exchange.known = true;
      return Set.of();
    }
    if (version.equals(exchange.accepted.version())) {
      return Set.of();
    }
    if (version.equals(exchange.offered.version())) {
      Set<AddressName> news = exchange.offered.differences(exchange.accepted);
      exchange.accepted = exchange.offered;
      exchange.timesOffered = 0;
      exchange.known = true;
      return news;
    }
    exchange.accepted = Snapshot.UNKNOWN;
    exchange.known = false;
    return Set.of();
  }

  /**
   * Whether the pod is to be sent what it has not accepted; counts as an offer if so. What a pod
   * rejects it is offered again, in case the answer was lost, but not at each of its polls.
   */
  boolean offer(XdsType type, Snapshot current, String version, long nanoTime) {
    Exchange exchange = exchange(type);
    if (exchange.accepted == current) {
      return false;
    }
    boolean again =
        exchange.timesOffered > 0
            && exchange.offered == current
            && exchange.versionAtOffer.equals(version);
    if (again && nanoTime - exchange.offeredAt < BETWEEN_OFFERS.toNanos()) {
      return false;
    }
    exchange.timesOffered = again ? exchange.timesOffered + 1 : 1;
    exchange.offered = current;
    exchange.offeredAt = nanoTime;
    exchange.versionAtOffer = version;
    return true;
  }

  /** Whether it is known what it has. */
  boolean isKnown() {
    return exchanges.values().stream().allMatch(exchange -> exchange.known);
  }

  /** How often it was offered what it has not accepted since. */
  int timesOffered(XdsType type) {
    return exchange(type).timesOffered;
  }

  /** What it has accepted last of an address; empty if neither a listener nor a cluster. */
  Optional<RouterAddress> accepted(AddressName name) {
    Optional<RouterAddress> listener = exchange(XdsType.LISTENERS).accepted.resource(name);
    Optional<RouterAddress> cluster = exchange(XdsType.CLUSTERS).accepted.resource(name);
    if (listener.isEmpty() || cluster.isEmpty()) {
      return listener.or(() -> cluster);
    }
    return Optional.of(
        new RouterAddress(
            name.namespace(), name.name(), listener.get().port(), true, cluster.get().upstreams()));
  }

  private Exchange exchange(XdsType type) {
    return exchanges.get(type);
  }
}
