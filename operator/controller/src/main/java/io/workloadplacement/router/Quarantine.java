package io.workloadplacement.router;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which addresses a router pod is not offered, as it does not accept them. Envoy rejects a whole
 * set and does not say for which of its resources. So of those that are new or changed since it has
 * accepted a set, half is held back, until the set is accepted or one is left. That one is held
 * back until it changes, and is tried again from time to time: a port that is in use may be free by
 * then. What is held back stays as it was accepted last.
 */
final class Quarantine {

  /** How long until one that was rejected is tried again. */
  static final long RETRY_NANOS = 30_000_000_000L;

  private final Map<AddressName, Resource> rejected = new LinkedHashMap<>();
  private final TreeMap<AddressName, Resource> doubtful = new TreeMap<>();
  private Optional<AddressName> trial = Optional.empty();
  private long triedAt;

  /** Whether a pod does not accept what is wanted for an address. */
  boolean contains(AddressName name) {
    return rejected.containsKey(name);
  }

  /** What the pod does not accept. */
  Set<AddressName> names() {
    return Set.copyOf(rejected.keySet());
  }

  /**
   * What the pod is not to be offered.
   *
   * @param inUse addresses that the pod may serve without that being known
   */
  Set<AddressName> heldBack(
      Snapshot wanted, Snapshot accepted, Set<AddressName> inUse, long nanoTime) {
    rejected.entrySet().removeIf(entry -> !wanted.has(entry.getKey(), entry.getValue()));
    doubtful.entrySet().removeIf(entry -> !wanted.has(entry.getKey(), entry.getValue()));
    if (rejected.isEmpty() && doubtful.isEmpty()) {
      trial = Optional.empty();
      return Set.of();
    }
    if (doubtful.isEmpty() && trial.isEmpty() && nanoTime - triedAt >= RETRY_NANOS) {
      trial = rejected.keySet().stream().findFirst();
    }
    Set<AddressName> held = new HashSet<>(rejected.keySet());
    trial.ifPresent(held::remove);
    if (!doubtful.isEmpty()) {
      held.addAll(suspects(wanted, accepted, inUse).keySet());
      held.removeAll(firstHalf());
    }
    held.removeAll(inUse);
    return held;
  }

  private List<AddressName> firstHalf() {
    return new ArrayList<>(doubtful.keySet()).subList(0, (doubtful.size() + 1) / 2);
  }

  /**
   * A pod has rejected an offer.
   *
   * @return the address for which it has, if that is known by now
   */
  Optional<AddressName> rejects(
      Snapshot offered, Snapshot accepted, Set<AddressName> inUse, long nanoTime) {
    triedAt = nanoTime;
    if (trial.isPresent()) {
      // To the end of the queue.
      AddressName name = trial.get();
      Optional.ofNullable(rejected.remove(name)).ifPresent(again -> rejected.put(name, again));
      trial = Optional.empty();
      return Optional.empty();
    }
    Map<AddressName, Resource> suspects = suspects(offered, accepted, inUse);
    doubtful.clear();
    if (suspects.size() == 1) {
      rejected.putAll(suspects);
      return suspects.keySet().stream().findFirst();
    }
    doubtful.putAll(suspects);
    return Optional.empty();
  }

  /** A pod has accepted an offer. */
  void accepts(Snapshot accepted) {
    rejected.entrySet().removeIf(entry -> accepted.has(entry.getKey(), entry.getValue()));
    doubtful.entrySet().removeIf(entry -> accepted.has(entry.getKey(), entry.getValue()));
    trial = Optional.empty();
  }

  /** Of a pod that starts anew nothing is known. */
  void clear() {
    rejected.clear();
    doubtful.clear();
    trial = Optional.empty();
  }

  /** What a pod has not accepted, but for what it may serve: that would end if it were left out. */
  private static Map<AddressName, Resource> suspects(
      Snapshot offered, Snapshot accepted, Set<AddressName> inUse) {
    Map<AddressName, Resource> suspects = new TreeMap<>();
    for (AddressName name : offered.differences(accepted)) {
      offered
          .get(name)
          .filter(any -> !inUse.contains(name))
          .ifPresent(resource -> suspects.put(name, resource));
    }
    return suspects;
  }
}
