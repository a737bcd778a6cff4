package io.workloadplacement.local;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A loop that brings the objects of one kind to what they declare, as a real controller does. */
interface Controller {

  /** An object by name; the namespace is empty for one of the cluster. */
  record Key(String namespace, String name) {}

  /** The objects that a change concerns. */
  List<Key> concernedBy(Change change);

  /** Looks at one object, and says after which time to look again. */
  Optional<Duration> reconcile(Key key);
}
