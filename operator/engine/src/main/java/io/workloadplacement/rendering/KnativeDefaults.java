package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.knative.serving.v1.RevisionSpec;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.workloadplacement.api.v1alpha1.Protocol;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What Knative's webhook fills in ({@code pkg/apis/serving/v1/revision_defaults.go}), done before
 * it can.
 */
final class KnativeDefaults {

  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");
  private static final List<String> WRITABLE =
      List.of("emptyDir", "persistentVolumeClaim", "ephemeral");

  private KnativeDefaults() {}

  static RevisionSpec fill(PodSpec pod, ServingPort port, Protocol protocol) {
    ObjectNode tree = ModelTree.tree(pod);
    KnativeFields.removeEmptyRefused(tree);
    Set<String> writable = writableVolumes(tree);
    int index = 0;
    for (JsonNode element : tree.path("containers")) {
      ObjectNode container = (ObjectNode) element;
      if (index++ == port.container()) {
        serving(container, port, protocol);
      }
      container.putIfAbsent("resources", container.objectNode());
      probes(container);
      mounts(container, writable);
    }
    return ModelTree.model(tree, RevisionSpec.class);
  }

  private static void serving(ObjectNode container, ServingPort port, Protocol protocol) {
    String declared = container.path("ports").path(0).path("name").asText();
    for (String kind : PROBES) {
      numbered(container.path(kind), declared, port.number());
    }
    ObjectNode rendered =
        container.objectNode().put("containerPort", port.number()).put("protocol", "TCP");
    rendered.put("name", PortNames.knative(protocol));
    if (container.path("ports").size() <= 1) {
      container.set("ports", container.arrayNode().add(rendered));
    }
    ObjectNode readiness = container.withObject("/readinessProbe");
    if (KnativeFields.HANDLERS.stream().noneMatch(readiness::has)) {
      readiness.putObject("tcpSocket");
    }
  }

  /**
   * The port's name is ours from here on; a probe that goes by the template's is not to miss it.
   */
  private static void numbered(JsonNode probe, String portName, int number) {
    for (String handler : List.of("httpGet", "tcpSocket")) {
      if (probe.get(handler) instanceof ObjectNode action) {
        String named = action.path("port").isTextual() ? action.path("port").textValue() : "";
        boolean unnamed = portName.isEmpty() && named.equals("http");
        if (!named.isEmpty() && (named.equals(portName) || unnamed)) {
          action.put("port", number);
        }
      }
    }
  }

  private static void probes(ObjectNode container) {
    for (String kind : PROBES) {
      if (!(container.get(kind) instanceof ObjectNode probe)) {
        continue;
      }
      if (probe.get("grpc") instanceof ObjectNode grpc) {
        grpc.putIfAbsent("service", grpc.textNode(""));
      }
      for (String handler : List.of("httpGet", "tcpSocket")) {
        if (probe.get(handler) instanceof ObjectNode action) {
          // Go writes the zero of a field that is not optional.
          action.putIfAbsent("port", action.numberNode(0));
        }
      }
    }
    if (container.get("readinessProbe") instanceof ObjectNode readiness) {
      readiness.putIfAbsent("successThreshold", readiness.numberNode(1));
      if (readiness.has("periodSeconds")) {
        readiness.putIfAbsent("failureThreshold", readiness.numberNode(3));
        readiness.putIfAbsent("timeoutSeconds", readiness.numberNode(1));
      }
    }
  }

  private static void mounts(ObjectNode container, Set<String> writable) {
    for (JsonNode mount : container.path("volumeMounts")) {
      if (!writable.contains(mount.path("name").asText())) {
        ((ObjectNode) mount).put("readOnly", true);
      } else if (ModelTree.saysNothing(mount.path("readOnly"))) {
        ((ObjectNode) mount).remove("readOnly");
      }
    }
  }

  private static Set<String> writableVolumes(ObjectNode pod) {
    Set<String> names = new HashSet<>();
    for (JsonNode volume : pod.path("volumes")) {
      if (WRITABLE.stream().anyMatch(volume::has)) {
        names.add(volume.path("name").asText());
      }
    }
    return names;
  }
}
