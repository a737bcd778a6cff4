package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The template of an adopted Deployment as Knative could take it: without what only the API server
 * wrote, what Knative does by itself, and ports that serve nobody.
 *
 * @param template what is left, for {@link KnativePortability} and {@link KnativeSide}
 * @param dropped what of the Deployment's own words was left out, in sentences for people
 */
public record AdoptedTemplate(PodTemplateSpec template, List<String> dropped) {

  private static final String SPEC = "spec.template.spec";
  private static final List<String> CONTAINERS = List.of("containers", "initContainers");
  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");

  /** What the API server writes into every pod template that is silent. */
  private static final Map<String, String> POD_DEFAULTS =
      Map.of(
          "restartPolicy", "Always",
          "dnsPolicy", "ClusterFirst",
          "schedulerName", "default-scheduler");

  /** Lists are copied. */
  public AdoptedTemplate {
    dropped = List.copyOf(dropped);
  }

  /**
   * Prepares a live template for Knative.
   *
   * @param live template of the adopted Deployment, as the API server gives it
   * @param servingPort number of the container port that its Service targets
   */
  public static AdoptedTemplate of(PodTemplateSpec live, int servingPort) {
    ObjectNode tree = CanonicalTemplate.tree(live);
    List<String> dropped = new ArrayList<>();
    if (tree.get("spec") instanceof ObjectNode pod) {
      podDefaults(pod);
      drop(pod, "terminationGracePeriodSeconds", SPEC, "Knative drains by itself", dropped);
      for (String list : CONTAINERS) {
        int index = 0;
        for (JsonNode element : pod.path(list)) {
          ObjectNode container = (ObjectNode) element;
          String path = "%s.%s[%d]".formatted(SPEC, list, index++);
          preStop(container, path, dropped);
          ports(container, servingPort, path, dropped);
        }
      }
      declare(servingPort, pod.path("containers"));
    }
    return new AdoptedTemplate(ModelTree.model(tree, PodTemplateSpec.class), dropped);
  }

  private static void podDefaults(ObjectNode pod) {
    POD_DEFAULTS.forEach(
        (field, value) -> {
          if (pod.path(field).asText().equals(value)) {
            pod.remove(field);
          }
        });
    // The API server keeps this old name of serviceAccountName beside it.
    if (pod.path("serviceAccount").equals(pod.path("serviceAccountName"))) {
      pod.remove("serviceAccount");
    }
    if (pod.path("terminationGracePeriodSeconds").asInt() == 30) {
      pod.remove("terminationGracePeriodSeconds");
    }
  }

  private static void preStop(ObjectNode container, String path, List<String> dropped) {
    if (container.get("lifecycle") instanceof ObjectNode lifecycle) {
      drop(lifecycle, "preStop", path + ".lifecycle", "Knative drains by itself", dropped);
      if (lifecycle.isEmpty()) {
        container.remove("lifecycle");
      }
    }
  }

  private static void ports(
      ObjectNode container, int servingPort, String path, List<String> dropped) {
    if (!(container.get("ports") instanceof ArrayNode ports)) {
      return;
    }
    Set<String> probed = Set.copyOf(probedPorts(container));
    for (Iterator<JsonNode> all = ports.elements(); all.hasNext(); ) {
      ObjectNode port = (ObjectNode) all.next();
      int number = port.path("containerPort").asInt();
      String name = port.path("name").asText();
      if (number == servingPort && overTcp(port)) {
        nameByNumber(container, name, number);
        port.remove("name");
      } else if (!probed.contains(name) || name.isEmpty()) {
        all.remove();
        dropped.add("%s.ports: %d, because the Service does not target it".formatted(path, number));
      }
    }
    if (ports.isEmpty()) {
      container.remove("ports");
    }
  }

  /** Knative takes 8080 where nobody declares a port; Kubernetes takes any that is targeted. */
  private static void declare(int servingPort, JsonNode containers) {
    boolean declared =
        containers.findParents("containerPort").stream()
            .anyMatch(port -> port.path("containerPort").asInt() == servingPort);
    if (!declared && servingPort != ServingPort.DEFAULT && containers.path(0).isObject()) {
      ((ObjectNode) containers.get(0))
          .putArray("ports")
          .addObject()
          .put("containerPort", servingPort);
    }
  }

  private static boolean overTcp(JsonNode port) {
    return port.path("protocol").asText("TCP").equals("TCP");
  }

  private static List<String> probedPorts(JsonNode container) {
    List<String> names = new ArrayList<>();
    for (String kind : PROBES) {
      for (String handler : List.of("httpGet", "tcpSocket")) {
        JsonNode port = container.path(kind).path(handler).path("port");
        if (port.isTextual()) {
          names.add(port.textValue());
        }
      }
    }
    return names.stream().distinct().toList();
  }

  /** Knative takes no port names but its own, so what goes by the name goes by the number. */
  private static void nameByNumber(ObjectNode container, String name, int number) {
    for (String kind : PROBES) {
      for (String handler : List.of("httpGet", "tcpSocket")) {
        if (container.path(kind).get(handler) instanceof ObjectNode action
            && !name.isEmpty()
            && action.path("port").asText().equals(name)) {
          action.put("port", number);
        }
      }
    }
  }

  private static void drop(
      ObjectNode holder, String field, String path, String why, List<String> dropped) {
    if (holder.remove(field) != null) {
      dropped.add("%s.%s, because %s".formatted(path, field, why));
    }
  }
}
