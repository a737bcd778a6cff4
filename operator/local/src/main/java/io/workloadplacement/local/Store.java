package io.workloadplacement.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * All objects, with one resource version for the whole store and a bounded history of changes.
 *
 * <p>Stored objects are never changed in place: a write stores a new tree, so what was read stays
 * valid without a lock. A caller that reads and then writes holds the store's monitor meanwhile.
 */
final class Store {

  /** Versions start here, so that no object has the version "1", which guards a creation. */
  private static final long FIRST_VERSION = 100;

  private record Name(String namespace, String name) implements Comparable<Name> {
    private static final Comparator<Name> ORDER =
        Comparator.comparing(Name::namespace).thenComparing(Name::name);

    /** No name of a namespace stands before this one. */
    static Name before(String namespace) {
      return new Name(namespace, "");
    }

    /** Every name of a namespace stands before this one, and no name of a later namespace does. */
    static Name after(String namespace) {
      return new Name(namespace + Character.MIN_VALUE, "");
    }

    @Override
    public int compareTo(Name other) {
      return ORDER.compare(this, other);
    }
  }

  private final Map<String, TreeMap<Name, ObjectNode>> objects = new HashMap<>();
  private final Deque<Change> history = new ArrayDeque<>();
  private final List<Consumer<Change>> subscribers = new CopyOnWriteArrayList<>();
  private final int historyLimit;
  private long version = FIRST_VERSION;
  private long forgotten;

  Store(int historyLimit) {
    this.historyLimit = historyLimit;
  }

  synchronized long version() {
    return version;
  }

  synchronized Optional<ObjectNode> get(String resource, String namespace, String name) {
    return Optional.ofNullable(of(resource).get(new Name(namespace, name)));
  }

  /** The objects of a resource, in one namespace or, for the empty one, in all. */
  synchronized List<ObjectNode> list(String resource, String namespace) {
    TreeMap<Name, ObjectNode> all = of(resource);
    return List.copyOf(
        namespace.isEmpty()
            ? all.values()
            : all.subMap(Name.before(namespace), Name.after(namespace)).values());
  }

  /** Every object in the store, as a change that changed nothing. */
  synchronized List<Change> all() {
    List<Change> all = new ArrayList<>();
    objects.forEach(
        (resource, named) ->
            named
                .values()
                .forEach(
                    object ->
                        all.add(
                            new Change(Change.Type.MODIFIED, resource, object, object, version))));
    return all;
  }

  /** Every object in a namespace, by resource. */
  synchronized Map<String, List<ObjectNode>> inNamespace(String namespace) {
    Map<String, List<ObjectNode>> found = new TreeMap<>();
    for (String resource : objects.keySet()) {
      List<ObjectNode> here = list(resource, namespace);
      if (!here.isEmpty()) {
        found.put(resource, here);
      }
    }
    return found;
  }

  /** Stores an object under its name, and gives it the next resource version. */
  synchronized ObjectNode put(String resource, ObjectNode object) {
    Json.metadata(object).put("resourceVersion", Long.toString(++version));
    ObjectNode previous = of(resource).put(nameOf(object), object);
    Change.Type type = previous == null ? Change.Type.ADDED : Change.Type.MODIFIED;
    publish(new Change(type, resource, object, previous, version));
    return object;
  }

  /** Removes an object; its last state carries the version of the removal. */
  synchronized void remove(String resource, ObjectNode object) {
    ObjectNode previous = of(resource).remove(nameOf(object));
    if (previous == null) {
      return;
    }
    ObjectNode last = object.deepCopy();
    Json.metadata(last).put("resourceVersion", Long.toString(++version));
    publish(new Change(Change.Type.DELETED, resource, last, previous, version));
  }

  /** Forgets the history, as a compaction does: watches from an older version are expired. */
  synchronized void compact() {
    history.clear();
    forgotten = version;
  }

  /**
   * Calls back for each change from a version on, the past ones before this method returns. Changes
   * arrive in order, under the store's monitor, so the subscriber hands them on and returns.
   *
   * @throws ApiError 410 where the history does not reach back that far
   */
  synchronized Runnable subscribe(long fromVersion, Consumer<Change> subscriber) {
    if (fromVersion < forgotten) {
      throw ApiError.expired(fromVersion, forgotten);
    }
    history.stream().filter(change -> change.version() > fromVersion).forEach(subscriber);
    subscribers.add(subscriber);
    return () -> subscribers.remove(subscriber);
  }

  private void publish(Change change) {
    history.addLast(change);
    if (history.size() > historyLimit) {
      forgotten = history.removeFirst().version();
    }
    subscribers.forEach(subscriber -> subscriber.accept(change));
  }

  private TreeMap<Name, ObjectNode> of(String resource) {
    return objects.computeIfAbsent(resource, unused -> new TreeMap<>());
  }

  private static Name nameOf(ObjectNode object) {
    return new Name(Json.namespace(object), Json.name(object));
  }
}
