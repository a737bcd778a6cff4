package io.workloadplacement.router;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The router's ports, each for one address. Thread-safe.
 *
 * <p>A port that is released goes to no other address for an hour: whoever still knows it from
 * before must not reach another workload.
 */
public final class ListenerPorts {

  /** The first port by default. */
  public static final int FIRST = 20000;

  /** The number of ports by default. */
  public static final int COUNT = 4000;

  private static final Duration REST = Duration.ofHours(1);

  private final int first;
  private final int count;
  private final Map<String, Integer> byUid = new HashMap<>();
  private final Map<Integer, String> holders = new HashMap<>();
  private final Map<Integer, Released> released = new HashMap<>();

  private record Released(String uid, Instant at) {}

  /** The ports 20000 to 23999. */
  public ListenerPorts() {
    this(FIRST, COUNT);
  }

  /**
   * A range of ports.
   *
   * @param first the first, 1 to 65535
   * @param count how many, from 1
   * @throws IllegalArgumentException if there are no such ports
   */
  public ListenerPorts(int first, int count) {
    if (first < 1 || count < 1 || count > 65536 - first) {
      throw new IllegalArgumentException("There are no %d ports from %d".formatted(count, first));
    }
    this.first = first;
    this.count = count;
  }

  /**
   * The port of an address: the same as before where it has one, else by a stable hash of the UID
   * the next free one, so that a restarted operator chooses alike.
   *
   * @param uid the UID of the placement
   * @return empty when all are taken, or released less than an hour ago
   */
  public synchronized OptionalInt assign(String uid, Instant now) {
    Integer before = byUid.get(uid);
    if (before != null) {
      return OptionalInt.of(before);
    }
    int start = Math.floorMod(uid.hashCode(), count);
    OptionalInt free =
        IntStream.range(0, count)
            .map(i -> first + (start + i) % count)
            .filter(port -> isFree(port, uid, now))
            .findFirst();
    free.ifPresent(port -> hold(uid, port));
    return free;
  }

  /**
   * Remembers a port that was found in the cluster. Of two addresses that were found with the same
   * port the first keeps it, as does an address that has another one already.
   */
  public synchronized void taken(String uid, int port) {
    if (!byUid.containsKey(uid) && !holders.containsKey(port)) {
      hold(uid, port);
    }
  }

  /** Takes the port of an address back; nothing if it has none. */
  public synchronized void release(String uid, Instant now) {
    Optional.ofNullable(byUid.remove(uid))
        .ifPresent(
            port -> {
              holders.remove(port);
              released.put(port, new Released(uid, now));
            });
  }

  private void hold(String uid, int port) {
    byUid.put(uid, port);
    holders.put(port, uid);
    released.remove(port);
  }

  private boolean isFree(int port, String uid, Instant now) {
    if (holders.containsKey(port)) {
      return false;
    }
    Released before = released.get(port);
    return before == null
        || Objects.equals(before.uid(), uid)
        || !now.isBefore(before.at().plus(REST));
  }
}
