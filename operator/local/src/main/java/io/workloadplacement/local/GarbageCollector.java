package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Deletes objects whose owners are all gone, and ends deletions that wait for dependents or leave
 * them behind. A key names the resource in its namespace part, as {@code resource|namespace}.
 */
final class GarbageCollector implements Controller {

  private final ObjectApi objects;
  private final ControllerApi api;

  GarbageCollector(ObjectApi objects) {
    this.objects = objects;
    this.api = new ControllerApi(objects, "kube-controller-manager");
  }

  @Override
  public List<Key> concernedBy(Change change) {
    Set<Key> keys = new LinkedHashSet<>();
    if (change.type() != Change.Type.DELETED) {
      if (hasOwners(change.object()) || waits(change.object())) {
        keys.add(key(change.resource(), change.object()));
      }
      if (waits(change.object())) {
        dependents(change.object()).forEach(one -> keys.add(one.key()));
      }
    } else {
      dependents(change.object()).forEach(one -> keys.add(one.key()));
      owners(change.object()).forEach(owner -> keys.add(owner));
    }
    return List.copyOf(keys);
  }

  private record Found(String resource, ObjectNode object) {
    Key key() {
      return GarbageCollector.key(resource, object);
    }
  }

  private static Key key(String resource, ObjectNode object) {
    return new Key(resource + "|" + Json.namespace(object), Json.name(object));
  }

  /** What is in a namespace is owned from within it; what is in none may own anything. */
  private List<Found> dependents(ObjectNode owner) {
    String uid = Json.uid(owner);
    List<Found> found = new ArrayList<>();
    for (ResourceType type : objects.types().all()) {
      for (ObjectNode object : api.list(type.resource(), Json.namespace(owner))) {
        for (JsonNode reference : Json.at(object, "metadata", "ownerReferences")) {
          if (Json.text(reference, "uid").equals(uid)) {
            found.add(new Found(type.resource(), object));
          }
        }
      }
    }
    return found;
  }

  private List<Key> owners(ObjectNode dependent) {
    List<Key> keys = new ArrayList<>();
    for (JsonNode reference : Json.at(dependent, "metadata", "ownerReferences")) {
      owner(dependent, reference).ifPresent(found -> keys.add(found.key()));
    }
    return keys;
  }

  /** The owner that a reference means: of that kind, name and uid, in the dependent's namespace. */
  private Optional<Found> owner(ObjectNode dependent, JsonNode reference) {
    return objects
        .types()
        .ofKind(Json.text(reference, "apiVersion"), Json.text(reference, "kind"))
        .flatMap(
            type ->
                objects
                    .find(
                        type,
                        type.namespaced() ? Json.namespace(dependent) : "",
                        Json.text(reference, "name"))
                    .filter(owner -> Json.uid(owner).equals(Json.text(reference, "uid")))
                    .map(owner -> new Found(type.resource(), owner)));
  }

  private static boolean hasOwners(ObjectNode object) {
    return !Json.at(object, "metadata", "ownerReferences").isEmpty();
  }

  private static boolean waits(ObjectNode object) {
    return hasFinalizer(object, ObjectMetadata.FOREGROUND)
        || hasFinalizer(object, ObjectMetadata.ORPHAN);
  }

  private static boolean hasFinalizer(ObjectNode object, String name) {
    for (JsonNode finalizer : Json.at(object, "metadata", "finalizers")) {
      if (finalizer.asText().equals(name)) {
        return object.path("metadata").has("deletionTimestamp");
      }
    }
    return false;
  }

  @Override
  public Optional<Duration> reconcile(Key key) {
    String[] parts = key.namespace().split("\\|", -1);
    Optional<ObjectNode> found = api.find(parts[0], new Key(parts[1], key.name()));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode object = found.get();
    if (hasFinalizer(object, ObjectMetadata.ORPHAN)) {
      dependents(object).forEach(one -> removeReference(one, Json.uid(object)));
      removeFinalizer(parts[0], object, ObjectMetadata.ORPHAN);
    } else if (hasFinalizer(object, ObjectMetadata.FOREGROUND)) {
      List<Found> dependents = dependents(object);
      dependents.forEach(one -> api.delete(one.resource(), one.object()));
      if (dependents(object).isEmpty()) {
        removeFinalizer(parts[0], object, ObjectMetadata.FOREGROUND);
      }
    } else if (hasOwners(object) && !object.path("metadata").has("deletionTimestamp")) {
      collect(parts[0], object);
    }
    return Optional.empty();
  }

  private void collect(String resource, ObjectNode object) {
    boolean owned = false;
    List<String> gone = new ArrayList<>();
    for (JsonNode reference : Json.at(object, "metadata", "ownerReferences")) {
      if (owner(object, reference).isPresent()) {
        owned = true;
      } else {
        gone.add(Json.text(reference, "uid"));
      }
    }
    if (!owned) {
      api.delete(resource, object);
    } else {
      gone.forEach(uid -> removeReference(new Found(resource, object), uid));
    }
  }

  private void removeReference(Found dependent, String uid) {
    api.change(
        dependent.resource(),
        dependent.object(),
        live -> {
          ArrayNode kept = Json.array();
          Json.at(live, "metadata", "ownerReferences")
              .forEach(
                  reference -> {
                    if (!Json.text(reference, "uid").equals(uid)) {
                      kept.add(reference);
                    }
                  });
          Json.metadata(live).set("ownerReferences", kept);
        });
  }

  private void removeFinalizer(String resource, ObjectNode object, String name) {
    api.change(
        resource,
        object,
        live -> {
          ArrayNode kept = Json.array();
          Json.at(live, "metadata", "finalizers")
              .forEach(
                  finalizer -> {
                    if (!finalizer.asText().equals(name)) {
                      kept.add(finalizer);
                    }
                  });
          Json.metadata(live).set("finalizers", kept);
        });
  }
}
