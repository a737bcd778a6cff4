package io.workloadplacement.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Puts in place what is there before anyone applies anything: namespaces, nodes, and Knative. */
final class Bootstrap {

  private static final List<String> ZONES = List.of("zone-a", "zone-b", "zone-c");

  private final ObjectApi objects;
  private final WriteOptions options = WriteOptions.by("local");

  Bootstrap(ObjectApi objects) {
    this.objects = objects;
  }

  void populate() {
    for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      namespace(name);
    }
    for (int i = 0; i < ZONES.size(); i++) {
      node("simulated-" + (i + 1), ZONES.get(i));
    }
    router();
  }

  /** The pods of the router are nobody's to start, and always there. */
  private void router() {
    namespace(LocalCluster.ROUTER_NAMESPACE);
    create(
        ofRouter(
            "{'apiVersion': 'v1', 'kind': 'Service', 'spec': {'clusterIP': 'None', 'ports': [{'port': 9902}]}}"));
    ObjectNode slice =
        ofRouter(
            "{'apiVersion': 'discovery.k8s.io/v1', 'kind': 'EndpointSlice', 'addressType': 'IPv4', 'ports': [{'port': 9902}]}");
    Json.within(slice, "metadata", "labels")
        .put("kubernetes.io/service-name", LocalCluster.ROUTER_SERVICE);
    ArrayNode endpoints = slice.putArray("endpoints");
    SimulatedRouter.PODS.forEach(pod -> endpoints.addObject().putArray("addresses").add(pod));
    create(slice);
  }

  private static ObjectNode ofRouter(String json) {
    ObjectNode object = Json.literal(json);
    Json.metadata(object)
        .put("name", LocalCluster.ROUTER_SERVICE)
        .put("namespace", LocalCluster.ROUTER_NAMESPACE);
    return object;
  }

  private void namespace(String name) {
    ObjectNode namespace = Json.literal("{'apiVersion': 'v1', 'kind': 'Namespace'}");
    Json.metadata(namespace).put("name", name);
    create(namespace);
  }

  private void node(String name, String zone) {
    ObjectNode node = Json.literal("{'apiVersion': 'v1', 'kind': 'Node'}");
    Json.metadata(node).put("name", name);
    Json.within(node, "metadata", "labels")
        .put("kubernetes.io/hostname", name)
        .put("kubernetes.io/os", "linux")
        .put("topology.kubernetes.io/zone", zone);
    ResourceType type = create(node);
    objects.patch(
        type,
        "",
        name,
        ObjectApi.STATUS,
        live -> {
          ObjectNode status = Json.within(live, "status");
          Json.within(status, "nodeInfo").put("kubeletVersion", "v1.36.0-local");
          Json.within(status, "allocatable")
              .put("cpu", "8")
              .put("memory", "32Gi")
              .put("pods", "110");
          Json.within(status, "capacity").put("cpu", "8").put("memory", "32Gi").put("pods", "110");
          StatusConditions.set(status, "Ready", "True", "KubeletReady", "simulated", objects.now());
          return live;
        },
        options);
  }

  void installKnative() {
    KnativeDefinitions knative = new KnativeDefinitions();
    knative.definitions().forEach(this::createIfAbsent);
    knative.objects().forEach(this::createIfAbsent);
  }

  void removeKnative() {
    KnativeDefinitions knative = new KnativeDefinitions();
    knative.definitions().forEach(this::delete);
    knative.objects().stream()
        .filter(object -> Json.text(object, "kind").equals("Namespace"))
        .forEach(this::delete);
  }

  private void createIfAbsent(ObjectNode object) {
    if (live(object).isEmpty()) {
      create(object);
    }
  }

  private void delete(ObjectNode object) {
    if (live(object).isPresent()) {
      objects.delete(type(object), Json.namespace(object), Json.name(object), Json.object(), false);
    }
  }

  private Optional<ObjectNode> live(ObjectNode object) {
    return objects.find(type(object), Json.namespace(object), Json.name(object));
  }

  private ResourceType type(ObjectNode object) {
    return objects
        .types()
        .ofKind(Json.text(object, "apiVersion"), Json.text(object, "kind"))
        .orElseThrow();
  }

  private ResourceType create(ObjectNode object) {
    ResourceType type = type(object);
    objects.create(type, Json.namespace(object), object, options);
    return type;
  }
}
