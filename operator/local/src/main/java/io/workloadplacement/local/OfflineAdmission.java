package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.local.WriteOptions.FieldValidation;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Checks manifests as the API server would when they are created, without one: by the schemas and
 * rules of definitions and of the built-in types, in the API server's words. Unknown fields are
 * faults, as they are for kubectl.
 */
public final class OfflineAdmission {

  private static final String SERVER_SIDE = "placement";
  private static final List<String> SET_BY_THE_SERVER =
      List.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "managedFields",
          "selfLink",
          "deletionTimestamp");

  private final ObjectApi objects;

  /**
   * One thing that is wrong.
   *
   * @param field path of the field, such as {@code spec.traffic.pattern}; empty where it is none
   * @param message the API server's words, without the path in front
   */
  public record Fault(String field, String message) {}

  /**
   * What became of a manifest.
   *
   * @param object with the defaults of its schema, and without what a server would set; empty where
   *     it is refused
   * @param faults everything that is wrong; empty where nothing is
   */
  public record Answer(Optional<ObjectNode> object, List<Fault> faults) {

    /** Lists are copied. */
    public Answer {
      faults = List.copyOf(faults);
    }
  }

  /**
   * A check of the built-in types and of these custom ones.
   *
   * @param definitions CustomResourceDefinitions
   * @param clock gives the timestamps that a creation brings, which are not shown
   */
  public OfflineAdmission(Collection<? extends JsonNode> definitions, InstantSource clock) {
    ResourceTypes types = new ResourceTypes();
    for (JsonNode definition : definitions) {
      types.define(CustomResources.read(definition.deepCopy(), types.metadata()));
    }
    objects = new ObjectApi(new Store(1), types, clock, new Addresses());
  }

  /** Whether the type of an object is one that can be checked. */
  public boolean knows(String apiVersion, String kind) {
    return objects.types().ofKind(apiVersion, kind).isPresent();
  }

  /**
   * Checks a manifest.
   *
   * @param namespace of an object that names none and needs one
   * @throws IllegalArgumentException if {@link #knows} its type not
   */
  public Answer admit(ObjectNode manifest, String namespace) {
    ResourceType type =
        objects
            .types()
            .ofKind(Json.text(manifest, "apiVersion"), Json.text(manifest, "kind"))
            .orElseThrow(() -> new IllegalArgumentException("no such type"));
    ObjectNode sent = manifest.deepCopy();
    Json.metadata(sent).remove(SET_BY_THE_SERVER);
    String home = "";
    if (type.namespaced()) {
      home = Json.namespace(sent).isEmpty() ? namespace : Json.namespace(sent);
      makeNamespace(home);
    }
    WriteOptions options =
        new WriteOptions(SERVER_SIDE, true, true, FieldValidation.WARN, new ArrayList<>());
    List<Fault> faults = new ArrayList<>();
    Optional<ObjectNode> created = Optional.empty();
    try {
      ObjectNode object = objects.create(type, home, sent, options);
      Json.metadata(object).remove(SET_BY_THE_SERVER);
      created = Optional.of(object);
    } catch (ApiError refusal) {
      faults.addAll(faults(refusal));
    }
    options.warnings().forEach(warning -> faults.add(0, unknown(warning)));
    return new Answer(created.filter(object -> faults.isEmpty()), faults);
  }

  private void makeNamespace(String name) {
    ResourceType namespaces = objects.types().stored(BuiltInTypes.NAMESPACES);
    if (objects.find(namespaces, "", name).isEmpty()) {
      ObjectNode namespace = Json.literal("{'apiVersion': 'v1', 'kind': 'Namespace'}");
      Json.metadata(namespace).put("name", name);
      objects.create(namespaces, "", namespace, WriteOptions.by(SERVER_SIDE));
    }
  }

  private static List<Fault> faults(ApiError refusal) {
    List<Fault> faults = new ArrayList<>();
    for (JsonNode cause : Json.at(refusal.status(), "details", "causes")) {
      String field = Json.text(cause, "field");
      // The API server's way of saying: the object as a whole.
      faults.add(new Fault(field.equals("<nil>") ? "" : field, Json.text(cause, "message")));
    }
    return faults.isEmpty() ? List.of(new Fault("", refusal.getMessage())) : faults;
  }

  private static Fault unknown(String warning) {
    String path = warning.substring(warning.indexOf('"') + 1, warning.lastIndexOf('"'));
    return new Fault(path, "unknown field \"" + path + '"');
  }
}
