package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields in which two states of an object differ, as server-side apply counts them. Unlike the
 * members of a {@link FieldSet}, an object or list that comes or goes is a field of its own; one
 * that is there before and after is not. Source: {@code structured-merge-diff typed/compare.go}.
 *
 * @param added fields that only the later state has
 * @param modified fields of another value
 * @param removed fields that only the earlier state has
 */
record FieldChanges(
    Set<List<String>> added, Set<List<String>> modified, Set<List<String>> removed) {

  static FieldChanges between(JsonNode before, JsonNode after, Schema schema) {
    FieldChanges changes = new FieldChanges(new HashSet<>(), new HashSet<>(), new HashSet<>());
    changes.compareMembers(List.of(), before, after, schema);
    return changes;
  }

  /** The fields that are new or have another value. */
  Set<List<String>> written() {
    Set<List<String>> written = new HashSet<>(added);
    written.addAll(modified);
    return written;
  }

  private void compare(List<String> path, JsonNode before, JsonNode after, Schema schema) {
    if (isLeaf(before, after, schema)) {
      if (before.isMissingNode()) {
        added.add(path);
      } else if (after.isMissingNode()) {
        removed.add(path);
      } else if (!before.equals(after)) {
        modified.add(path);
      }
      return;
    }
    compareMembers(path, before, after, schema);
    if (before.isMissingNode()) {
      added.add(path);
    } else if (after.isMissingNode()) {
      removed.add(path);
    }
  }

  private static boolean isLeaf(JsonNode before, JsonNode after, Schema schema) {
    boolean objects = before.isObject() || after.isObject();
    boolean lists = before.isArray() || after.isArray();
    boolean replaced = objects ? schema.atomic() : schema.listType() == Schema.ListType.ATOMIC;
    return objects == lists || replaced || (before.isEmpty() && after.isEmpty());
  }

  private void compareMembers(List<String> path, JsonNode before, JsonNode after, Schema schema) {
    Map<String, JsonNode> later = members(after, schema);
    members(before, schema)
        .forEach(
            (element, member) -> {
              JsonNode now = later.remove(element);
              compare(
                  FieldSet.append(path, element),
                  member,
                  now == null ? Json.MAPPER.missingNode() : now,
                  FieldSet.below(schema, element));
            });
    later.forEach(
        (element, member) ->
            compare(
                FieldSet.append(path, element),
                Json.MAPPER.missingNode(),
                member,
                FieldSet.below(schema, element)));
  }

  private static Map<String, JsonNode> members(JsonNode value, Schema schema) {
    Map<String, JsonNode> members = new LinkedHashMap<>();
    if (value.isObject()) {
      value.properties().forEach(entry -> members.put("f:" + entry.getKey(), entry.getValue()));
    } else {
      value.forEach(item -> members.put(FieldSet.element(item, schema), item));
    }
    return members;
  }
}
