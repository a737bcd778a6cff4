package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Keeps one EndpointSlice for each Service with a selector; slices of others are left alone. */
final class SimulatedEndpoints implements Controller {

  private static final String SERVICE = "kubernetes.io/service-name";
  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String SELF = "endpointslice-controller.k8s.io";

  private final ControllerApi api;

  SimulatedEndpoints(ObjectApi objects) {
    this.api = new ControllerApi(objects, "kube-controller-manager");
  }

  @Override
  public List<Key> concernedBy(Change change) {
    ObjectNode object = change.object();
    return switch (change.resource()) {
      case BuiltInTypes.SERVICES -> List.of(new Key(Json.namespace(object), Json.name(object)));
      case BuiltInTypes.PODS ->
          api.list(BuiltInTypes.SERVICES, Json.namespace(object)).stream()
              .filter(service -> selects(service, object) || selects(service, change.previous()))
              .map(service -> new Key(Json.namespace(service), Json.name(service)))
              .toList();
      case BuiltInTypes.SLICES ->
          isOwn(object)
              ? List.of(
                  new Key(
                      Json.namespace(object),
                      Json.at(object, "metadata", "labels").path(SERVICE).asText()))
              : List.of();
      default -> List.of();
    };
  }

  private static boolean isOwn(ObjectNode slice) {
    return Json.at(slice, "metadata", "labels").path(MANAGED_BY).asText().equals(SELF);
  }

  private static boolean selects(ObjectNode service, JsonNode pod) {
    JsonNode selector = Json.at(service, "spec", "selector");
    return pod != null
        && !Json.isEmpty(selector)
        && SelectorMatcher.matching(selector).test(Json.at(pod, "metadata", "labels"));
  }

  @Override
  public Optional<Duration> reconcile(Key key) {
    Optional<ObjectNode> found = api.find(BuiltInTypes.SERVICES, key);
    if (found.isEmpty()
        || Json.isEmpty(Json.at(found.get(), "spec", "selector"))
        || Json.text(found.get(), "spec", "type").equals("ExternalName")) {
      return Optional.empty();
    }
    ObjectNode service = found.get();
    String suffix = Json.uid(service).substring(0, 5);
    ObjectNode slice =
        ControllerApi.owned(
            "discovery.k8s.io/v1", "EndpointSlice", key.name() + "-" + suffix, service);
    Json.metadata(slice).putObject("labels").put(MANAGED_BY, SELF).put(SERVICE, key.name());
    slice.put("addressType", "IPv4");
    List<ObjectNode> pods =
        api.list(BuiltInTypes.PODS, key.namespace()).stream()
            .filter(pod -> selects(service, pod) && !Json.text(pod, "status", "podIP").isEmpty())
            .sorted(Comparator.comparing(Json::name))
            .toList();
    ArrayNode endpoints = slice.putArray("endpoints");
    pods.forEach(pod -> endpoint(endpoints.addObject(), pod));
    slice.set("ports", ports(service, pods));
    api.ensure(BuiltInTypes.SLICES, slice, List.of("endpoints", "ports"));
    return Optional.empty();
  }

  private static void endpoint(ObjectNode endpoint, ObjectNode pod) {
    endpoint.putArray("addresses").add(Json.text(pod, "status", "podIP"));
    boolean terminating = pod.path("metadata").has("deletionTimestamp");
    boolean serving = StatusConditions.isTrue(pod, "Ready");
    endpoint
        .putObject("conditions")
        .put("ready", serving && !terminating)
        .put("serving", serving)
        .put("terminating", terminating);
    String node = Json.text(pod, "spec", "nodeName");
    if (!node.isEmpty()) {
      endpoint.put("nodeName", node);
    }
    endpoint
        .putObject("targetRef")
        .put("kind", "Pod")
        .put("namespace", Json.namespace(pod))
        .put("name", Json.name(pod))
        .put("uid", Json.uid(pod));
  }

  private static ArrayNode ports(ObjectNode service, List<ObjectNode> pods) {
    ArrayNode ports = Json.array();
    for (JsonNode port : Json.at(service, "spec", "ports")) {
      JsonNode target = port.path("targetPort");
      int number = target.isNumber() ? target.asInt() : named(target.asText(), pods);
      if (number > 0) {
        ObjectNode one =
            ports
                .addObject()
                .put("name", Json.text(port, "name"))
                .put("protocol", Json.text(port, "protocol"))
                .put("port", number);
        if (port.has("appProtocol")) {
          one.set("appProtocol", port.get("appProtocol"));
        }
      }
    }
    return ports;
  }

  private static int named(String name, List<ObjectNode> pods) {
    for (ObjectNode pod : pods) {
      for (JsonNode container : Json.at(pod, "spec", "containers")) {
        for (JsonNode port : container.path("ports")) {
          if (Json.text(port, "name").equals(name)) {
            return Json.integer(port, 0, "containerPort");
          }
        }
      }
    }
    return 0;
  }
}
