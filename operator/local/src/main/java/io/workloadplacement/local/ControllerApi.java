package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The API as one controller uses it: by resource, under its own name, writing only differences. */
final class ControllerApi {

  private final ObjectApi objects;
  private final WriteOptions options;

  ControllerApi(ObjectApi objects, String manager) {
    this.objects = objects;
    this.options = WriteOptions.by(manager);
  }

  Optional<ObjectNode> find(String resource, Controller.Key key) {
    return objects.store().get(resource, key.namespace(), key.name());
  }

  List<ObjectNode> list(String resource, String namespace) {
    return objects.store().list(resource, namespace);
  }

  /** The objects of a resource that an owner controls. */
  List<ObjectNode> controlledBy(String resource, ObjectNode owner) {
    String uid = Json.uid(owner);
    return list(resource, Json.namespace(owner)).stream()
        .filter(object -> uid.equals(Json.text(controllerOf(object), "uid")))
        .toList();
  }

  /** The owner reference of an object's controller, or a missing node. */
  static JsonNode controllerOf(JsonNode object) {
    for (JsonNode owner : Json.at(object, "metadata", "ownerReferences")) {
      if (owner.path("controller").asBoolean()) {
        return owner;
      }
    }
    return Json.MAPPER.missingNode();
  }

  /** A new object under an owner, in the owner's namespace. */
  static ObjectNode owned(String apiVersion, String kind, String name, ObjectNode owner) {
    ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("name", name).put("namespace", Json.namespace(owner));
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", Json.text(owner, "apiVersion"))
        .put("kind", Json.text(owner, "kind"))
        .put("name", Json.name(owner))
        .put("uid", Json.uid(owner))
        .put("controller", true)
        .put("blockOwnerDeletion", true);
    return object;
  }

  ObjectNode create(String resource, ObjectNode object) {
    return objects.create(
        objects.types().stored(resource), Json.namespace(object), object, options);
  }

  /** Changes an object as it is now; writes nothing where nothing differs. */
  ObjectNode change(String resource, ObjectNode object, Consumer<ObjectNode> change) {
    return write(resource, object, "", change);
  }

  /** Changes the status of an object as it is now; writes nothing where nothing differs. */
  ObjectNode changeStatus(String resource, ObjectNode object, Consumer<ObjectNode> change) {
    return write(
        resource, object, ObjectApi.STATUS, live -> change.accept(Json.within(live, "status")));
  }

  /** Sets the size of an object, by its scale. */
  ObjectNode scale(String resource, ObjectNode object, int replicas) {
    return write(
        resource,
        object,
        ObjectApi.SCALE,
        live -> Json.within(live, "spec").put("replicas", replicas));
  }

  private ObjectNode write(
      String resource, ObjectNode object, String subresource, Consumer<ObjectNode> change) {
    return objects.patch(
        objects.types().stored(resource),
        Json.namespace(object),
        Json.name(object),
        subresource,
        live -> {
          change.accept(live);
          return live;
        },
        options);
  }

  void delete(String resource, ObjectNode object) {
    ObjectNode deleteOptions = Json.object();
    deleteOptions.putObject("preconditions").put("uid", Json.uid(object));
    objects.delete(
        objects.types().stored(resource),
        Json.namespace(object),
        Json.name(object),
        deleteOptions,
        false);
  }

  String now() {
    return objects.now();
  }

  /** Creates an object, or brings one that is there to the same metadata, spec and data. */
  void ensure(String resource, ObjectNode wanted, List<String> fields) {
    Controller.Key key = new Controller.Key(Json.namespace(wanted), Json.name(wanted));
    Optional<ObjectNode> live = find(resource, key);
    if (live.isEmpty()) {
      create(resource, wanted);
    } else {
      change(resource, live.get(), object -> fields.forEach(field -> copy(wanted, object, field)));
    }
  }

  private static void copy(ObjectNode from, ObjectNode to, String field) {
    if (from.has(field)) {
      to.set(field, from.get(field).deepCopy());
    }
  }
}
