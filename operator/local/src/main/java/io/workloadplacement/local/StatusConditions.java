package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Status conditions, with the times of their transitions. */
final class StatusConditions {

  private StatusConditions() {}

  static boolean isTrue(JsonNode object, String type) {
    return "True".equals(Json.text(get(object.path("status"), type), "status"));
  }

  /** The condition of a type in a status, or a missing node. */
  static JsonNode get(JsonNode status, String type) {
    for (JsonNode condition : status.path("conditions")) {
      if (Json.text(condition, "type").equals(type)) {
        return condition;
      }
    }
    return Json.MAPPER.missingNode();
  }

  /** Sets a condition; its transition time moves only with its status. */
  static ObjectNode set(
      ObjectNode status, String type, String value, String reason, String message, String now) {
    ArrayNode conditions =
        status.get("conditions") instanceof ArrayNode present
            ? present
            : status.putArray("conditions");
    ObjectNode condition =
        get(status, type) instanceof ObjectNode present ? present : conditions.addObject();
    boolean moved = !Json.text(condition, "status").equals(value);
    condition.put("type", type).put("status", value);
    if (moved) {
      condition.put("lastTransitionTime", now);
    }
    setOrRemove(condition, "reason", reason);
    setOrRemove(condition, "message", message);
    return condition;
  }

  static void remove(ObjectNode status, String type) {
    if (status.get("conditions") instanceof ArrayNode conditions) {
      ArrayNode kept = Json.array();
      conditions.forEach(
          condition -> {
            if (!Json.text(condition, "type").equals(type)) {
              kept.add(condition);
            }
          });
      status.set("conditions", kept);
    }
  }

  private static void setOrRemove(ObjectNode condition, String field, String text) {
    if (text.isEmpty()) {
      condition.remove(field);
    } else {
      condition.put(field, text);
    }
  }
}
