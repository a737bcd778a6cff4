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

  private static final String NONE = "<none>";

  private BuiltInColumns() {}

  /** The columns of a kind, as the real server has them. */
  static List<Column> of(String kind) {
    List<Column> columns = new ArrayList<>();
    if (!kind.equals("Event")) {
      columns.add(NAME);
    }
    columns.addAll(between(kind));
    return List.copyOf(columns);
  }

  private static List<Column> between(String kind) {
    return switch (kind) {
      case "Namespace" -> List.of(column("Status", o -> Json.text(o, "status", "phase")), AGE);
      case "Node" ->
          List.of(
              column("Status", o -> "True".equals(condition(o, "Ready")) ? "Ready" : "NotReady"),
              column("Roles", o -> NONE),
              AGE,
              column("Version", o -> Json.text(o, "status", "nodeInfo", "kubeletVersion")),
              wide("Internal-IP", o -> NONE),
              wide("External-IP", o -> NONE),
              wide("OS-Image", o -> "<simulated>"),
              wide("Kernel-Version", o -> "<simulated>"),
              wide("Container-Runtime", o -> "<simulated>"));
      case "Pod" ->
          List.of(
              column("Ready", BuiltInColumns::readyContainers),
              column("Status", BuiltInColumns::podStatus),
              column("Restarts", o -> "0"),
              AGE,
              wide("IP", o -> orNone(Json.text(o, "status", "podIP"))),
              wide("Node", o -> orNone(Json.text(o, "spec", "nodeName"))),
              wide("Nominated Node", o -> NONE),
              wide("Readiness Gates", o -> NONE));
      case "Service" ->
          List.of(
              column("Type", o -> Json.text(o, "spec", "type")),
              column("Cluster-IP", o -> orNone(Json.text(o, "spec", "clusterIP"))),
              column("External-IP", BuiltInColumns::externalAddress),
              column("Port(s)", BuiltInColumns::servicePorts),
              AGE,
              wide("Selector", o -> labels(Json.at(o, "spec", "selector"))));
      case "Endpoints" -> List.of(column("Endpoints", BuiltInColumns::endpoints), AGE);
      case "Deployment" ->
          List.of(
              column(
                  "Ready",
                  o -> count(o, "status", "readyReplicas") + "/" + count(o, "spec", "replicas")),
              column("Up-to-date", o -> count(o, "status", "updatedReplicas")),
              column("Available", o -> count(o, "status", "availableReplicas")),
              AGE,
              wide("Containers", o -> containers(o, "name")),
              wide("Images", o -> containers(o, "image")),
              wide("Selector", o -> selector(Json.at(o, "spec", "selector"))));
      case "ReplicaSet" ->
          List.of(
              column("Desired", o -> count(o, "spec", "replicas")),
              column("Current", o -> count(o, "status", "replicas")),
              column("Ready", o -> count(o, "status", "readyReplicas")),
              AGE,
              wide("Containers", o -> containers(o, "name")),
              wide("Images", o -> containers(o, "image")),
              wide("Selector", o -> selector(Json.at(o, "spec", "selector"))));
      case "HorizontalPodAutoscaler" ->
          List.of(
              column(
                  "Reference",
                  o ->
                      Json.text(o, "spec", "scaleTargetRef", "kind")
                          + "/"
                          + Json.text(o, "spec", "scaleTargetRef", "name")),
              column("Targets", BuiltInColumns::autoscalerTargets),
              column("MinPods", o -> count(o, "spec", "minReplicas")),
              column("MaxPods", o -> count(o, "spec", "maxReplicas")),
              column("Replicas", o -> count(o, "status", "currentReplicas")),
              AGE);
      case "PodDisruptionBudget" ->
          List.of(
              column("Min Available", o -> orNotAvailable(Json.text(o, "spec", "minAvailable"))),
              column(
                  "Max Unavailable", o -> orNotAvailable(Json.text(o, "spec", "maxUnavailable"))),
              column("Allowed Disruptions", o -> count(o, "status", "disruptionsAllowed")),
              AGE);
      case "EndpointSlice" ->
          List.of(
              column("AddressType", o -> Json.text(o, "addressType")),
              column("Ports", o -> orUnset(join(o.path("ports"), "port"))),
              column("Endpoints", BuiltInColumns::addresses),
              AGE);
      case "Ingress" ->
          List.of(
              column("Class", o -> orNone(Json.text(o, "spec", "ingressClassName"))),
              column("Hosts", BuiltInColumns::hosts),
              column("Address", o -> ""),
              column("Ports", o -> Json.at(o, "spec", "tls").isEmpty() ? "80" : "80, 443"),
              AGE);
      case "NetworkPolicy" ->
          List.of(column("Pod-Selector", o -> selector(Json.at(o, "spec", "podSelector"))), AGE);
      case "PersistentVolumeClaim" ->
          List.of(
              column("Status", o -> Json.text(o, "status", "phase")),
              column("Volume", o -> Json.text(o, "spec", "volumeName")),
              column("Capacity", o -> ""),
              column("Access Modes", o -> ""),
              column("StorageClass", o -> Json.text(o, "spec", "storageClassName")),
              AGE);
      case "Role", "ClusterRole", "CustomResourceDefinition" ->
          List.of(column("Created At", o -> Json.text(o, "metadata", "creationTimestamp")));
      case "RoleBinding", "ClusterRoleBinding" ->
          List.of(
              column(
                  "Role",
                  o -> Json.text(o, "roleRef", "kind") + "/" + Json.text(o, "roleRef", "name")),
              AGE);
      case "RuntimeClass" -> List.of(column("Handler", o -> Json.text(o, "handler")), AGE);
      case "Lease" -> List.of(column("Holder", o -> Json.text(o, "spec", "holderIdentity")), AGE);
      case "Event" ->
          List.of(
              new Column("Last Seen", "date", 0, BuiltInColumns::lastSeen),
              column("Type", o -> Json.text(o, "type")),
              column("Reason", o -> Json.text(o, "reason")),
              column("Object", BuiltInColumns::eventObject),
              wide("Source", BuiltInColumns::eventSource),
              column("Message", o -> (Json.text(o, "message") + Json.text(o, "note")).strip()),
              wide("Count", o -> Integer.toString(Json.integer(o, 1, "count"))),
              wide("Name", o -> Json.text(o, "metadata", "name")));
      case "ConfigMap" ->
          List.of(column("Data", o -> Integer.toString(o.path("data").size())), AGE);
      case "Secret" ->
          List.of(
              column("Type", o -> Json.text(o, "type")),
              column("Data", o -> Integer.toString(o.path("data").size())),
              AGE);
      default -> List.of(AGE);
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
    return orUnset(first(all, ","));
  }

  private static String endpoints(JsonNode endpoints) {
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
  private static String first(List<String> all, String separator) {
    int shown = 3;
    return all.size() <= shown
        ? String.join(separator, all)
        : String.join(separator, all.subList(0, shown)) + " + " + (all.size() - shown) + " more...";
  }

  private static String externalAddress(JsonNode service) {
    return switch (Json.text(service, "spec", "type")) {
      case "ExternalName" -> Json.text(service, "spec", "externalName");
      case "LoadBalancer" -> "<pending>";
      default -> NONE;
    };
  }

  private static String hosts(JsonNode ingress) {
    List<String> all = new ArrayList<>();
    for (JsonNode rule : Json.at(ingress, "spec", "rules")) {
      String host = Json.text(rule, "host");
      all.add(host.isEmpty() ? "*" : host);
    }
    return all.isEmpty() ? "*" : first(all, ",");
  }

  private static String autoscalerTargets(JsonNode autoscaler) {
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

  private static JsonNode lastSeen(JsonNode event) {
    for (String field :
        List.of("lastTimestamp", "deprecatedLastTimestamp", "eventTime", "firstTimestamp")) {
      if (!Json.text(event, field).isEmpty()) {
        return event.get(field);
      }
    }
    return Json.at(event, "metadata", "creationTimestamp");
  }

  private static String eventSource(JsonNode event) {
    String source = Json.text(event, "source", "component");
    return source.isEmpty()
        ? Json.text(event, "reportingComponent") + Json.text(event, "reportingController")
        : source;
  }

  private static String selector(JsonNode selector) {
    return orNone(SelectorMatcher.text(selector));
  }

  private static String orUnset(String text) {
    return text.isEmpty() ? "<unset>" : text;
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
    return text.isEmpty() ? NONE : text;
  }

  private static String orNotAvailable(String text) {
    return text.isEmpty() ? "N/A" : text;
  }
}
