package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.local.ManagedFields.Manager;
import java.util.Set;

/** Notes in the objects themselves who owns which of their fields, write by write. */
final class OwnerTracking {

  private OwnerTracking() {}

  static JsonNode entries(JsonNode live) {
    return Json.at(live, "metadata", "managedFields");
  }

  /** At its first apply, what an object without owners has becomes its former writers'. */
  static ObjectNode withOwners(ResourceType type, ObjectNode live, String subresource, String now) {
    if (!entries(live).isEmpty()) {
      return live;
    }
    ObjectNode owned = live.deepCopy();
    noteUpdate(type, Json.object(), owned, WriteOptions.by("before-first-apply"), subresource, now);
    return owned;
  }

  /** An update of an object that has no owners gives it none. */
  static void noteUpdate(
      ResourceType type,
      JsonNode live,
      ObjectNode object,
      WriteOptions options,
      String subresource,
      String now) {
    ManagedFields managed = new ManagedFields(object);
    if (managed.isEmpty() && !Json.uid(live).isEmpty()) {
      managed.writeTo(object);
      return;
    }
    Manager manager =
        new Manager(options.manager(), ManagedFields.UPDATE, type.apiVersion(), subresource);
    if (subresource.equals(ObjectApi.SCALE)) {
      managed.noteScale(type.scale().orElseThrow().spec(), live, object, manager, now);
      managed.writeTo(object);
      return;
    }
    boolean whole = !type.hasStatus() || subresource.equals(ObjectApi.STATUS);
    managed.noteUpdate(
        whole ? live : withoutStatus(live),
        whole ? object : withoutStatus(object),
        manager,
        type.schema(),
        now,
        type.custom() ? Set.of() : BuiltInTypes.VALUE_STRUCTS);
    managed.writeTo(object);
  }

  private static ObjectNode withoutStatus(JsonNode object) {
    ObjectNode rest = Json.object();
    rest.setAll((ObjectNode) object);
    rest.remove(ObjectApi.STATUS);
    return rest;
  }
}
