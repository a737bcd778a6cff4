package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.local.ApiError.Cause;
import io.workloadplacement.local.ManagedFields.Manager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Server-side apply: merges what a manager wants into the object, removes what it no longer wants
 * and nobody else does, and refuses fields that others own. Source: {@code
 * sigs.k8s.io/structured-merge-diff merge/update.go}.
 */
final class ServerSideApply {

  private ServerSideApply() {}

  /**
   * The object after an apply, with its managed fields.
   *
   * @param live the object as it is; empty for a new one
   * @param config what the manager wants, all of it
   * @param force whether the manager takes fields from others instead of being refused
   */
  static ObjectNode apply(
      ObjectNode live,
      ObjectNode config,
      Schema schema,
      Manager manager,
      boolean force,
      String now) {
    ManagedFields managed = new ManagedFields(live);
    Set<List<String>> last = managed.of(manager);
    Set<List<String>> wanted = ManagedFields.ownable(config, schema).keySet();
    Map<Manager, Set<List<String>>> others = managed.others(manager);

    JsonNode merged = merge(live, config, schema);
    Set<List<String>> owned = new HashSet<>(FieldSet.of(config, schema).keySet());
    others.values().forEach(owned::addAll);
    ObjectNode result = (ObjectNode) prune(merged, schema, last, owned);

    FieldChanges changes = FieldChanges.between(live, result, schema);
    if (!force) {
      refuseConflicts(changes.written(), others);
    }
    managed.takeFromOthers(manager, changes);
    managed.set(manager, new HashSet<>(wanted), now);
    managed.writeTo(result);
    return result;
  }

  private static void refuseConflicts(
      Set<List<String>> changed, Map<Manager, Set<List<String>>> others) {
    Map<String, Set<String>> conflicts = new TreeMap<>();
    others.forEach(
        (other, fields) ->
            fields.stream()
                .filter(changed::contains)
                .forEach(
                    path ->
                        conflicts
                            .computeIfAbsent(other.text(), unused -> new TreeSet<>())
                            .add(FieldSet.text(path))));
    if (conflicts.isEmpty()) {
      return;
    }
    List<Cause> causes = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    conflicts.forEach(
        (manager, fields) -> {
          fields.forEach(
              field ->
                  causes.add(new Cause("FieldManagerConflict", field, "conflict with " + manager)));
          texts.add(
              fields.size() == 1
                  ? "conflict with " + manager + ": " + fields.iterator().next()
                  : "conflicts with " + manager + ":\n- " + String.join("\n- ", fields));
        });
    throw ApiError.applyConflict(
        "Apply failed with %d conflict%s: %s"
            .formatted(causes.size(), causes.size() == 1 ? "" : "s", String.join("\n", texts)),
        causes);
  }

  private static JsonNode merge(JsonNode live, JsonNode config, Schema schema) {
    if (live instanceof ObjectNode left && config instanceof ObjectNode right && !schema.atomic()) {
      ObjectNode merged = left.deepCopy();
      right
          .properties()
          .forEach(
              entry -> {
                Schema field = schema.field(entry.getKey());
                JsonNode old = left.get(entry.getKey());
                merged.set(
                    entry.getKey(),
                    old == null
                        ? entry.getValue()
                        : merge(old, entry.getValue(), field == null ? Schema.ANY : field));
              });
      return merged;
    }
    if (live instanceof ArrayNode left
        && config instanceof ArrayNode right
        && schema.listType() != Schema.ListType.ATOMIC) {
      return mergeLists(left, right, schema);
    }
    return config;
  }

  /** Items come in the order of the config; those that only the object has keep their place. */
  private static ArrayNode mergeLists(ArrayNode left, ArrayNode right, Schema schema) {
    Map<String, JsonNode> leftItems = new HashMap<>();
    left.forEach(item -> leftItems.put(FieldSet.element(item, schema), item));
    Set<String> rightKeys = new HashSet<>();
    right.forEach(item -> rightKeys.add(FieldSet.element(item, schema)));
    Set<String> done = new HashSet<>();
    ArrayNode merged = Json.array();
    int l = 0;
    int r = 0;
    while (l < left.size() || r < right.size()) {
      String leftKey = l < left.size() ? FieldSet.element(left.get(l), schema) : null;
      if (leftKey != null && !rightKeys.contains(leftKey)) {
        merged.add(left.get(l++));
      } else if (leftKey != null && done.contains(leftKey)) {
        l++;
      } else if (r < right.size()) {
        JsonNode item = right.get(r++);
        String key = FieldSet.element(item, schema);
        JsonNode old = leftItems.get(key);
        done.add(key);
        merged.add(old == null ? item : merge(old, item, schema.item()));
      } else {
        l++;
      }
    }
    return merged;
  }

  /**
   * Removes what the manager applied last time and nobody owns now. A declared field whose every
   * owned part goes is removed as a whole, with the defaults inside it.
   *
   * @param owned what anybody owns after this apply, the manager included
   */
  private static JsonNode prune(
      JsonNode merged, Schema schema, Set<List<String>> last, Set<List<String>> owned) {
    if (last.isEmpty()) {
      return merged;
    }
    Set<List<String>> lastNamed = FieldSet.withNamedFields(last, schema);
    JsonNode pruned = FieldSet.without(merged, schema, lastNamed);
    Set<List<String>> kept = namedFields(pruned, schema);
    kept.addAll(FieldSet.withNamedFields(owned, schema));
    pruned = FieldSet.without(merged, schema, missing(merged, kept, schema));
    Set<List<String>> removed = missing(merged, namedFields(pruned, schema), schema);
    removed.retainAll(lastNamed);
    return FieldSet.without(merged, schema, removed);
  }

  private static Set<List<String>> namedFields(JsonNode object, Schema schema) {
    return FieldSet.withNamedFields(FieldSet.of(object, schema).keySet(), schema);
  }

  private static Set<List<String>> missing(JsonNode object, Set<List<String>> kept, Schema schema) {
    Set<List<String>> missing = namedFields(object, schema);
    missing.removeAll(kept);
    return missing;
  }
}
