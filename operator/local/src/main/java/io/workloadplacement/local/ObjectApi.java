package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The verbs of the API over the store, with the two faces of events led to the same objects. */
final class ObjectApi {

  static final String STATUS = "status";
  static final String SCALE = "scale";

  /** The result of a write that may have created the object. */
  record Written(ObjectNode object, boolean created) {}

  private final Store store;
  private final ResourceTypes types;
  private final ObjectWrites writes;
  private final ObjectDeletion deletion;

  ObjectApi(Store store, ResourceTypes types, InstantSource clock, Addresses addresses) {
    this.store = store;
    this.types = types;
    this.writes = new ObjectWrites(store, types, clock, addresses);
    this.deletion = new ObjectDeletion(store);
  }

  Store store() {
    return store;
  }

  ResourceTypes types() {
    return types;
  }

  /** The present, in the form and precision of object metadata. */
  String now() {
    return writes.now();
  }

  Optional<ObjectNode> find(ResourceType type, String namespace, String name) {
    return store
        .get(storedType(type).resource(), namespace, name)
        .map(object -> shown(type, object));
  }

  ObjectNode get(ResourceType type, String namespace, String name) {
    return find(type, namespace, name).orElseThrow(() -> ApiError.notFound(type, name));
  }

  /** The objects of a resource, in one namespace or, for the empty one, in all. */
  List<ObjectNode> list(ResourceType type, String namespace) {
    return store.list(storedType(type).resource(), namespace).stream()
        .map(object -> shown(type, object))
        .toList();
  }

  /** Whether objects of a stored resource are seen as a type. */
  boolean shows(ResourceType type, String resource) {
    return resource.equals(storedType(type).resource());
  }

  ObjectNode create(ResourceType type, String namespace, ObjectNode body, WriteOptions options) {
    return shown(type, writes.create(storedType(type), namespace, stored(type, body), options));
  }

  /** Replaces an object, or its status where the subresource says so. */
  ObjectNode update(
      ResourceType type,
      String namespace,
      String name,
      String subresource,
      ObjectNode body,
      WriteOptions options) {
    ObjectNode object = stored(type, body);
    return shown(
        type, writes.update(storedType(type), namespace, name, subresource, object, options));
  }

  /** Changes an object by a function from what it is to what it shall be. */
  ObjectNode patch(
      ResourceType type,
      String namespace,
      String name,
      String subresource,
      Function<ObjectNode, JsonNode> change,
      WriteOptions options) {
    Function<ObjectNode, JsonNode> onStored =
        live ->
            change.apply(shown(type, live)) instanceof ObjectNode changed
                ? stored(type, changed)
                : Json.array();
    return shown(
        type, writes.patch(storedType(type), namespace, name, subresource, onStored, options));
  }

  /** Applies what a manager wants; creates the object where it is absent. */
  Written apply(
      ResourceType type,
      String namespace,
      String name,
      String subresource,
      ObjectNode body,
      WriteOptions options) {
    Written written =
        writes.apply(storedType(type), namespace, name, subresource, stored(type, body), options);
    return new Written(shown(type, written.object()), written.created());
  }

  /**
   * Deletes an object, or marks it where finalizers hold it back.
   *
   * @return the object where it is still there, otherwise empty
   */
  Optional<ObjectNode> delete(
      ResourceType type, String namespace, String name, JsonNode deleteOptions, boolean dryRun) {
    return deletion
        .delete(storedType(type), namespace, name, deleteOptions, dryRun, now())
        .map(object -> shown(type, object));
  }

  private ResourceType storedType(ResourceType type) {
    return EventView.is(type) ? types.stored(BuiltInTypes.EVENTS) : type;
  }

  private static ObjectNode stored(ResourceType type, ObjectNode object) {
    return EventView.is(type) ? EventView.toStored(object) : object;
  }

  /** An object of the store as a type shows it. */
  static ObjectNode shown(ResourceType type, ObjectNode object) {
    return EventView.is(type) ? EventView.fromStored(object) : object;
  }
}
