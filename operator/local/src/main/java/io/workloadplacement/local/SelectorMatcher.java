package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Label and field selectors, of queries and of objects. */
final class SelectorMatcher {

  private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
  private static final Pattern EQUALITY = Pattern.compile("([^!=]+?)\\s*(!=|==|=)\\s*(.*)");

  private SelectorMatcher() {}

  /** A label selector of a query, such as {@code app=web,tier in (a,b),!canary}. */
  static Predicate<JsonNode> labels(String query) {
    Predicate<JsonNode> all = object -> true;
    for (String part : query.split(",(?![^(]*\\))")) {
      if (!part.isBlank()) {
        Predicate<JsonNode> requirement = requirement(part.trim());
        all = all.and(object -> requirement.test(Json.at(object, "metadata", "labels")));
      }
    }
    return all;
  }

  private static Predicate<JsonNode> requirement(String text) {
    Matcher set = SET.matcher(text);
    if (set.matches()) {
      List<String> values = List.of(set.group(3).trim().split("\\s*,\\s*"));
      return operator(set.group(1), set.group(2).equals("in") ? "In" : "NotIn", values);
    }
    Matcher equality = EQUALITY.matcher(text);
    if (equality.matches()) {
      String operator = equality.group(2).equals("!=") ? "NotIn" : "In";
      return operator(equality.group(1), operator, List.of(equality.group(3)));
    }
    return text.startsWith("!")
        ? operator(text.substring(1).trim(), "DoesNotExist", List.of())
        : operator(text, "Exists", List.of());
  }

  private static Predicate<JsonNode> operator(String key, String operator, List<String> values) {
    return switch (operator) {
      case "In" -> labels -> labels.has(key) && values.contains(Json.text(labels, key));
      case "NotIn" -> labels -> !labels.has(key) || !values.contains(Json.text(labels, key));
      case "Exists" -> labels -> labels.has(key);
      case "DoesNotExist" -> labels -> !labels.has(key);
      default ->
          throw ApiError.badRequest("\"" + operator + "\" is not a valid label selector operator");
    };
  }

  /** A LabelSelector of an object, over a map of labels; an absent one selects nothing. */
  static Predicate<JsonNode> of(JsonNode selector) {
    if (selector.isMissingNode() || selector.isNull()) {
      return labels -> false;
    }
    Predicate<JsonNode> all = matching(selector.path("matchLabels"));
    for (JsonNode expression : selector.path("matchExpressions")) {
      List<String> values = new ArrayList<>();
      expression.path("values").forEach(value -> values.add(value.asText()));
      all =
          all.and(
              operator(Json.text(expression, "key"), Json.text(expression, "operator"), values));
    }
    return all;
  }

  /** A plain map of labels, as a Service has it, over a map of labels. */
  static Predicate<JsonNode> matching(JsonNode wanted) {
    return labels -> {
      for (var entry : wanted.properties()) {
        if (!entry.getValue().equals(labels.get(entry.getKey()))) {
          return false;
        }
      }
      return true;
    };
  }

  /** The text form of a LabelSelector. */
  static String text(JsonNode selector) {
    List<String> parts = new ArrayList<>();
    selector
        .path("matchLabels")
        .properties()
        .forEach(entry -> parts.add(entry.getKey() + "=" + entry.getValue().asText()));
    for (JsonNode expression : selector.path("matchExpressions")) {
      List<String> values = new ArrayList<>();
      expression.path("values").forEach(value -> values.add(value.asText()));
      String key = Json.text(expression, "key");
      parts.add(
          switch (Json.text(expression, "operator")) {
            case "In" -> key + " in (" + String.join(",", values) + ")";
            case "NotIn" -> key + " notin (" + String.join(",", values) + ")";
            case "DoesNotExist" -> "!" + key;
            default -> key;
          });
    }
    return String.join(",", parts);
  }

  /** A field selector of a query, such as {@code metadata.name=web,involvedObject.kind=Pod}. */
  static Predicate<JsonNode> fields(String query, ResourceType type) {
    Predicate<JsonNode> all = object -> true;
    for (String part : query.split(",")) {
      if (part.isBlank()) {
        continue;
      }
      Matcher equality = EQUALITY.matcher(part.trim());
      if (!equality.matches()) {
        throw ApiError.badRequest("invalid field selector: " + part);
      }
      String field = equality.group(1);
      if (!supported(field, type)) {
        throw ApiError.badRequest(
            type.custom()
                ? "field label not supported: " + field
                : '"'
                    + field
                    + "\" is not a known field selector: only \"metadata.name\","
                    + " \"metadata.namespace\"");
      }
      String[] path = field.split("\\.");
      String value = equality.group(3);
      boolean equal = !equality.group(2).equals("!=");
      all = all.and(object -> Json.text(object, path).equals(value) == equal);
    }
    return all;
  }

  private static boolean supported(String field, ResourceType type) {
    if (field.equals("metadata.name") || field.equals("metadata.namespace")) {
      return true;
    }
    return switch (type.kind()) {
      case "Event" ->
          field.matches("(involvedObject|regarding)\\.\\w+")
              || List.of("reason", "type", "source", "reportingController", "reportingComponent")
                  .contains(field);
      case "Pod" ->
          List.of("spec.nodeName", "status.phase", "spec.restartPolicy", "status.podIP")
              .contains(field);
      case "Namespace" -> field.equals("status.phase");
      case "Secret" -> field.equals("type");
      default -> false;
    };
  }
}
