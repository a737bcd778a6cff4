package io.workloadplacement.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The reference of the API in Markdown, as {@code docs/api.md} holds it. */
final class ApiReference {

  private static final Set<String> SHOWN_ELSEWHERE = Set.of("metadata", "spec.template");

  private final StringBuilder markdown = new StringBuilder();

  private ApiReference() {}

  static String of(Iterable<ObjectNode> definitions) {
    ApiReference reference = new ApiReference();
    reference.line("# API reference");
    reference.line("");
    reference.line(
        "Group `workloadplacement.io`, version `v1alpha1`. `kubectl explain` shows the same.");
    reference.line(
        "Durations are strings such as `35ms`, `1.5s` or `1h30m`; rates and prices are quantities in"
            + " quotes, such as `\"0.005\"`.");
    for (ObjectNode definition : definitions) {
      reference.resource(definition);
    }
    return reference.markdown.toString();
  }

  private void resource(ObjectNode definition) {
    JsonNode names = definition.at("/spec/names");
    ObjectNode root = (ObjectNode) definition.at("/spec/versions/0/schema/openAPIV3Schema");
    line("");
    line("## " + names.get("kind").asText());
    line("");
    line(root.get("description").asText());
    line("");
    line(
        "Scope: %s. Short name: `%s`."
            .formatted(definition.at("/spec/scope").asText(), names.at("/shortNames/0").asText()));
    rules("", root);
    for (String part : List.of("spec", "status")) {
      object(part, (ObjectNode) root.at("/properties/" + part));
    }
  }

  private void object(String path, ObjectNode schema) {
    line("");
    line("### `" + path + "`");
    line("");
    if (schema.has("description")) {
      line(schema.get("description").asText());
      line("");
    }
    line("| Field | Type | Default | Meaning |");
    line("|---|---|---|---|");
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    List<Runnable> parts = new ArrayList<>();
    schema
        .get("properties")
        .properties()
        .forEach(
            property -> {
              ObjectNode field = (ObjectNode) property.getValue();
              row(property.getKey(), required.contains(property.getKey()), field);
              String child = path + "." + property.getKey();
              ObjectNode items = field.get("items") instanceof ObjectNode list ? list : field;
              if (items.has("properties") && !SHOWN_ELSEWHERE.contains(child)) {
                parts.add(() -> object(items == field ? child : child + "[]", items));
              }
            });
    rules(path, schema);
    parts.forEach(Runnable::run);
  }

  private void row(String name, boolean required, ObjectNode field) {
    line(
        "| `%s`%s | %s | %s | %s%s |"
            .formatted(
                name,
                required ? " (required)" : "",
                type(field),
                field.has("default") ? "`" + text(field.get("default")) + "`" : "",
                field.path("description").asText().replace("|", "\\|"),
                bounds(field)));
  }

  private void rules(String path, ObjectNode schema) {
    List<String> rules = new ArrayList<>(rulesOf(path, schema));
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              if (!property.getValue().has("properties")) {
                rules.addAll(rulesOf(path + "." + property.getKey(), property.getValue()));
              }
            });
    if (!rules.isEmpty()) {
      line("");
      line("Rules:");
      line("");
      rules.forEach(this::line);
    }
  }

  private static List<String> rulesOf(String path, JsonNode schema) {
    List<String> rules = new ArrayList<>();
    for (JsonNode rule : schema.path("x-kubernetes-validations")) {
      String field = path + rule.path("fieldPath").asText();
      String message = rule.get("message").asText();
      rules.add(field.isEmpty() ? "- " + message : "- `" + field + "`: " + message);
    }
    return rules;
  }

  private static String type(ObjectNode field) {
    if (field.has("enum")) {
      List<String> values = new ArrayList<>();
      field.get("enum").forEach(value -> values.add("`" + value.asText() + "`"));
      return String.join(", ", values);
    }
    if (field.has("x-kubernetes-int-or-string")) {
      return "integer or string";
    }
    return switch (field.path("type").asText()) {
      case "array" -> "list of " + type((ObjectNode) field.get("items"));
      case "object" ->
          field.get("additionalProperties") instanceof ObjectNode values
              ? "map of " + type(values)
              : "object";
      default -> field.path("type").asText();
    };
  }

  private static String bounds(ObjectNode field) {
    List<String> bounds = new ArrayList<>();
    if (field.path("minimum").asInt() > 0) {
      bounds.add("at least " + field.get("minimum"));
    }
    if (field.has("maximum") && field.get("maximum").asInt() < Integer.MAX_VALUE) {
      bounds.add("at most " + field.get("maximum"));
    }
    if (field.has("maxItems")) {
      bounds.add("at most " + field.get("maxItems") + " items");
    }
    return bounds.isEmpty() ? "" : " (" + String.join(", ", bounds) + ")";
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private void line(String text) {
    markdown.append(text).append('\n');
  }
}
