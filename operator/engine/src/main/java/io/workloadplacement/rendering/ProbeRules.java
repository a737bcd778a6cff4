package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** What Knative asks of probes. */
final class ProbeRules {

  private static final Set<String> SETTINGS =
      Set.of(
          "initialDelaySeconds",
          "timeoutSeconds",
          "periodSeconds",
          "successThreshold",
          "failureThreshold",
          "terminationGracePeriodSeconds");

  private ProbeRules() {}

  static void probe(String kind, JsonNode probe, String path, BlockerCollector refusals) {
    for (var field : ModelTree.fields(probe)) {
      if (!SETTINGS.contains(field.getKey()) && !KnativeFields.HANDLERS.contains(field.getKey())) {
        refusals.never(path + "." + field.getKey());
      }
    }
    if (kind.equals("readinessProbe")) {
      readiness(probe, path, refusals);
    }
  }

  private static void readiness(JsonNode probe, String path, BlockerCollector refusals) {
    if (probe.path("successThreshold").asInt(1) < 1) {
      refusals.add(
          path + ".successThreshold", "Knative asks for a successThreshold of 1 or more", "say 1");
    }
    if (probe.has("periodSeconds")) {
      return;
    }
    for (String setting : List.of("timeoutSeconds", "failureThreshold")) {
      if (probe.has(setting)) {
        refusals.add(
            path + "." + setting,
            "without periodSeconds Knative probes in its own rhythm, without " + setting,
            "add periodSeconds (Kubernetes' default is 10), or remove " + setting);
      }
    }
  }

  /**
   * A port in a probe of the serving container by name is that container's own.
   *
   * @param portName name of the container's port; empty if it has none
   */
  static void port(JsonNode probe, String portName, String path, BlockerCollector refusals) {
    String expected = portName.isEmpty() ? "http" : portName;
    for (String handler : List.of("httpGet", "tcpSocket")) {
      JsonNode port = probe.path(handler).path("port");
      if (port.isTextual() && !port.textValue().isEmpty() && !port.textValue().equals(expected)) {
        refusals.add(
            path + "." + handler + ".port",
            "Knative knows no port '%s' of this container".formatted(port.textValue()),
            "give the port by number");
      }
    }
  }
}
