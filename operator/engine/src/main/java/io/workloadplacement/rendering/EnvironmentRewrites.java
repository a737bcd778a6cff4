package io.workloadplacement.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Variables: Knative sets {@code PORT} itself, behind all others, and takes no references to fields
 * of the pod. A {@code PORT} that says the same is left out, and what refers to it or to a field
 * that is known beforehand gets the value.
 */
final class EnvironmentRewrites {

  static final String PORT = "PORT";

  /** A reference to the port, but not one that is escaped. */
  private static final Pattern PORT_REFERENCE = Pattern.compile("\\$\\$|\\$\\(PORT\\)");

  private final KnativeDraft draft;
  private final String port;
  private final Map<String, String> knownFields;

  private EnvironmentRewrites(KnativeDraft draft, String port, Map<String, String> knownFields) {
    this.draft = draft;
    this.port = port;
    this.knownFields = knownFields;
  }

  static void apply(ObjectNode pod, KnativeCandidate candidate, KnativeDraft draft) {
    String account = pod.path("serviceAccountName").asText();
    EnvironmentRewrites rewrites =
        new EnvironmentRewrites(
            draft,
            Integer.toString(candidate.servingPort().number()),
            Map.of(
                "metadata.namespace",
                String.valueOf(candidate.placement().getMetadata().getNamespace()),
                "spec.serviceAccountName",
                account.isEmpty() ? "default" : account));
    String serving =
        "%s.containers[%d]".formatted(KnativeDraft.SPEC, candidate.servingPort().container());
    KnativeDraft.forEachContainer(
        pod,
        (container, path) -> {
          JsonNode variables = container.path("env");
          rewrites.fields(variables, path);
          if (path.equals(serving)) {
            // On a Deployment of its own the operator sets it before all others.
            boolean set = !candidate.adopted() && !names(variables, PORT);
            rewrites.port(variables, path, set);
          }
        });
  }

  private static boolean names(JsonNode variables, String name) {
    return ModelTree.elements(variables).stream()
        .anyMatch(variable -> variable.path("name").asText().equals(name));
  }

  private void fields(JsonNode variables, String path) {
    for (int i = 0; i < variables.size(); i++) {
      ObjectNode variable = (ObjectNode) variables.get(i);
      JsonNode reference = variable.path("valueFrom").path("fieldRef");
      String field = reference.path("fieldPath").asText();
      String value = knownFields.get(field);
      if (value != null && reference.path("apiVersion").asText("v1").equals("v1")) {
        variable.remove("valueFrom");
        variable.put("value", value);
        draft.put(
            field(variable, i, path), "has the value '%s', which %s is".formatted(value, field));
      }
    }
  }

  private void port(JsonNode variables, String path, boolean setBefore) {
    boolean set = setBefore;
    for (int i = 0; i < variables.size(); i++) {
      ObjectNode variable = (ObjectNode) variables.get(i);
      String value = variable.path("value").asText();
      if (variable.path("name").asText().equals(PORT) && value.equals(port)) {
        draft.without(field(variable, i, path), "Knative sets it to the same port");
        ((ArrayNode) variables).setNull(i);
        set = true;
      } else if (set && refersToPort(value)) {
        variable.put("value", withPort(value));
        draft.put(field(variable, i, path), "has %s for $(PORT)".formatted(port));
      }
    }
  }

  private boolean refersToPort(String value) {
    return !withPort(value).equals(value);
  }

  private String withPort(String value) {
    return PORT_REFERENCE
        .matcher(value)
        .replaceAll(found -> Matcher.quoteReplacement(found.group().equals("$$") ? "$$" : port));
  }

  private static String field(JsonNode variable, int index, String path) {
    return "%s.env[%d] (%s)".formatted(path, index, variable.path("name").asText());
  }
}
