package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Events of {@code events.k8s.io/v1} are those of {@code v1} with other names for some fields. */
final class EventView {

  private static final String GROUP = "events.k8s.io";

  /** Fields of the view, with their names in the stored form. */
  private static final Map<String, String> NAMES =
      Map.of(
          "regarding", "involvedObject",
          "note", "message",
          "reportingController", "reportingComponent",
          "deprecatedSource", "source",
          "deprecatedFirstTimestamp", "firstTimestamp",
          "deprecatedLastTimestamp", "lastTimestamp",
          "deprecatedCount", "count");

  private EventView() {}

  static boolean is(ResourceType type) {
    return type.group().equals(GROUP) && type.kind().equals("Event");
  }

  static ObjectNode toStored(ObjectNode event) {
    ObjectNode stored = event.deepCopy();
    stored.put("apiVersion", "v1").put("kind", "Event");
    NAMES.forEach((view, name) -> rename(stored, view, name));
    if (!stored.has("involvedObject")) {
      stored.putObject("involvedObject").put("namespace", Json.namespace(event));
    }
    return stored;
  }

  static ObjectNode fromStored(ObjectNode stored) {
    ObjectNode event = stored.deepCopy();
    event.put("apiVersion", GROUP + "/v1").put("kind", "Event");
    NAMES.forEach((view, name) -> rename(event, name, view));
    return event;
  }

  private static void rename(ObjectNode object, String from, String to) {
    JsonNode value = object.remove(from);
    if (value != null) {
      object.set(to, value);
    }
  }
}
