package io.workloadplacement.router;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a router pod was offered, and what of that it has accepted. */
final class RouterPod {

  /** How long a pod that does not accept an offer waits for the next one of the same. */
  static final Duration BETWEEN_OFFERS = Duration.ofSeconds(2);

  private static final Duration ASKS_WITHIN = Duration.ofSeconds(30);

  /** How often a pod is offered something before it is taken to reject it. */
  private static final int OFFERS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(RouterPod.class);

  private final Map<XdsType, Exchange> exchanges = new EnumMap<>(XdsType.class);
  private long askedAt;

  private static final class Exchange {
    private final Quarantine quarantine = new Quarantine();
    private Snapshot base = Snapshot.UNKNOWN;
    private Set<AddressName> heldBack = Set.of();
    private Snapshot tailored = Snapshot.UNKNOWN;
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
      if (!exchange.versionAtOffer.isEmpty()) {
        exchange.quarantine.clear();
      }
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
      exchange.quarantine.accepts(exchange.accepted);
      exchange.timesOffered = 0;
      exchange.known = true;
      return news;
    }
    exchange.accepted = Snapshot.UNKNOWN;
    exchange.known = false;
    return Set.of();
  }

  /**
   * What the pod is to be sent, as it has not accepted it; counts as an offer if there is such.
   * What a pod rejects it is offered again, in case the answer was lost, but not at each of its
   * polls; then it is offered without what it may not accept.
   *
   * @param inUse addresses that a pod may serve of which it is not known what it has
   * @param versions makes a version
   */
  Optional<Snapshot> offer(
      XdsType type,
      Snapshot current,
      String version,
      long nanoTime,
      Set<AddressName> inUse,
      Supplier<String> versions) {
    Exchange exchange = exchange(type);
    Set<AddressName> served = exchange.known ? Set.of() : inUse;
    Snapshot wanted = tailored(exchange, current, nanoTime, served, versions);
    if (exchange.accepted == wanted) {
      return Optional.empty();
    }
    if (isOfferedAgain(exchange, wanted, version)) {
      if (nanoTime - exchange.offeredAt < BETWEEN_OFFERS.toNanos()) {
        return Optional.empty();
      }
      if (exchange.timesOffered >= OFFERS) {
        exchange
            .quarantine
            .rejects(wanted, exchange.accepted, served, nanoTime)
            .ifPresent(
                name ->
                    LOG.warn(
                        "A router pod does not accept {}, of its {}: its log says why",
                        name,
                        type));
        wanted = tailored(exchange, current, nanoTime, served, versions);
      }
    }
    boolean again = isOfferedAgain(exchange, wanted, version);
    exchange.timesOffered = again ? exchange.timesOffered + 1 : 1;
    exchange.offered = wanted;
    exchange.offeredAt = nanoTime;
    exchange.versionAtOffer = version;
    return Optional.of(wanted);
  }

  private static boolean isOfferedAgain(Exchange exchange, Snapshot wanted, String version) {
    return exchange.timesOffered > 0
        && exchange.offered == wanted
        && exchange.versionAtOffer.equals(version);
  }

  /**
   * All that is wanted, but for what is held back from this pod; the same while nothing changes.
   */
  private static Snapshot tailored(
      Exchange exchange,
      Snapshot current,
      long nanoTime,
      Set<AddressName> inUse,
      Supplier<String> versions) {
    Set<AddressName> heldBack =
        exchange.quarantine.heldBack(current, exchange.accepted, inUse, nanoTime);
    if (heldBack.isEmpty()) {
      exchange.base = Snapshot.UNKNOWN;
      exchange.tailored = Snapshot.UNKNOWN;
      return current;
    }
    if (exchange.base != current || !exchange.heldBack.equals(heldBack)) {
      exchange.base = current;
      exchange.heldBack = heldBack;
      exchange.tailored = current.except(heldBack, exchange.accepted, versions.get());
    }
    return exchange.tailored;
  }

  /** Whether it does not accept what is wanted for an address. */
  boolean rejects(AddressName name) {
    return exchanges.values().stream().anyMatch(exchange -> exchange.quarantine.contains(name));
  }

  /** The addresses of which it does not accept what is wanted. */
  Set<AddressName> rejected() {
    return exchanges.values().stream()
        .flatMap(exchange -> exchange.quarantine.names().stream())
        .collect(Collectors.toSet());
  }

  void asks(long nanoTime) {
    askedAt = nanoTime;
  }

  /** Whether it has asked lately what to serve. */
  boolean asksStill(long nanoTime) {
    return nanoTime - askedAt < ASKS_WITHIN.toNanos();
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
    return Objects.requireNonNull(exchanges.get(type), type::name);
  }
}
