package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.workloadplacement.local.ResourceType.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The columns that {@code kubectl get} shows of built-in kinds. */
final class BuiltInColumns {

  static final Column NAME =
      new Column("Name", "string", 0, object -> object.path("metadata").path("name"));
  static final Column AGE =
      new Column("Age", "date", 0, object -> object.path("metadata").path("creationTimestamp"));

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
              column(
                  "Status", o -> "True".equals(Cells.condition(o, "Ready")) ? "Ready" : "NotReady"),
              column("Roles", o -> Cells.NONE),
              AGE,
              column("Version", o -> Json.text(o, "status", "nodeInfo", "kubeletVersion")),
              wide("Internal-IP", o -> Cells.NONE),
              wide("External-IP", o -> Cells.NONE),
              wide("OS-Image", o -> "<simulated>"),
              wide("Kernel-Version", o -> "<simulated>"),
              wide("Container-Runtime", o -> "<simulated>"));
      case "Pod" ->
          List.of(
              column("Ready", Cells::readyContainers),
              column("Status", Cells::podStatus),
              column("Restarts", o -> "0"),
              AGE,
              wide("IP", o -> Cells.orNone(Json.text(o, "status", "podIP"))),
              wide("Node", o -> Cells.orNone(Json.text(o, "spec", "nodeName"))),
              wide("Nominated Node", o -> Cells.NONE),
              wide("Readiness Gates", o -> Cells.NONE));
      case "Service" ->
          List.of(
              column("Type", o -> Json.text(o, "spec", "type")),
              column("Cluster-IP", o -> Cells.orNone(Json.text(o, "spec", "clusterIP"))),
              column("External-IP", Cells::externalAddress),
              column("Port(s)", Cells::servicePorts),
              AGE,
              wide("Selector", o -> Cells.labels(Json.at(o, "spec", "selector"))));
      case "Endpoints" -> List.of(column("Endpoints", Cells::endpoints), AGE);
      case "Deployment" ->
          List.of(
              column(
                  "Ready",
                  o ->
                      Cells.count(o, "status", "readyReplicas")
                          + "/"
                          + Cells.count(o, "spec", "replicas")),
              column("Up-to-date", o -> Cells.count(o, "status", "updatedReplicas")),
              column("Available", o -> Cells.count(o, "status", "availableReplicas")),
              AGE,
              wide("Containers", o -> Cells.containers(o, "name")),
              wide("Images", o -> Cells.containers(o, "image")),
              wide("Selector", o -> Cells.selector(Json.at(o, "spec", "selector"))));
      case "ReplicaSet" ->
          List.of(
              column("Desired", o -> Cells.count(o, "spec", "replicas")),
              column("Current", o -> Cells.count(o, "status", "replicas")),
              column("Ready", o -> Cells.count(o, "status", "readyReplicas")),
              AGE,
              wide("Containers", o -> Cells.containers(o, "name")),
              wide("Images", o -> Cells.containers(o, "image")),
              wide("Selector", o -> Cells.selector(Json.at(o, "spec", "selector"))));
      case "HorizontalPodAutoscaler" ->
          List.of(
              column(
                  "Reference",
                  o ->
                      Json.text(o, "spec", "scaleTargetRef", "kind")
                          + "/"
                          + Json.text(o, "spec", "scaleTargetRef", "name")),
              column("Targets", Cells::autoscalerTargets),
              column("MinPods", o -> Cells.count(o, "spec", "minReplicas")),
              column("MaxPods", o -> Cells.count(o, "spec", "maxReplicas")),
              column("Replicas", o -> Cells.count(o, "status", "currentReplicas")),
              AGE);
      case "PodDisruptionBudget" ->
          List.of(
              column(
                  "Min Available", o -> Cells.orNotAvailable(Json.text(o, "spec", "minAvailable"))),
              column(
                  "Max Unavailable",
                  o -> Cells.orNotAvailable(Json.text(o, "spec", "maxUnavailable"))),
              column("Allowed Disruptions", o -> Cells.count(o, "status", "disruptionsAllowed")),
              AGE);
      case "EndpointSlice" ->
          List.of(
              column("AddressType", o -> Json.text(o, "addressType")),
              column("Ports", o -> Cells.orUnset(Cells.join(o.path("ports"), "port"))),
              column("Endpoints", Cells::addresses),
              AGE);
      case "Ingress" ->
          List.of(
              column("Class", o -> Cells.orNone(Json.text(o, "spec", "ingressClassName"))),
              column("Hosts", Cells::hosts),
              column("Address", o -> ""),
              column("Ports", o -> Json.at(o, "spec", "tls").isEmpty() ? "80" : "80, 443"),
              AGE);
      case "NetworkPolicy" ->
          List.of(
              column("Pod-Selector", o -> Cells.selector(Json.at(o, "spec", "podSelector"))), AGE);
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
              new Column("Last Seen", "date", 0, Cells::lastSeen),
              column("Type", o -> Json.text(o, "type")),
              column("Reason", o -> Json.text(o, "reason")),
              column("Object", Cells::eventObject),
              wide("Source", Cells::eventSource),
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
}
