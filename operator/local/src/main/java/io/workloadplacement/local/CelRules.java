package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.CelValidationException;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.workloadplacement.local.ApiError.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The rules of {@code x-kubernetes-validations}, evaluated over the object and, for an update, over
 * its former state. A rule that names {@code oldSelf} is asked only where there is one.
 */
final class CelRules {

  private static final String ROOT = "<nil>";

  private static final String SELF = "self";
  private static final String OLD_SELF = "oldSelf";
  private static final Pattern NAMES_OLD_SELF = Pattern.compile("\\boldSelf\\b");

  /**
   * What a rule holds against an object.
   *
   * @param evaluated whether the rule was broken, and not only impossible to evaluate
   */
  private record Finding(Cause cause, boolean evaluated) {}

  /** Whether a schema has rules anywhere. */
  static boolean isIn(Schema schema) {
    return !schema.rules().isEmpty()
        || schema.properties().values().stream().anyMatch(CelRules::isIn)
        || (schema.additional() != null && isIn(schema.additional()))
        || (schema.items() != null && isIn(schema.items()));
  }

  /** Compiles every rule of a schema; what does not compile is a fault of its definition. */
  List<Cause> compile(String path, Schema schema) {
    List<Cause> causes = new ArrayList<>();
    ArrayNode rules = schema.rules();
    for (int i = 0; i < rules.size(); i++) {
      for (String field : List.of("rule", "messageExpression")) {
        String text = Json.text(rules.get(i), field);
        try {
          if (!text.isEmpty()) {
            CelExpressions.shared().compiled(text);
          }
        } catch (CelValidationException e) {
          causes.add(
              Cause.invalid(
                  "%s.x-kubernetes-validations[%d].%s".formatted(path, i, field),
                  Json.write(Json.MAPPER.valueToTree(text)),
                  "compilation failed: " + e.getMessage()));
        }
      }
    }
    schema
        .properties()
        .forEach(
            (name, field) -> causes.addAll(compile(path + ".properties[" + name + "]", field)));
    if (schema.items() != null) {
      causes.addAll(compile(path + ".items", schema.items()));
    }
    if (schema.additional() != null) {
      causes.addAll(compile(path + ".additionalProperties", schema.additional()));
    }
    return causes;
  }

  /** What breaks a rule; {@code old} is a missing node for a new object. */
  List<Cause> check(JsonNode value, JsonNode old, Schema schema) {
    return findings(value, old, schema).stream().map(Finding::cause).toList();
  }

  /** What breaks a rule of a new object, without the rules that cannot be evaluated over it. */
  List<Cause> broken(JsonNode value, Schema schema) {
    return findings(value, MissingNode.getInstance(), schema).stream()
        .filter(Finding::evaluated)
        .map(Finding::cause)
        .toList();
  }

  private List<Finding> findings(JsonNode value, JsonNode old, Schema schema) {
    List<Finding> findings = new ArrayList<>();
    check("", value, old, schema, findings);
    return findings;
  }

  private void check(
      String path, JsonNode value, JsonNode old, Schema schema, List<Finding> findings) {
    if (value.equals(old) || value.isNull()) {
      return;
    }
    if (!schema.rules().isEmpty()) {
      Map<String, Object> variables = variables(value, old, schema);
      for (JsonNode rule : schema.rules()) {
        check(path, rule, value, variables, schema, findings);
      }
    }
    if (value instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              entry -> {
                Schema field = schema.field(entry.getKey());
                if (field != null) {
                  String at =
                      schema.properties().containsKey(entry.getKey())
                          ? SchemaValidation.below(path, entry.getKey())
                          : path + "[" + entry.getKey() + "]";
                  check(at, entry.getValue(), old.path(entry.getKey()), field, findings);
                }
              });
    } else if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        JsonNode before = SchemaValidation.item(old, array.get(i), i, schema);
        check(path + "[" + i + "]", array.get(i), before, schema.item(), findings);
      }
    }
  }

  private static Map<String, Object> variables(JsonNode value, JsonNode old, Schema schema) {
    Map<String, Object> variables = new HashMap<>();
    variables.put(SELF, CelValues.of(value, schema));
    if (!old.isMissingNode()) {
      variables.put(OLD_SELF, CelValues.of(old, schema));
    }
    return variables;
  }

  private void check(
      String path,
      JsonNode rule,
      JsonNode value,
      Map<String, Object> variables,
      Schema schema,
      List<Finding> findings) {
    String text = Json.text(rule, "rule");
    boolean isTransition = NAMES_OLD_SELF.matcher(text).find();
    if (isTransition && !variables.containsKey(OLD_SELF)) {
      return;
    }
    String at = fieldPath(path, rule);
    try {
      if (!Boolean.TRUE.equals(evaluate(text, variables))) {
        findings.add(new Finding(broken(at, rule, value, message(rule, variables)), true));
      }
    } catch (CelEvaluationException e) {
      String type = schema.type().isEmpty() ? "object" : schema.type();
      findings.add(
          new Finding(
              Cause.invalid(
                  at,
                  '"' + type + '"',
                  CelExpressions.reason(e) + " evaluating rule: " + message(rule, variables)),
              false));
    }
  }

  private static String fieldPath(String path, JsonNode rule) {
    String below = Json.text(rule, "fieldPath");
    if (!below.isEmpty()) {
      return path.isEmpty() ? below.substring(1) : path + below;
    }
    return path.isEmpty() ? ROOT : path;
  }

  private static Cause broken(String path, JsonNode rule, JsonNode value, String message) {
    String shown = value.isContainerNode() ? "" : Json.write(value) + ": ";
    return switch (Json.text(rule, "reason")) {
      case "FieldValueForbidden" -> new Cause("FieldValueForbidden", path, "Forbidden: " + message);
      case "FieldValueRequired" -> Cause.required(path, message);
      case "FieldValueDuplicate" ->
          new Cause("FieldValueDuplicate", path, "Duplicate value: " + shown + message);
      default -> new Cause("FieldValueInvalid", path, "Invalid value: " + shown + message);
    };
  }

  private String message(JsonNode rule, Map<String, Object> variables) {
    String expression = Json.text(rule, "messageExpression");
    if (!expression.isEmpty()) {
      try {
        if (evaluate(expression, variables) instanceof String text && !text.isBlank()) {
          return text;
        }
      } catch (CelEvaluationException e) {
        // As in the real server, a message that cannot be computed gives way to the fixed one.
      }
    }
    String message = Json.text(rule, "message");
    return message.isEmpty() ? "failed rule: " + Json.text(rule, "rule") : message;
  }

  private Object evaluate(String expression, Map<String, Object> variables)
      throws CelEvaluationException {
    CelRuntime.Program program;
    try {
      program = CelExpressions.shared().compiled(expression);
    } catch (CelValidationException e) {
      throw new IllegalStateException("a definition was stored with a broken rule", e);
    }
    return program.eval(variables);
  }
}
