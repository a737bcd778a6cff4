package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The deleting verb of the API: at once, or by a mark where finalizers hold the object back. */
final class ObjectDeletion {

  private final Store store;

  ObjectDeletion(Store store) {
    this.store = store;
  }

  /**
   * Deletes an object, or marks it where finalizers hold it back.
   *
   * @return the object where it is still there, otherwise empty
   */
  Optional<ObjectNode> delete(
      ResourceType type,
      String namespace,
      String name,
      JsonNode deleteOptions,
      boolean dryRun,
      String now) {
    synchronized (store) {
      ObjectNode live =
          store
              .get(type.resource(), namespace, name)
              .orElseThrow(() -> ApiError.notFound(type, name));
      ObjectMetadata.requirePreconditions(type, live, deleteOptions.path("preconditions"));
      ObjectNode object = live.deepCopy();
      ObjectNode metadata = Json.metadata(object);
      for (String finalizer : ObjectMetadata.finalizersOfDeletion(type, deleteOptions)) {
        addFinalizer(metadata, finalizer);
      }
      boolean held = !metadata.path("finalizers").isEmpty();
      if (type.resource().equals(BuiltInTypes.NAMESPACES)) {
        held = true;
        Json.within(object, ObjectApi.STATUS).put("phase", "Terminating");
      }
      if (!held) {
        if (!dryRun) {
          store.remove(type.resource(), object);
        }
        return Optional.empty();
      }
      if (!metadata.has("deletionTimestamp")) {
        metadata.put("deletionTimestamp", now);
        boolean definition = type.resource().equals(BuiltInTypes.DEFINITIONS);
        if (!definition) {
          metadata.put("deletionGracePeriodSeconds", 0);
        }
        if (!definition && metadata.has("generation")) {
          metadata.set("generation", Json.number(metadata.get("generation").asLong() + 1));
        }
      }
      return Optional.of(
          dryRun || object.equals(live) ? object : store.put(type.resource(), object));
    }
  }

  private static void addFinalizer(ObjectNode metadata, String finalizer) {
    ArrayNode finalizers =
        metadata.get("finalizers") instanceof ArrayNode present
            ? present
            : metadata.putArray("finalizers");
    for (JsonNode one : finalizers) {
      if (one.asText().equals(finalizer)) {
        return;
      }
    }
    finalizers.add(finalizer);
  }
}
