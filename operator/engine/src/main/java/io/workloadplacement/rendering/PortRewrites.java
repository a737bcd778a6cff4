package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ports: Knative takes the one that serves, without a name. Others are open whether they are
 * declared or not, so only what goes by their names changes: probes, which go by numbers instead.
 */
final class PortRewrites {

  private PortRewrites() {}

  static void apply(ObjectNode pod, ServingPort serving, KnativeDraft draft) {
    KnativeDraft.forEachContainer(pod, (container, path) -> probesByNumber(container));
    int index = 0;
    for (JsonNode element : pod.path("containers")) {
      ObjectNode container = (ObjectNode) element;
      String path = "%s.containers[%d].ports".formatted(KnativeDraft.SPEC, index);
      thin(container.path("ports"), index == serving.container(), serving, path, draft);
      index++;
    }
  }

  private static void thin(
      JsonNode ports, boolean serves, ServingPort serving, String path, KnativeDraft draft) {
    boolean kept = false;
    for (int i = 0; i < ports.size(); i++) {
      ObjectNode port = (ObjectNode) ports.get(i);
      int number = port.path("containerPort").asInt();
      if (serves && !kept && number == serving.number() && overTcp(port)) {
        port.remove("name");
        kept = true;
      } else if (!isMissed(port, serving)) {
        ((ArrayNode) ports).setNull(i);
        String name = port.path("name").asText();
        draft.without(
            "%s[%d] (%d%s)".formatted(path, i, number, name.isEmpty() ? "" : ", '" + name + "'"),
            "it does not serve the requests");
      }
    }
  }

  /**
   * Whether a port says something that does not hold on Knative: that the node leads to it, that it
   * is open beside Knative's proxy, or, where no TCP port is declared, that something else is
   * spoken.
   */
  private static boolean isMissed(JsonNode port, ServingPort serving) {
    boolean boundToNode =
        !ModelTree.saysNothing(port.path("hostPort"))
            || !ModelTree.saysNothing(port.path("hostIP"));
    return boundToNode
        || ContainerRules.RESERVED_PORTS.contains(port.path("containerPort").asInt())
        || (!serving.declared() && !overTcp(port));
  }

  static boolean overTcp(JsonNode port) {
    return port.path("protocol").asText("TCP").equals("TCP");
  }

  private static void probesByNumber(ObjectNode container) {
    Map<String, Integer> numbers = new HashMap<>();
    for (JsonNode port : container.path("ports")) {
      String name = port.path("name").asText();
      if (!name.isEmpty()) {
        numbers.putIfAbsent(name, port.path("containerPort").asInt());
      }
    }
    for (String kind : ContainerRules.PROBES) {
      for (String handler : List.of("httpGet", "tcpSocket")) {
        if (container.path(kind).get(handler) instanceof ObjectNode action) {
          Integer number = numbers.get(action.path("port").textValue());
          if (number != null) {
            action.put("port", number);
          }
        }
      }
    }
  }
}
