package io.workloadplacement.router;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses that the router is to serve, and what each of its pods has accepted. Thread-safe.
 *
 * <p>A pod that polls names the version that it has accepted last. It counts if this table has
 * offered it to that pod; that of another leader says nothing about what the pod has.
 */
public final class RouterTable {

  private static final Logger LOG = LoggerFactory.getLogger(RouterTable.class);
  private static final int MOST_PODS = 1000;
  private static final int OFFERS_BEFORE_A_WARNING = 3;

  private final String generation;
  private final LongSupplier nanoTime;
  private final Map<AddressName, RouterAddress> wanted = new HashMap<>();
  private final Set<AddressName> inUse = new HashSet<>();
  private final Map<Integer, AddressName> ports = new HashMap<>();
  private final Map<XdsType, ResourceSet> resources = new EnumMap<>(XdsType.class);
  private final Map<String, RouterPod> pods =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RouterPod> eldest) {
          return size() > MOST_PODS;
        }
      };
  private final Supplier<String> nextVersion;
  private long versions;
  private volatile boolean open;
  private volatile BooleanSupplier complete = () -> false;
  private volatile BiConsumer<String, String> onAccepted = (namespace, name) -> {};

  /** The answer to a poll. */
  sealed interface PollAnswer {
    /** The table is not served. */
    record Closed() implements PollAnswer {}

    /** The pod has it all, or was offered it just now. */
    record Unchanged() implements PollAnswer {}

    /** The pod is to take this. */
    record Offer(Snapshot snapshot) implements PollAnswer {}
  }

  /**
   * An empty table that is not served yet.
   *
   * @param startedAt when this operator began to lead: it tells its versions from those of others
   */
  public RouterTable(Instant startedAt) {
    this(startedAt, System::nanoTime);
  }

  RouterTable(Instant startedAt, LongSupplier nanoTime) {
    this.generation =
        "%d%06d".formatted(startedAt.getEpochSecond(), startedAt.get(ChronoField.MICRO_OF_SECOND));
    this.nanoTime = nanoTime;
    nextVersion = () -> generation + "-" + ++versions;
    for (XdsType type : XdsType.values()) {
      resources.put(type, new ResourceSet(type, nextVersion));
    }
  }

  /**
   * Wants an address to be served, in place of what was wanted for it before. An equal one changes
   * nothing.
   *
   * @throws IllegalArgumentException if another address has its port
   */
  public synchronized void set(RouterAddress address) {
    AddressName name = address.addressName();
    AddressName holder = ports.getOrDefault(address.port(), name);
    if (!holder.equals(name)) {
      throw new IllegalArgumentException(
          "Port %d of the router cannot be that of %s: it is that of %s"
              .formatted(address.port(), name, holder));
    }
    Optional.ofNullable(wanted.put(name, address)).ifPresent(before -> ports.remove(before.port()));
    ports.put(address.port(), name);
    resources.values().forEach(set -> set.put(address));
  }

  /**
   * Wants what the router serves already, from another operator. It is offered to every pod in all
   * cases: one that has it would end it otherwise.
   */
  public synchronized void restore(RouterAddress address) {
    set(address);
    inUse.add(address.addressName());
  }

  /** Wants an address no longer. */
  public synchronized void remove(String namespace, String name) {
    AddressName addressName = new AddressName(namespace, name);
    inUse.remove(addressName);
    Optional.ofNullable(wanted.remove(addressName))
        .ifPresent(
            before -> {
              ports.remove(before.port());
              resources.values().forEach(set -> set.remove(addressName));
            });
  }

  /** The address as it was set last; empty if it was not, or is removed. */
  public synchronized Optional<RouterAddress> wanted(String namespace, String name) {
    return Optional.ofNullable(wanted.get(new AddressName(namespace, name)));
  }

  /**
   * The address as a router pod has accepted it last: equal to what is wanted once the pod has
   * accepted both its listener and its cluster. With a listener alone it has no upstreams; with a
   * cluster alone it does not listen. Empty if the pod has neither, or what it has is not known.
   *
   * @param podIp any of the pod's addresses
   */
  public synchronized Optional<RouterAddress> acceptedBy(
      String podIp, String namespace, String name) {
    return Optional.ofNullable(pods.get(podIp))
        .flatMap(pod -> pod.accepted(new AddressName(namespace, name)));
  }

  /**
   * Whether it is known what a router pod has: it has accepted something of this table, or it has
   * just started and has nothing.
   */
  public synchronized boolean knows(String podIp) {
    return Optional.ofNullable(pods.get(podIp)).filter(RouterPod::isKnown).isPresent();
  }

  /**
   * Whether a router pod does not accept what is wanted for an address. Envoy then keeps the last
   * good state of it, and does not say of which address it is: that is found by leaving some out,
   * within seconds. Where that cannot be found it is said of every address.
   */
  public synchronized boolean isRejectedBy(String podIp, String namespace, String name) {
    return Optional.ofNullable(pods.get(podIp))
        .filter(pod -> pod.rejects(new AddressName(namespace, name)) || isStuck(pod))
        .isPresent();
  }

  /** How many addresses are wanted. */
  public synchronized int addresses() {
    return wanted.size();
  }

  /** How many of the addresses a pod that asks does not accept. */
  public synchronized int rejectedAddresses() {
    return (int) askingPods().flatMap(pod -> pod.rejected().stream()).distinct().count();
  }

  /** How many pods have asked within the last half minute what to serve. */
  public synchronized int pods() {
    return (int) askingPods().count();
  }

  private Stream<RouterPod> askingPods() {
    long now = nanoTime.getAsLong();
    return pods.values().stream().distinct().filter(pod -> pod.asksStill(now));
  }

  /** It has been offered the same several times, and nothing can be left out. */
  private static boolean isStuck(RouterPod pod) {
    return List.of(XdsType.values()).stream()
        .anyMatch(type -> pod.timesOffered(type) >= OFFERS_BEFORE_A_WARNING);
  }

  /** Serves the table from now on. Call it once every address that is in use was set. */
  void open() {
    open = true;
  }

  /**
   * Serves the table from the first poll on at which this holds. It is asked by the threads that
   * answer polls, and must not take long.
   *
   * @param complete whether every address that is in use was set
   */
  public void openOnce(BooleanSupplier complete) {
    this.complete = complete;
  }

  /** Serves the table no longer. The router goes on with what it has. */
  void close() {
    complete = () -> false;
    open = false;
  }

  /** Whether the table is served. */
  boolean isOpen() {
    // Once it is, it stays so: that all placements were looked at is not asked with every poll.
    if (!open && complete.getAsBoolean()) {
      open = true;
    }
    return open;
  }

  /**
   * Has someone called for each address, by its namespace and its name, of which a pod has accepted
   * something new, or does not accept what is wanted. The calls come from the threads that answer
   * polls, and must not take long.
   */
  public void onAccepted(BiConsumer<String, String> namespaceAndName) {
    onAccepted = namespaceAndName;
  }

  /**
   * Answers a poll.
   *
   * @param podIps the addresses of the pod, at least one
   * @param version the version that it has accepted last; empty for none
   */
  PollAnswer poll(XdsType type, List<String> podIps, String version) {
    Set<AddressName> news;
    Set<AddressName> rejected;
    PollAnswer answer;
    if (!isOpen()) {
      return new PollAnswer.Closed();
    }
    synchronized (this) {
      RouterPod pod = pod(podIps);
      long now = nanoTime.getAsLong();
      pod.asks(now);
      rejected = pod.rejected();
      news = new HashSet<>(pod.acknowledge(type, version));
      news.stream()
          .filter(name -> pod.accepted(name).filter(RouterAddress::listening).isPresent())
          .forEach(inUse::add);
      Optional<Snapshot> offer =
          pod.offer(
              type,
              Objects.requireNonNull(resources.get(type), type::name).snapshot(),
              version,
              now,
              inUse,
              nextVersion);
      answer = offer.<PollAnswer>map(PollAnswer.Offer::new).orElseGet(PollAnswer.Unchanged::new);
      pod.rejected().stream().filter(name -> !rejected.contains(name)).forEach(news::add);
      warnOfRejection(type, podIps, pod, answer);
    }
    news.forEach(name -> onAccepted.accept(name.namespace(), name.name()));
    return answer;
  }

  private RouterPod pod(List<String> podIps) {
    RouterPod pod = pods.computeIfAbsent(podIps.get(0), ip -> new RouterPod());
    podIps.stream().skip(1).forEach(ip -> pods.put(ip, pod));
    return pod;
  }

  private static void warnOfRejection(
      XdsType type, List<String> podIps, RouterPod pod, PollAnswer answer) {
    if (answer instanceof PollAnswer.Offer offer
        && pod.timesOffered(type) == OFFERS_BEFORE_A_WARNING) {
      LOG.warn(
          "Router pod {} does not accept version {} of its {}: its log says why",
          podIps.get(0),
          offer.snapshot().version(),
          type);
    }
  }
}
