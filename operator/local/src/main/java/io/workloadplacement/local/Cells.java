package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the cells of {@code kubectl get} show of objects. */
final class Cells {

  static final String NONE = "<none>";

  private Cells() {}

  static String count(JsonNode object, String... path) {
    return Integer.toString(Json.integer(object, 0, path));
  }

  static String condition(JsonNode object, String type) {
    for (JsonNode condition : Json.at(object, "status", "conditions")) {
      if (Json.text(condition, "type").equals(type)) {
        return Json.text(condition, "status");
      }
    }
    return "";
  }

  static String readyContainers(JsonNode pod) {
    int ready = 0;
    for (JsonNode status : Json.at(pod, "status", "containerStatuses")) {
      ready += status.path("ready").asBoolean() ? 1 : 0;
    }
    return ready + "/" + Json.at(pod, "spec", "containers").size();
  }

  static String podStatus(JsonNode pod) {
    if (pod.path("metadata").has("deletionTimestamp")) {
      return "Terminating";
    }
    for (JsonNode status : Json.at(pod, "status", "containerStatuses")) {
      String waiting = Json.text(status, "state", "waiting", "reason");
      if (!waiting.isEmpty()) {
        return waiting;
      }
    }
    return Json.text(pod, "status", "phase");
  }

  static String servicePorts(JsonNode service) {
    List<String> ports = new ArrayList<>();
    for (JsonNode port : Json.at(service, "spec", "ports")) {
      ports.add(Json.text(port, "port") + "/" + Json.text(port, "protocol"));
    }
    return orNone(String.join(",", ports));
  }

  static String containers(JsonNode owner, String field) {
    return join(Json.at(owner, "spec", "template", "spec", "containers"), field);
  }

  static String addresses(JsonNode slice) {
    List<String> all = new ArrayList<>();
    slice.path("endpoints").forEach(one -> one.path("addresses").forEach(a -> all.add(a.asText())));
    return orUnset(first(all, ","));
  }

  static String endpoints(JsonNode endpoints) {
    List<String> all = new ArrayList<>();
    for (JsonNode subset : endpoints.path("subsets")) {
      for (JsonNode address : subset.path("addresses")) {
        for (JsonNode port : subset.path("ports")) {
          all.add(Json.text(address, "ip") + ":" + Json.text(port, "port"));
        }
      }
    }
    return orNone(first(all, ","));
  }

  /** The first three, and how many more there are. */
  static String first(List<String> all, String separator) {
    int shown = 3;
    return all.size() <= shown
        ? String.join(separator, all)
        : String.join(separator, all.subList(0, shown)) + " + " + (all.size() - shown) + " more...";
  }

  static String externalAddress(JsonNode service) {
    return switch (Json.text(service, "spec", "type")) {
      case "ExternalName" -> Json.text(service, "spec", "externalName");
      case "LoadBalancer" -> "<pending>";
      default -> NONE;
    };
  }

  static String hosts(JsonNode ingress) {
    List<String> all = new ArrayList<>();
    for (JsonNode rule : Json.at(ingress, "spec", "rules")) {
      String host = Json.text(rule, "host");
      all.add(host.isEmpty() ? "*" : host);
    }
    return all.isEmpty() ? "*" : first(all, ",");
  }

  static String autoscalerTargets(JsonNode autoscaler) {
    List<String> all = new ArrayList<>();
    for (JsonNode metric : Json.at(autoscaler, "spec", "metrics")) {
      for (String source : List.of("resource", "containerResource")) {
        JsonNode target = Json.at(metric, source, "target");
        String wanted =
            target.has("averageUtilization")
                ? Json.text(target, "averageUtilization") + "%"
                : Json.text(target, "averageValue");
        if (!wanted.isEmpty()) {
          all.add(Json.text(metric, source, "name") + ": <unknown>/" + wanted);
        }
      }
    }
    return orNone(String.join(", ", all));
  }

  static JsonNode lastSeen(JsonNode event) {
    for (String field :
        List.of("lastTimestamp", "deprecatedLastTimestamp", "eventTime", "firstTimestamp")) {
      if (!Json.text(event, field).isEmpty()) {
        return event.get(field);
      }
    }
    return Json.at(event, "metadata", "creationTimestamp");
  }

  static String eventSource(JsonNode event) {
    String source = Json.text(event, "source", "component");
    return source.isEmpty()
        ? Json.text(event, "reportingComponent") + Json.text(event, "reportingController")
        : source;
  }

  static String selector(JsonNode selector) {
    return orNone(SelectorMatcher.text(selector));
  }

  static String orUnset(String text) {
    return text.isEmpty() ? "<unset>" : text;
  }

  static String eventObject(JsonNode event) {
    JsonNode object =
        event.has("regarding") ? event.path("regarding") : event.path("involvedObject");
    return Json.text(object, "kind").toLowerCase(Locale.ROOT) + "/" + Json.text(object, "name");
  }

  static String labels(JsonNode map) {
    List<String> all = new ArrayList<>();
    map.properties().forEach(entry -> all.add(entry.getKey() + "=" + entry.getValue().asText()));
    return orNone(String.join(",", all));
  }

  static String join(JsonNode list, String field) {
    List<String> all = new ArrayList<>();
    list.forEach(item -> all.add(Json.text(item, field)));
    return String.join(",", all);
  }

  static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }

  static String orNotAvailable(String text) {
    return text.isEmpty() ? "N/A" : text;
  }
}
