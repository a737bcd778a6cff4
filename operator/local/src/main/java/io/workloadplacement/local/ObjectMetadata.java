package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.local.ApiError.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** The part of {@code metadata} that belongs to the server, and the checks on it. */
final class ObjectMetadata {

  /** Finalizer of a deletion that waits for its dependents. */
  static final String FOREGROUND = "foregroundDeletion";

  /** Finalizer of a deletion that leaves its dependents behind. */
  static final String ORPHAN = "orphan";

  /** Finalizer of a definition that waits for its instances. */
  static final String INSTANCES = "customresourcecleanup.apiextensions.k8s.io";

  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
  private static final List<String> SERVER_OWNED =
      List.of(
          "name",
          "namespace",
          "generateName",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "selfLink");

  private ObjectMetadata() {}

  /** Fills in what the server sets on a new object. */
  static void create(ResourceType type, ObjectNode object, String namespace, String now) {
    ObjectNode metadata = Json.metadata(object);
    String generateName = Json.text(metadata, "generateName");
    if (Json.text(metadata, "name").isEmpty() && !generateName.isEmpty()) {
      metadata.put("name", generateName + UUID.randomUUID().toString().substring(0, 5));
    }
    if (type.namespaced()) {
      metadata.put("namespace", namespace);
    } else {
      metadata.remove("namespace");
    }
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", now);
    metadata.remove(List.of("resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds"));
    if (type.hasGeneration()) {
      metadata.put("generation", 1);
    } else {
      metadata.remove("generation");
    }
  }

  static List<Cause> checkName(ResourceType type, ObjectNode object) {
    String name = Json.name(object);
    if (name.isEmpty()) {
      return List.of(Cause.required("metadata.name", "name or generateName is required"));
    }
    if (type.kind().equals("Service") && type.group().isEmpty()) {
      return LABEL.matcher(name).matches() && name.length() <= 63
          ? List.of()
          : List.of(
              Cause.invalid(
                  "metadata.name",
                  '"' + name + '"',
                  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start"
                      + " with an alphabetic character, and end with an alphanumeric character (e.g."
                      + " 'my-name',  or 'abc-123', regex used for validation is '"
                      + LABEL
                      + "')"));
    }
    return SUBDOMAIN.matcher(name).matches()
        ? List.of()
        : List.of(
            Cause.invalid(
                "metadata.name",
                '"' + name + '"',
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,"
                    + " '-' or '.', and must start and end with an alphanumeric character (e.g."
                    + " 'example.com', regex used for validation is '"
                    + SUBDOMAIN
                    + "')"));
  }

  /** Refuses a body that names another object than the path does. */
  static void requireName(String name, JsonNode body) {
    String written = Json.name(body);
    if (!written.isEmpty() && !written.equals(name)) {
      throw ApiError.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(written, name));
    }
  }

  /** What an apply wants, without what its endpoint resets. */
  static ObjectNode applied(ResourceType type, String name, String subresource, ObjectNode body) {
    ObjectNode config = body.deepCopy();
    ObjectNode metadata = Json.metadata(config);
    if (metadata.path("managedFields").size() > 0) {
      throw ApiError.badRequest("metadata.managedFields must be nil");
    }
    metadata.remove(List.of("managedFields", "creationTimestamp"));
    requireName(name, config);
    metadata.put("name", name);
    if (subresource.equals(ObjectApi.STATUS)) {
      ObjectNode only = Json.object();
      only.set("apiVersion", config.get("apiVersion"));
      only.set("kind", config.get("kind"));
      ObjectNode kept = only.putObject("metadata");
      for (String field : List.of("name", "namespace", "resourceVersion", "uid")) {
        if (metadata.has(field)) {
          kept.set(field, metadata.get(field));
        }
      }
      only.set("status", config.path("status"));
      return only;
    }
    if (type.hasStatus()) {
      config.remove("status");
    }
    return config;
  }

  /** Refuses a write that was made for another state, or another object of the name. */
  static void requireUnchanged(
      ResourceType type, String name, Optional<ObjectNode> live, ObjectNode body) {
    String uid = Json.uid(body);
    String liveUid = live.map(Json::uid).orElse("");
    if (!uid.isEmpty() && live.isEmpty()) {
      throw ApiError.changed(
          type,
          name,
          "uid mismatch: the provided object specified uid "
              + uid
              + ", and no existing object was found");
    }
    if (!uid.isEmpty() && !uid.equals(liveUid)) {
      throw ApiError.changed(
          type,
          name,
          "Precondition failed: UID in precondition: %s, UID in object meta: %s"
              .formatted(uid, liveUid));
    }
    String version = Json.text(body, "metadata", "resourceVersion");
    boolean same =
        version.isEmpty()
            || version.equals("0")
            || live.isEmpty()
            || version.equals(Json.text(live.get(), "metadata", "resourceVersion"));
    if (!same) {
      throw ApiError.modified(type, name);
    }
  }

  /** Keeps the server's own fields through an update. */
  static List<Cause> carryOver(ObjectNode live, ObjectNode object) {
    JsonNode before = live.path("metadata");
    ObjectNode metadata = Json.metadata(object);
    for (String field : SERVER_OWNED) {
      if (before.has(field)) {
        metadata.set(field, before.get(field));
      } else {
        metadata.remove(field);
      }
    }
    if (!before.has("deletionTimestamp")) {
      return List.of();
    }
    Set<JsonNode> known = new HashSet<>();
    before.path("finalizers").forEach(known::add);
    List<String> added = new ArrayList<>();
    metadata
        .path("finalizers")
        .forEach(
            finalizer -> {
              if (!known.contains(finalizer)) {
                added.add(Json.write(finalizer));
              }
            });
    return added.isEmpty()
        ? List.of()
        : List.of(
            new Cause(
                "FieldValueForbidden",
                "metadata.finalizers",
                "Forbidden: no new finalizers can be added if the object is being deleted, found"
                    + " new finalizers []string{"
                    + String.join(", ", added)
                    + "}"));
  }

  /** Counts a change of what is wanted: of everything but metadata and a separate status. */
  static void countGeneration(ResourceType type, ObjectNode live, ObjectNode object) {
    if (type.hasGeneration() && !wanted(type, live).equals(wanted(type, object))) {
      long generation = Json.at(live, "metadata", "generation").asLong();
      Json.metadata(object).set("generation", Json.number(generation + 1));
    }
  }

  private static ObjectNode wanted(ResourceType type, ObjectNode object) {
    ObjectNode wanted = Json.object();
    object
        .properties()
        .forEach(
            entry -> {
              boolean status = entry.getKey().equals("status") && type.hasStatus();
              if (!entry.getKey().equals("metadata") && !status) {
                wanted.set(entry.getKey(), entry.getValue());
              }
            });
    return wanted;
  }

  /** Whether a deletion that waited for finalizers can end. */
  static boolean isReadyToGo(ObjectNode object) {
    JsonNode metadata = object.path("metadata");
    return metadata.has("deletionTimestamp")
        && metadata.path("finalizers").isEmpty()
        && !Json.text(object, "kind").equals("Namespace");
  }

  static void requirePreconditions(ResourceType type, ObjectNode live, JsonNode preconditions) {
    String uid = Json.text(preconditions, "uid");
    if (!uid.isEmpty() && !uid.equals(Json.uid(live))) {
      throw ApiError.precondition(
          type,
          Json.name(live),
          "the UID in the precondition (%s) does not match the UID in record (%s). The object might have been deleted and then recreated"
              .formatted(uid, Json.uid(live)));
    }
    String version = Json.text(preconditions, "resourceVersion");
    String liveVersion = Json.text(live, "metadata", "resourceVersion");
    if (!version.isEmpty() && !version.equals(liveVersion)) {
      throw ApiError.precondition(
          type,
          Json.name(live),
          "the ResourceVersion in the precondition (%s) does not match the ResourceVersion in record (%s). The object might have been modified"
              .formatted(version, liveVersion));
    }
  }

  /** The finalizers that a deletion brings along. */
  static List<String> finalizersOfDeletion(ResourceType type, JsonNode deleteOptions) {
    List<String> finalizers = new ArrayList<>();
    if (type.resource().equals(BuiltInTypes.DEFINITIONS)) {
      finalizers.add(INSTANCES);
    }
    switch (Json.text(deleteOptions, "propagationPolicy")) {
      case "Foreground" -> finalizers.add(FOREGROUND);
      case "Orphan" -> finalizers.add(ORPHAN);
      default -> {}
    }
    return finalizers;
  }
}
