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

  /** Apart from those that are made so that other objects have one. */
  private final ObjectApi namespaces;

  private final CelRules rules = new CelRules();

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

    /** A manifest without the fields that are wrong. */
    public ObjectNode sound(ObjectNode manifest) {
      ObjectNode sound = manifest.deepCopy();
      faults.forEach(fault -> remove(sound, fault.field()));
      return sound;
    }

    /** Whether a fault at a path may be due to one of these. */
    public boolean explains(String path) {
      return faults.stream().anyMatch(fault -> isAlong(fault.field(), path));
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
    namespaces = new ObjectApi(new Store(1), types, clock, new Addresses());
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
      Optional<Fault> impossible = makeNamespace(home);
      if (impossible.isPresent()) {
        return answer(List.of(), Optional.empty(), List.of(impossible.get()));
      }
    }
    List<String> unknown = new ArrayList<>();
    try {
      ObjectNode object = create(type, home, sent, unknown);
      Json.metadata(object).remove(SET_BY_THE_SERVER);
      return answer(unknown, Optional.of(object), List.of());
    } catch (ApiError refusal) {
      List<Fault> faults = new ArrayList<>(faults(refusal));
      // What the server asks only of an object without other faults, it would tell next time.
      if (faults.remove(fault(Validation.NOT_ALL_CHECKED))) {
        faults.addAll(hidden(type, sent, faults));
      }
      return answer(unknown, Optional.empty(), faults);
    }
  }

  private ObjectNode create(
      ResourceType type, String home, ObjectNode sent, List<String> warnings) {
    ObjectApi api = type.resource().equals(BuiltInTypes.NAMESPACES) ? namespaces : objects;
    return api.create(
        type,
        home,
        sent,
        new WriteOptions(SERVER_SIDE, true, true, FieldValidation.WARN, warnings));
  }

  private static Answer answer(
      List<String> warnings, Optional<ObjectNode> created, List<Fault> refused) {
    List<Fault> faults = new ArrayList<>(warnings.stream().map(OfflineAdmission::unknown).toList());
    faults.addAll(refused);
    return new Answer(created.filter(object -> faults.isEmpty()), faults);
  }

  /**
   * What the rules hold against an object that has other faults. A rule that cannot do without what
   * is missing says nothing.
   */
  private List<Fault> hidden(ResourceType type, ObjectNode sent, List<Fault> found) {
    Answer known = new Answer(Optional.empty(), found);
    WriteOptions quiet = WriteOptions.by(SERVER_SIDE);
    ObjectNode object = Decoding.decode(type, known.sound(sent), quiet);
    return rules.broken(object, type.schema()).stream()
        .map(OfflineAdmission::fault)
        .filter(fault -> !known.explains(fault.field()))
        .toList();
  }

  /** Whether one of two paths leads on to the other, so that one fault may be due to the other. */
  private static boolean isAlong(String path, String other) {
    return (path + ".").startsWith(other + ".")
        || (other + ".").startsWith(path + ".")
        || path.startsWith(other + "[")
        || other.startsWith(path + "[")
        || other.isEmpty();
  }

  /** Removes a field; of a list, whose items count by their place, the list. */
  private static void remove(ObjectNode object, String path) {
    JsonNode at = object;
    String[] names = path.replaceAll("\\[.*?]$", "").split("[.]");
    for (int i = 0; i < names.length - 1; i++) {
      int bracket = names[i].indexOf('[');
      at = at.path(bracket < 0 ? names[i] : names[i].substring(0, bracket));
      if (bracket >= 0 && names[i].matches(".*\\[[0-9]+]")) {
        at = at.path(Integer.parseInt(names[i].substring(bracket + 1, names[i].length() - 1)));
      }
    }
    if (at instanceof ObjectNode parent) {
      parent.remove(names[names.length - 1]);
    }
  }

  /** Makes a namespace for what it is to hold; what is wrong with its name, if anything. */
  private Optional<Fault> makeNamespace(String name) {
    ResourceType namespaces = objects.types().stored(BuiltInTypes.NAMESPACES);
    if (objects.find(namespaces, "", name).isEmpty()) {
      ObjectNode namespace = Json.literal("{'apiVersion': 'v1', 'kind': 'Namespace'}");
      Json.metadata(namespace).put("name", name);
      try {
        objects.create(namespaces, "", namespace, WriteOptions.by(SERVER_SIDE));
      } catch (ApiError refusal) {
        return Optional.of(new Fault("metadata.namespace", faults(refusal).get(0).message()));
      }
    }
    return Optional.empty();
  }

  private static List<Fault> faults(ApiError refusal) {
    List<Fault> faults = new ArrayList<>();
    for (JsonNode cause : Json.at(refusal.status(), "details", "causes")) {
      faults.add(fault(Json.text(cause, "field"), Json.text(cause, "message")));
    }
    return faults.isEmpty() ? List.of(new Fault("", String.valueOf(refusal.getMessage()))) : faults;
  }

  private static Fault fault(ApiError.Cause cause) {
    return fault(cause.field(), cause.message());
  }

  private static Fault fault(String field, String message) {
    // The API server's way of saying: the object as a whole.
    return new Fault(field.equals("<nil>") ? "" : field, message);
  }

  private static Fault unknown(String warning) {
    String path = warning.substring(warning.indexOf('"') + 1, warning.lastIndexOf('"'));
    return new Fault(path, "unknown field \"" + path + '"');
  }
}
