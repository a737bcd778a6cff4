package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.workloadplacement.local.ResourceType.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The columns that {@code kubectl get} shows of built-in kinds. */
final class BuiltInColumns {

  static final Column NAME =
      new Column("Name", "string", 0, object -> object.path("metadata").path("name"));
  static final Column AGE =
      new Column("Age", "date", 0, object -> object.path("metadata").path("creationTimestamp"));

  private BuiltInColumns() {}

  /** The columns between the name and the age. */
  static List<Column> of(String kind) {
    return switch (kind) {
      case "Namespace" -> List.of(column("Status", o -> Json.text(o, "status", "phase")));
      case "Node" ->
          List.of(
              column("Status", o -> "True".equals(condition(o, "Ready")) ? "Ready" : "NotReady"),
              column("Roles", o -> "<none>"),
              column("Version", o -> Json.text(o, "status", "nodeInfo", "kubeletVersion")));
      case "Pod" ->
          List.of(
              column("Ready", BuiltInColumns::readyContainers),
              column("Status", BuiltInColumns::podStatus),
              column("Restarts", o -> "0"),
              wide("IP", o -> Json.text(o, "status", "podIP")),
              wide("Node", o -> Json.text(o, "spec", "nodeName")));
      case "Service" ->
          List.of(
              column("Type", o -> Json.text(o, "spec", "type")),
              column("Cluster-IP", o -> orNone(Json.text(o, "spec", "clusterIP"))),
              column("External-IP", o -> orNone(Json.text(o, "spec", "externalName"))),
              column("Port(s)", BuiltInColumns::servicePorts),
              wide("Selector", o -> labels(Json.at(o, "spec", "selector"))));
      case "Deployment" ->
          List.of(
              column(
                  "Ready",
                  o -> count(o, "status", "readyReplicas") + "/" + count(o, "spec", "replicas")),
              column("Up-to-date", o -> count(o, "status", "updatedReplicas")),
              column("Available", o -> count(o, "status", "availableReplicas")),
              wide("Containers", o -> containers(o, "name")),
              wide("Images", o -> containers(o, "image")),
              wide("Selector", o -> labels(Json.at(o, "spec", "selector", "matchLabels"))));
      case "ReplicaSet" ->
          List.of(
              column("Desired", o -> count(o, "spec", "replicas")),
              column("Current", o -> count(o, "status", "replicas")),
              column("Ready", o -> count(o, "status", "readyReplicas")));
      case "HorizontalPodAutoscaler" ->
          List.of(
              column(
                  "Reference",
                  o ->
                      Json.text(o, "spec", "scaleTargetRef", "kind")
                          + "/"
                          + Json.text(o, "spec", "scaleTargetRef", "name")),
              column("MinPods", o -> count(o, "spec", "minReplicas")),
              column("MaxPods", o -> count(o, "spec", "maxReplicas")),
              column("Replicas", o -> count(o, "status", "currentReplicas")));
      case "PodDisruptionBudget" ->
          List.of(
              column("Min Available", o -> orNotAvailable(Json.text(o, "spec", "minAvailable"))),
              column(
                  "Max Unavailable", o -> orNotAvailable(Json.text(o, "spec", "maxUnavailable"))),
              column("Allowed Disruptions", o -> count(o, "status", "disruptionsAllowed")));
      case "EndpointSlice" ->
          List.of(
              column("AddressType", o -> Json.text(o, "addressType")),
              column("Ports", o -> join(o.path("ports"), "port")),
              column("Endpoints", BuiltInColumns::addresses));
      case "Ingress" ->
          List.of(
              column("Class", o -> orNone(Json.text(o, "spec", "ingressClassName"))),
              column("Hosts", o -> join(Json.at(o, "spec", "rules"), "host")));
      case "Lease" -> List.of(column("Holder", o -> Json.text(o, "spec", "holderIdentity")));
      case "Event" ->
          List.of(
              column("Type", o -> Json.text(o, "type")),
              column("Reason", o -> Json.text(o, "reason")),
              column("Object", BuiltInColumns::eventObject),
              column("Message", o -> Json.text(o, "message") + Json.text(o, "note")));
      case "ConfigMap", "Secret" ->
          List.of(column("Data", o -> Integer.toString(o.path("data").size())));
      default -> List.of();
    };
  }

  private static Column column(String name, Function<JsonNode, String> cell) {
    return new Column(name, "string", 0, object -> TextNode.valueOf(cell.apply(object)));
  }

  private static Column wide(String name, Function<JsonNode, String> cell) {
    return new Column(name, "string", 1, object -> TextNode.valueOf(cell.apply(object)));
  }

  private static String count(JsonNode object, String... path) {
    return Integer.toString(Json.integer(object, 0, path));
  }

  private static String condition(JsonNode object, String type) {
    for (JsonNode condition : Json.at(object, "status", "conditions")) {
      if (Json.text(condition, "type").equals(type)) {
        return Json.text(condition, "status");
      }
    }
    return "";
  }

  private static String readyContainers(JsonNode pod) {
    int ready = 0;
    for (JsonNode status : Json.at(pod, "status", "containerStatuses")) {
      ready += status.path("ready").asBoolean() ? 1 : 0;
    }
    return ready + "/" + Json.at(pod, "spec", "containers").size();
  }

  private static String podStatus(JsonNode pod) {
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

  private static String servicePorts(JsonNode service) {
    List<String> ports = new ArrayList<>();
    for (JsonNode port : Json.at(service, "spec", "ports")) {
      ports.add(Json.text(port, "port") + "/" + Json.text(port, "protocol"));
    }
    return orNone(String.join(",", ports));
  }

  private static String containers(JsonNode owner, String field) {
    return join(Json.at(owner, "spec", "template", "spec", "containers"), field);
  }

  private static String addresses(JsonNode slice) {
    List<String> all = new ArrayList<>();
    slice.path("endpoints").forEach(one -> one.path("addresses").forEach(a -> all.add(a.asText())));
    return all.isEmpty() ? "<unset>" : String.join(",", all);
  }

  private static String eventObject(JsonNode event) {
    JsonNode object =
        event.has("regarding") ? event.path("regarding") : event.path("involvedObject");
    return Json.text(object, "kind").toLowerCase(Locale.ROOT) + "/" + Json.text(object, "name");
  }

  private static String labels(JsonNode map) {
    List<String> all = new ArrayList<>();
    map.properties().forEach(entry -> all.add(entry.getKey() + "=" + entry.getValue().asText()));
    return orNone(String.join(",", all));
  }

  private static String join(JsonNode list, String field) {
    List<String> all = new ArrayList<>();
    list.forEach(item -> all.add(Json.text(item, field)));
    return String.join(",", all);
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "<none>" : text;
  }

  private static String orNotAvailable(String text) {
    return text.isEmpty() ? "N/A" : text;
  }
}
