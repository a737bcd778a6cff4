package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who owns which fields of one object: {@code metadata.managedFields}, read and written. */
final class ManagedFields {

  static final String APPLY = "Apply";
  static final String UPDATE = "Update";

  /** Fields that nobody owns. */
  private static final Set<List<String>> UNOWNED =
      Set.of(
          List.of("f:apiVersion"),
          List.of("f:kind"),
          List.of("f:metadata"),
          List.of("f:metadata", "f:name"),
          List.of("f:metadata", "f:namespace"),
          List.of("f:metadata", "f:creationTimestamp"),
          List.of("f:metadata", "f:selfLink"),
          List.of("f:metadata", "f:uid"),
          List.of("f:metadata", "f:generation"),
          List.of("f:metadata", "f:resourceVersion"));

  private static final List<String> MANAGED_FIELDS = List.of("f:metadata", "f:managedFields");

  /** Someone who writes; an applier is the same in every version of the API. */
  record Manager(String name, String operation, String apiVersion, String subresource) {

    boolean sameAs(Manager other) {
      return name.equals(other.name)
          && operation.equals(other.operation)
          && subresource.equals(other.subresource)
          && (operation.equals(APPLY) || apiVersion.equals(other.apiVersion));
    }

    /** The manager as a conflict names it. */
    String text() {
      String text = '"' + name + '"';
      if (!subresource.isEmpty()) {
        text += " with subresource \"" + subresource + '"';
      }
      return operation.equals(UPDATE) ? text + " using " + apiVersion : text;
    }
  }

  private record Owned(Set<List<String>> fields, String time) {}

  private final Map<Manager, Owned> owned = new LinkedHashMap<>();

  ManagedFields(JsonNode object) {
    for (JsonNode entry : Json.at(object, "metadata", "managedFields")) {
      if (entry.isEmpty()) {
        continue;
      }
      Manager manager =
          new Manager(
              Json.text(entry, "manager"),
              Json.text(entry, "operation"),
              Json.text(entry, "apiVersion"),
              Json.text(entry, "subresource"));
      owned.put(
          manager, new Owned(FieldSet.read(entry.path("fieldsV1")), Json.text(entry, "time")));
    }
  }

  /**
   * The entries to start from at an update: those that were sent, none where they were sent empty,
   * or else those of the object as it is.
   */
  static JsonNode sentOrLive(JsonNode sent, JsonNode live) {
    boolean cleared =
        sent.isArray() && (sent.isEmpty() || sent.size() == 1 && sent.path(0).isEmpty());
    return cleared || !sent.isEmpty() ? sent : Json.at(live, "metadata", "managedFields");
  }

  boolean isEmpty() {
    return owned.isEmpty();
  }

  /** The fields of an object that someone can own. */
  static Map<List<String>, JsonNode> ownable(JsonNode object, Schema schema) {
    Map<List<String>, JsonNode> fields = FieldSet.of(object, schema);
    fields.keySet().removeIf(ManagedFields::isNobodys);
    return fields;
  }

  private static boolean isNobodys(List<String> path) {
    return UNOWNED.contains(path)
        || (path.size() >= 2 && path.subList(0, 2).equals(MANAGED_FIELDS));
  }

  Set<List<String>> of(Manager manager) {
    Set<List<String>> fields = new HashSet<>();
    owned.forEach(
        (other, set) -> {
          if (other.sameAs(manager)) {
            fields.addAll(set.fields());
          }
        });
    return fields;
  }

  /** The fields of all managers but one. */
  Map<Manager, Set<List<String>>> others(Manager manager) {
    Map<Manager, Set<List<String>>> others = new LinkedHashMap<>();
    owned.forEach(
        (other, set) -> {
          if (!other.sameAs(manager)) {
            others.put(other, set.fields());
          }
        });
    return others;
  }

  /** Gives a manager exactly these fields; the time moves only where they differ. */
  void set(Manager manager, Set<List<String>> fields, String now) {
    Owned before = null;
    for (Manager other : List.copyOf(owned.keySet())) {
      if (other.sameAs(manager)) {
        before = owned.remove(other);
      }
    }
    if (!fields.isEmpty()) {
      String time = before != null && before.fields().equals(fields) ? before.time() : now;
      owned.put(manager, new Owned(fields, time));
    }
  }

  /** Takes fields that a manager wrote or removed from all others. */
  void takeFromOthers(Manager manager, FieldChanges changes) {
    Set<List<String>> fields = changes.written();
    fields.addAll(changes.removed());
    takeFromOthers(manager, fields);
  }

  private void takeFromOthers(Manager manager, Set<List<String>> fields) {
    for (var entry : List.copyOf(owned.entrySet())) {
      if (!entry.getKey().sameAs(manager)) {
        Set<List<String>> rest = new HashSet<>(entry.getValue().fields());
        if (rest.removeAll(fields)) {
          if (rest.isEmpty()) {
            owned.remove(entry.getKey());
          } else {
            owned.put(entry.getKey(), new Owned(rest, entry.getValue().time()));
          }
        }
      }
    }
  }

  void writeTo(ObjectNode object) {
    ObjectNode metadata = Json.metadata(object);
    if (owned.isEmpty()) {
      metadata.remove("managedFields");
      return;
    }
    List<Map.Entry<Manager, Owned>> entries = new ArrayList<>(owned.entrySet());
    entries.sort(
        Comparator.comparing((Map.Entry<Manager, Owned> entry) -> entry.getKey().operation())
            .thenComparing(entry -> entry.getValue().time())
            .thenComparing(entry -> entry.getKey().name())
            .thenComparing(entry -> entry.getKey().subresource()));
    ArrayNode list = metadata.putArray("managedFields");
    entries.forEach(entry -> write(list.addObject(), entry.getKey(), entry.getValue()));
  }

  private static void write(ObjectNode entry, Manager manager, Owned owned) {
    entry
        .put("manager", manager.name())
        .put("operation", manager.operation())
        .put("apiVersion", manager.apiVersion())
        .put("time", owned.time())
        .put("fieldsType", "FieldsV1")
        .set("fieldsV1", FieldSet.write(owned.fields()));
    if (!manager.subresource().isEmpty()) {
      entry.put("subresource", manager.subresource());
    }
  }

  /**
   * Notes a write that is no apply: what it changed is its manager's from now on, new containers
   * included.
   *
   * @param valueStructs names of fields that are always there, and so nobody's
   */
  void noteUpdate(
      JsonNode before,
      JsonNode after,
      Manager manager,
      Schema schema,
      String now,
      Set<String> valueStructs) {
    FieldChanges changes = FieldChanges.between(before, after, schema);
    Set<List<String>> containers = FieldSet.leading(changes.added());
    changes
        .added()
        .removeIf(
            path ->
                containers.contains(path)
                    ? isNamed(path.get(path.size() - 1), valueStructs)
                    : path.stream().allMatch(element -> isNamed(element, valueStructs))
                        && isEmptyObject(after, path));
    Set<List<String>> written = changes.written();
    written.removeIf(ManagedFields::isNobodys);
    Set<List<String>> removed = changes.removed();
    removed.removeIf(ManagedFields::isNobodys);
    if (written.isEmpty() && removed.isEmpty()) {
      return;
    }
    Set<List<String>> mine = of(manager);
    mine.removeAll(removed);
    mine.addAll(written);
    takeFromOthers(manager, changes);
    set(manager, mine, now);
  }

  private static boolean isNamed(String element, Set<String> names) {
    return element.startsWith("f:") && names.contains(element.substring(2));
  }

  private static boolean isEmptyObject(JsonNode object, List<String> path) {
    JsonNode value =
        Json.at(object, path.stream().map(element -> element.substring(2)).toArray(String[]::new));
    return value.isObject() && value.isEmpty();
  }

  /**
   * Notes a write of the scale. It is seen through the {@code Scale}, which leaves a size of zero
   * out: nobody owns that one, nor what follows it.
   *
   * @param field where the object has its size, as field names
   */
  void noteScale(List<String> field, JsonNode before, JsonNode after, Manager manager, String now) {
    List<String> path = field.stream().map(name -> "f:" + name).toList();
    String[] names = field.toArray(String[]::new);
    int size = Json.integer(after, 0, names);
    boolean tracked = owned.values().stream().anyMatch(set -> set.fields().contains(path));
    if (!tracked || size == Json.integer(before, 0, names)) {
      return;
    }
    Set<List<String>> mine = of(manager);
    takeFromOthers(manager, Set.of(path));
    if (size == 0) {
      mine.remove(path);
    } else {
      mine.add(path);
    }
    set(manager, mine, now);
  }
}
