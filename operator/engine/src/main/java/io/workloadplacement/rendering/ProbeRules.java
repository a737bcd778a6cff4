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
          "failureThreshold");

  private ProbeRules() {}

  static void probe(String kind, JsonNode probe, String path, BlockerCollector refusals) {
    for (var field : ModelTree.fields(probe)) {
      if (!SETTINGS.contains(field.getKey()) && !KnativeFields.HANDLERS.contains(field.getKey())) {
        refusals.never(path + "." + field.getKey());
      }
    }
    if (kind.equals("readinessProbe") && probe.path("successThreshold").asInt(1) < 1) {
      refusals.add(
          path + ".successThreshold", "Knative asks for a successThreshold of 1 or more", "say 1");
    }
  }

  /** By its name a container knows its own ports alone, and those go by their numbers by now. */
  static void port(JsonNode probe, String path, BlockerCollector refusals) {
    for (String handler : List.of("httpGet", "tcpSocket")) {
      String name = probe.path(handler).path("port").asText();
      boolean named = probe.path(handler).path("port").isTextual() && !name.isEmpty();
      if (named && !name.equals("http")) {
        refusals.add(
            path + "." + handler + ".port",
            "Knative knows no port '%s' of this container".formatted(name),
            "give the port by number");
      }
    }
  }
}
