package io.workloadplacement.reconcile.observe;

import io.workloadplacement.router.RouterAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The router, as it concerns one placement.
 *
 * @param installed whether the operator has one
 * @param pods the addresses of its ready pods, each with what that pod does for the placement
 * @param rejected whether a ready pod does not accept what it is to serve for the placement
 * @param port at which it serves the placement; empty while none is needed, or none is free
 * @param drain how it leaves an address
 */
public record RouterFacts(
    boolean installed, Map<String, Serving> pods, boolean rejected, OptionalInt port, Drain drain) {

  /**
   * How the router leaves an address.
   *
   * @param follow within which no node sends new connections to it any more
   * @param asking for which it then asks callers to close their connections, and serves them
   */
  public record Drain(Duration follow, Duration asking) {

    /** As it is shipped: Envoy's {@code --drain-time-s} is the second. */
    public static final Drain DEFAULT = new Drain(Duration.ofSeconds(10), Duration.ofSeconds(50));

    /** How long that takes at least. */
    public Duration least() {
      return follow.plus(asking);
    }
  }

  /** What a pod of the router does for a placement. */
  public enum Serving {
    /** It has not spoken to this operator yet, and goes on with what it did before. */
    UNKNOWN,
    /** It serves nothing at the placement's port. */
    NOTHING,
    /** It sends to Knative. */
    TO_KNATIVE,
    /** It sends to the Deployment's pods. */
    TO_PODS;

    /**
     * What a pod does that has accepted something. It may have taken the listener, and not yet
     * where that leads to: then nobody is served.
     *
     * @param accepted of the placement's address; empty for nothing
     * @param podsIp cluster IP of the Service of the Deployment's pods, where there is one
     */
    static Serving of(Optional<RouterAddress> accepted, Optional<String> podsIp) {
      return accepted
          .filter(address -> address.listening() && !address.upstreams().isEmpty())
          .map(
              address ->
                  address.upstreams().stream()
                          .map(RouterAddress.Upstream::host)
                          .anyMatch(host -> podsIp.filter(host::equals).isPresent())
                      ? TO_PODS
                      : TO_KNATIVE)
          .orElse(NOTHING);
    }
  }

  /** There is none. */
  public static final RouterFacts NONE =
      new RouterFacts(false, Map.of(), false, OptionalInt.empty(), Drain.DEFAULT);

  /** The pods are copied, and sorted. */
  public RouterFacts {
    pods = Collections.unmodifiableMap(new TreeMap<>(pods));
  }

  /** Whether at least one pod is there and each of them does one of these. */
  public boolean all(Serving... accepted) {
    List<Serving> expected = List.of(accepted);
    return !pods.isEmpty() && expected.containsAll(pods.values());
  }

  /** Whether a pod does this. */
  public boolean any(Serving accepted) {
    return pods.containsValue(accepted);
  }

  /**
   * The pods to which callers may be sent: those that serve the placement, and those that did when
   * they were added and have not spoken since.
   *
   * @param present addresses to which callers are sent already
   */
  public List<String> servers(List<String> present) {
    return pods.entrySet().stream()
        .filter(
            pod ->
                switch (pod.getValue()) {
                  case TO_KNATIVE, TO_PODS -> true;
                  case UNKNOWN -> present.contains(pod.getKey());
                  case NOTHING -> false;
                })
        .map(Map.Entry::getKey)
        .toList();
  }
}
