package io.workloadplacement.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.app.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of the chart is generated: the schema of its values and its README, from the defaults and
 * comments of values.yaml, the operator's settings and the schema of policies.
 */
public final class ChartFiles {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern WHOLE_NUMBER =
      Pattern.compile("a whole number from ([0-9]+) to ([0-9]+).*");

  private final ChartValues values;
  private final ObjectNode policySpec;
  private final String command;
  private final ChartTypes types = new ChartTypes();
  private final StringBuilder table = new StringBuilder();

  /**
   * The files of a chart.
   *
   * @param policy the definition of PlacementPolicies
   * @param command how the files are generated anew
   */
  public ChartFiles(Path chart, ObjectNode policy, String command) {
    values = ChartValues.read(chart.resolve("values.yaml"));
    policySpec =
        strict(policy.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec").deepCopy());
    this.command = command;
  }

  /** values.schema.json. */
  public String schema() {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put(
        "$comment", "Generated from values.yaml and the settings; to change it, run " + command);
    schema.setAll(group("", values.defaults()));
    schema.set("definitions", types.definitions());
    if (!types.unused().isEmpty()) {
      throw new IllegalStateException("No value has the types " + types.unused());
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** README.md. */
  public String readme() {
    table.setLength(0);
    group("", values.defaults());
    return """
        <!-- Generated from values.yaml; to change it, edit there and run
        %s -->
        # workload-placement-operator

        The operator, its router and the custom resource definitions. Installation, upgrade and uninstall are described in
        [operations](../../docs/operations.md#install). One release runs in a namespace.

        A value that is not listed is refused, and so is one of a wrong type, before anything is installed. Kubernetes' own
        structures (affinity, volumes, security contexts and the like) are passed on as they are.

        ## Values

        | Value | Default | Meaning |
        |---|---|---|
        %s"""
        .formatted(command, table);
  }

  private ObjectNode group(String prefix, ObjectNode defaults) {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("type", "object");
    schema.put("additionalProperties", types.isOpen(prefix));
    ObjectNode properties = schema.putObject("properties");
    defaults
        .properties()
        .forEach(
            entry -> {
              String path = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
              properties.set(entry.getKey(), value(path, entry.getValue()));
            });
    return schema;
  }

  private ObjectNode value(String path, JsonNode value) {
    ObjectNode schema = types.of(path).or(() -> ofOurs(path)).orElse(null);
    if (schema == null && value.isObject() && !value.isEmpty()) {
      String comment = values.comments().getOrDefault(path, "");
      if (!comment.isEmpty()) {
        row(path, "", comment);
      }
      ObjectNode group = group(path, (ObjectNode) value);
      return comment.isEmpty() ? group : described(group, comment);
    }
    row(path, "`" + value + "`", values.comment(path));
    return described(schema == null ? ofDefault(path, value) : schema, values.comment(path));
  }

  private Optional<ObjectNode> ofOurs(String path) {
    return switch (path) {
      case "settings" -> Optional.of(settings());
      case "policies" -> Optional.of(policies());
      default -> Optional.empty();
    };
  }

  private static ObjectNode ofDefault(String path, JsonNode value) {
    ObjectNode schema = JSON.createObjectNode();
    if (value.isBoolean()) {
      return schema.put("type", "boolean");
    }
    if (value.isTextual()) {
      return schema.put("type", "string");
    }
    throw new IllegalStateException("types.yaml has to say what " + path + " is");
  }

  private static ObjectNode settings() {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    for (Setting setting : Setting.values()) {
      properties.set(setting.name(), described(setting(setting), setting.meaning()));
    }
    return schema;
  }

  private static ObjectNode setting(Setting setting) {
    ObjectNode text = JSON.createObjectNode().put("type", "string");
    Matcher number = WHOLE_NUMBER.matcher(setting.rule());
    if (number.matches()) {
      return anyOf(
          text,
          JSON.createObjectNode()
              .put("type", "integer")
              .put("minimum", Integer.parseInt(number.group(1)))
              .put("maximum", Integer.parseInt(number.group(2))));
    }
    return setting.rule().startsWith("true or false")
        ? anyOf(text, JSON.createObjectNode().put("type", "boolean"))
        : text;
  }

  private ObjectNode policies() {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("type", "object");
    schema.putObject("propertyNames").put("pattern", "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$");
    schema.set("additionalProperties", policySpec);
    return schema;
  }

  /** As the API server reads it: without what only it understands, and without further fields. */
  private static ObjectNode strict(ObjectNode schema) {
    schema.properties().removeIf(property -> property.getKey().startsWith("x-kubernetes-"));
    if (schema.has("properties")) {
      schema.put("additionalProperties", false);
      schema.get("properties").forEach(property -> strict((ObjectNode) property));
    }
    if (schema.get("items") instanceof ObjectNode items) {
      strict(items);
    }
    if (schema.get("additionalProperties") instanceof ObjectNode further) {
      strict(further);
    }
    return schema;
  }

  private static ObjectNode anyOf(ObjectNode... schemas) {
    ArrayNode choices = JsonNodeFactory.instance.arrayNode();
    for (ObjectNode schema : schemas) {
      choices.add(schema);
    }
    ObjectNode schema = JSON.createObjectNode();
    schema.set("anyOf", choices);
    return schema;
  }

  private static ObjectNode described(ObjectNode schema, String description) {
    return schema.put("description", description);
  }

  private void row(String path, String value, String comment) {
    table.append("| `%s` | %s | %s |\n".formatted(path, value, comment.replace("|", "\\|")));
  }
}
