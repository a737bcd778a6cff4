package io.workloadplacement.reconcile.preview;

import com.fasterxml.jackson.databind.JsonNode;
import io.workloadplacement.reconcile.object.Drift;
import io.workloadplacement.reconcile.preview.ManifestChange.Field;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which fields differ between two states of an object, each with its path. */
public final class FieldDifference {

  private final boolean statedOnly;
  private final List<Field> fields = new ArrayList<>();

  private FieldDifference(boolean statedOnly) {
    this.statedOnly = statedOnly;
  }

  /** Everything that differs. */
  public static List<Field> between(JsonNode before, JsonNode after) {
    FieldDifference difference = new FieldDifference(false);
    difference.compare("", before, after);
    return difference.fields;
  }

  /** What a manifest states and an object does not say in any spelling. */
  static List<Field> stated(JsonNode manifest, JsonNode live) {
    FieldDifference difference = new FieldDifference(true);
    difference.compare("", live, manifest);
    return difference.fields;
  }

  private void compare(String path, JsonNode before, JsonNode after) {
    if (same(before, after)) {
      return;
    }
    if (before.isObject() && after.isObject()) {
      Set<String> names = new LinkedHashSet<>();
      before.fieldNames().forEachRemaining(names::add);
      after.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> compare(below(path, name), before.path(name), after.path(name)));
    } else if (before.isArray() && after.isArray() && isOfObjects(before) && isOfObjects(after)) {
      for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
        compare(path + "[" + i + "]", before.path(i), after.path(i));
      }
    } else {
      fields.add(new Field(path, text(before), text(after)));
    }
  }

  private boolean same(JsonNode before, JsonNode after) {
    return before.equals(after)
        || (statedOnly && (after.isMissingNode() || !Drift.between(after, before)));
  }

  private static boolean isOfObjects(JsonNode list) {
    return !list.isEmpty() && list.get(0).isObject();
  }

  private static String below(String path, String name) {
    boolean plain = name.matches("[A-Za-z0-9_-]+");
    String key = plain ? name : "[" + name + "]";
    return path.isEmpty() || !plain ? path + key : path + "." + key;
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() || value.isNull() ? "" : value.toString();
  }
}
