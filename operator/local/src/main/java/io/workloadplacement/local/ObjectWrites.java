package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.local.ApiError.Cause;
import io.workloadplacement.local.ManagedFields.Manager;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The writing verbs of the API. Each reads, checks and stores under the store's monitor, so writes
 * are serial and a patch never loses a race.
 */
final class ObjectWrites {

  private final Store store;
  private final ResourceTypes types;
  private final InstantSource clock;
  private final Addresses addresses;
  private final Validation validation;

  ObjectWrites(Store store, ResourceTypes types, InstantSource clock, Addresses addresses) {
    this.store = store;
    this.types = types;
    this.clock = clock;
    this.addresses = addresses;
    this.validation = new Validation();
  }

  /** The present, in the form and precision of object metadata. */
  String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private Optional<ObjectNode> find(ResourceType type, String namespace, String name) {
    return store.get(type.resource(), namespace, name);
  }

  private ObjectNode get(ResourceType type, String namespace, String name) {
    return find(type, namespace, name).orElseThrow(() -> ApiError.notFound(type, name));
  }

  ObjectNode create(ResourceType type, String namespace, ObjectNode body, WriteOptions options) {
    synchronized (store) {
      ObjectNode sent = body.deepCopy();
      ObjectNode metadata = Json.metadata(sent);
      if (!Json.text(metadata, "resourceVersion").isEmpty()) {
        throw ApiError.of(500, "", "resourceVersion should not be set on objects to be created");
      }
      metadata.remove("managedFields");
      return insert(type, namespace, sent, options, ManagedFields.UPDATE);
    }
  }

  private ObjectNode insert(
      ResourceType type,
      String namespace,
      ObjectNode body,
      WriteOptions options,
      String operation) {
    requireNamespace(type, namespace, body);
    if (type.hasStatus()) {
      body.remove(ObjectApi.STATUS);
    }
    ObjectNode object = Decoding.decode(type, body, options);
    ObjectMetadata.create(type, object, namespace, now());
    String name = Json.name(object);
    if (operation.equals(ManagedFields.UPDATE)) {
      OwnerTracking.noteUpdate(type, Json.object(), object, options, "", now());
    }
    BuiltInRules.allocate(type, object, MissingNode.getInstance(), addresses);
    KnativeWebhook.admit(type, object, MissingNode.getInstance());
    List<Cause> causes = ObjectMetadata.checkName(type, object);
    validation.check(type, object, MissingNode.getInstance(), "", causes);
    if (find(type, namespace, name).isPresent()) {
      throw ApiError.alreadyExists(type, name);
    }
    return options.dryRun() ? object : stored(type, object);
  }

  private void requireNamespace(ResourceType type, String namespace, ObjectNode body) {
    String written = Json.namespace(body);
    if (!written.isEmpty() && !written.equals(namespace)) {
      throw ApiError.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    if (!type.namespaced()) {
      return;
    }
    ResourceType namespaces = types.stored(BuiltInTypes.NAMESPACES);
    ObjectNode home = get(namespaces, "", namespace);
    if (home.path("metadata").has("deletionTimestamp")) {
      throw ApiError.forbidden(
          type,
          Json.name(body),
          "unable to create new content in namespace "
              + namespace
              + " because it is being terminated",
          new Cause(
              "NamespaceTerminating",
              "metadata.namespace",
              "namespace " + namespace + " is being terminated"));
    }
  }

  /** Replaces an object, or its status where the subresource says so. */
  ObjectNode update(
      ResourceType type,
      String namespace,
      String name,
      String subresource,
      ObjectNode body,
      WriteOptions options) {
    synchronized (store) {
      ObjectMetadata.requireName(name, body);
      ObjectNode live = get(type, namespace, name);
      if (type.custom() && Json.text(body, "metadata", "resourceVersion").isEmpty()) {
        throw ApiError.invalid(
            type.resource(),
            type.group(),
            type.plural(),
            name,
            List.of(
                Cause.invalid("metadata.resourceVersion", "0", "must be specified for an update")));
      }
      return replace(type, live, subresource, body.deepCopy(), options, ManagedFields.UPDATE);
    }
  }

  /** Changes an object by a function from what it is to what it shall be. */
  ObjectNode patch(
      ResourceType type,
      String namespace,
      String name,
      String subresource,
      Function<ObjectNode, JsonNode> change,
      WriteOptions options) {
    synchronized (store) {
      ObjectNode live = get(type, namespace, name);
      JsonNode changed = change.apply(live.deepCopy());
      if (!(changed instanceof ObjectNode body)) {
        throw ApiError.badRequest("the patch does not leave an object");
      }
      return replace(type, live, subresource, body, options, ManagedFields.UPDATE);
    }
  }

  /** Applies what a manager wants; creates the object where it is absent. */
  ObjectApi.Written apply(
      ResourceType type,
      String namespace,
      String name,
      String subresource,
      ObjectNode body,
      WriteOptions options) {
    synchronized (store) {
      ObjectNode config = ObjectMetadata.applied(type, name, subresource, body);
      Decoding.requireTyped(type, config);
      Optional<ObjectNode> found = find(type, namespace, name);
      Manager manager =
          new Manager(options.manager(), ManagedFields.APPLY, type.apiVersion(), subresource);
      if (found.isEmpty() && !subresource.isEmpty()) {
        throw ApiError.notFound(type, name);
      }
      ObjectNode live =
          found
              .map(object -> OwnerTracking.withOwners(type, object, subresource, now()))
              .orElseGet(Json::object);
      ObjectMetadata.requireUnchanged(type, name, found, config);
      Json.metadata(config).remove(List.of("resourceVersion", "uid"));
      ObjectNode merged =
          ServerSideApply.apply(live, config, type.schema(), manager, options.force(), now());
      if (found.isEmpty()) {
        return new ObjectApi.Written(
            insert(type, namespace, merged, options, ManagedFields.APPLY), true);
      }
      return new ObjectApi.Written(
          replace(type, live, subresource, merged, options, ManagedFields.APPLY), false);
    }
  }

  private ObjectNode replace(
      ResourceType type,
      ObjectNode live,
      String subresource,
      ObjectNode body,
      WriteOptions options,
      String operation) {
    String name = Json.name(live);
    ObjectMetadata.requireUnchanged(type, name, Optional.of(live), body);
    JsonNode managed = Json.at(body, "metadata", "managedFields");
    ObjectNode sent = onlyWritable(type, live, subresource, body);
    ObjectNode object = Decoding.decode(type, sent, options);
    List<Cause> causes = ObjectMetadata.carryOver(live, object);
    if (operation.equals(ManagedFields.UPDATE)) {
      JsonNode start =
          subresource.isEmpty()
              ? ManagedFields.sentOrLive(managed, live)
              : OwnerTracking.entries(live);
      setOrRemove(Json.metadata(object), "managedFields", start);
      OwnerTracking.noteUpdate(type, live, object, options, subresource, now());
    } else {
      setOrRemove(Json.metadata(object), "managedFields", managed);
    }
    BuiltInRules.allocate(type, object, live, addresses);
    if (subresource.isEmpty()) {
      KnativeWebhook.admit(type, object, live);
    }
    ObjectMetadata.countGeneration(type, live, object);
    validation.check(type, object, live, subresource, causes);
    if (object.equals(live) || options.dryRun()) {
      return object;
    }
    if (ObjectMetadata.isReadyToGo(object)) {
      store.remove(type.resource(), object);
      return object;
    }
    return stored(type, object);
  }

  /** The part of a body that its endpoint may write, the rest as it is. */
  private static ObjectNode onlyWritable(
      ResourceType type, ObjectNode live, String subresource, ObjectNode body) {
    ObjectNode object;
    if (subresource.equals(ObjectApi.STATUS)) {
      object = live.deepCopy();
      setOrRemove(object, ObjectApi.STATUS, body.path(ObjectApi.STATUS));
    } else {
      object = body;
      if (type.hasStatus()) {
        setOrRemove(object, ObjectApi.STATUS, live.path(ObjectApi.STATUS));
      }
    }
    return object;
  }

  private static void setOrRemove(ObjectNode object, String name, JsonNode value) {
    if (value.isMissingNode()) {
      object.remove(name);
    } else {
      object.set(name, value.deepCopy());
    }
  }

  private ObjectNode stored(ResourceType type, ObjectNode object) {
    boolean definition = type.resource().equals(BuiltInTypes.DEFINITIONS);
    boolean leaving = object.path("metadata").has("deletionTimestamp");
    if (definition && !leaving) {
      CustomResources.establish(object, now());
      types.define(CustomResources.read(object, types.metadata()));
    }
    return store.put(type.resource(), object);
  }
}
