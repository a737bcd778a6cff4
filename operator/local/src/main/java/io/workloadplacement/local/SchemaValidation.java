package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.local.ApiError.Cause;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks values against a structural schema, with the messages of the real server. What an update
 * leaves as it was is not checked again.
 */
final class SchemaValidation {

  private SchemaValidation() {}

  /** Everything that is wrong with a value; {@code old} is a missing node for a new one. */
  static List<Cause> check(JsonNode value, JsonNode old, Schema schema) {
    List<Cause> causes = new ArrayList<>();
    check("", value, old, schema, causes);
    return causes;
  }

  private static void check(
      String path, JsonNode value, JsonNode old, Schema schema, List<Cause> causes) {
    if (value.equals(old) || (value.isNull() && schema.nullable())) {
      return;
    }
    if (!schema.fits(value)) {
      String found = '"' + typeOf(value) + '"';
      String wanted = schema.intOrString() ? "integer,string" : schema.type();
      causes.add(
          Cause.invalidType(
              path, found, path + " in body must be of type " + wanted + ": " + found));
      return;
    }
    checkEnum(path, value, schema, causes);
    if (value.isTextual()) {
      checkText(path, value.asText(), schema, causes);
    } else if (value.isNumber()) {
      checkNumber(path, value, schema, causes);
    } else if (value instanceof ArrayNode array) {
      checkList(path, array, old, schema, causes);
    } else if (value instanceof ObjectNode object) {
      checkObject(path, object, old, schema, causes);
    }
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      default -> value.getNodeType().name().toLowerCase(Locale.ROOT);
    };
  }

  private static void checkEnum(String path, JsonNode value, Schema schema, List<Cause> causes) {
    JsonNode allowed = schema.source().path("enum");
    if (allowed.isMissingNode()) {
      return;
    }
    List<String> names = new ArrayList<>();
    for (JsonNode one : allowed) {
      if (one.equals(value)) {
        return;
      }
      names.add(one.asText());
    }
    causes.add(Cause.notSupported(path, Json.write(value), names));
  }

  private static void checkText(String path, String text, Schema schema, List<Cause> causes) {
    JsonNode source = schema.source();
    String value = Json.write(Json.MAPPER.valueToTree(text));
    int maximum = source.path("maxLength").asInt(Integer.MAX_VALUE);
    int minimum = source.path("minLength").asInt();
    int length = text.codePointCount(0, text.length());
    String pattern = Json.text(source, "pattern");
    if (length > maximum) {
      causes.add(
          new Cause(
              "FieldValueTooLong", path, "Too long: may not be more than " + maximum + " bytes"));
    } else if (length < minimum) {
      causes.add(
          Cause.invalid(
              path, value, path + " in body should be at least " + minimum + " chars long"));
    } else if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(text).find()) {
      causes.add(Cause.invalid(path, value, path + " in body should match '" + pattern + "'"));
    } else if (Json.text(source, "format").equals("date-time") && !isDateTime(text)) {
      causes.add(
          Cause.invalidType(path, value, path + " in body must be of type date-time: " + value));
    }
  }

  private static boolean isDateTime(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static void checkNumber(String path, JsonNode value, Schema schema, List<Cause> causes) {
    JsonNode source = schema.source();
    JsonNode minimum = source.path("minimum");
    JsonNode maximum = source.path("maximum");
    boolean belowIsOut = source.path("exclusiveMinimum").asBoolean();
    boolean aboveIsOut = source.path("exclusiveMaximum").asBoolean();
    double number = value.asDouble();
    if (minimum.isNumber()
        && (number < minimum.asDouble() || (belowIsOut && number == minimum.asDouble()))) {
      String rule = belowIsOut ? "greater than " : "greater than or equal to ";
      causes.add(
          Cause.invalid(path, value.asText(), path + " in body should be " + rule + minimum));
    }
    if (maximum.isNumber()
        && (number > maximum.asDouble() || (aboveIsOut && number == maximum.asDouble()))) {
      String rule = aboveIsOut ? "less than " : "less than or equal to ";
      causes.add(
          Cause.invalid(path, value.asText(), path + " in body should be " + rule + maximum));
    }
  }

  private static void checkList(
      String path, ArrayNode list, JsonNode old, Schema schema, List<Cause> causes) {
    Set<String> seen = new HashSet<>();
    boolean keyed = schema.listType() != Schema.ListType.ATOMIC;
    for (int i = 0; i < list.size(); i++) {
      String at = path + "[" + i + "]";
      check(at, list.get(i), item(old, list.get(i), i, schema), schema.item(), causes);
      if (keyed && !seen.add(FieldSet.element(list.get(i), schema))) {
        String key = FieldSet.element(list.get(i), schema).substring(2);
        causes.add(new Cause("FieldValueDuplicate", at, "Duplicate value: " + key));
      }
    }
    int minimum = schema.source().path("minItems").asInt();
    if (list.size() < minimum) {
      causes.add(
          Cause.invalid(
              path,
              Integer.toString(list.size()),
              path + " in body should have at least " + minimum + " items"));
    }
    checkSize(path, list.size(), schema.source().path("maxItems"), causes);
  }

  private static void checkSize(String path, int size, JsonNode maximum, List<Cause> causes) {
    if (maximum.isNumber() && size > maximum.asInt()) {
      causes.add(
          new Cause(
              "FieldValueTooMany",
              path,
              "Too many: %d: must have at most %d items".formatted(size, maximum.asInt())));
    }
  }

  /** The item of the old list that corresponds: by key where there is one, else by position. */
  static JsonNode item(JsonNode old, JsonNode item, int index, Schema schema) {
    if (schema.listType() != Schema.ListType.MAP) {
      return old.path(index);
    }
    String key = FieldSet.element(item, schema);
    for (JsonNode one : old) {
      if (FieldSet.element(one, schema).equals(key)) {
        return one;
      }
    }
    return MissingNode.getInstance();
  }

  private static void checkObject(
      String path, ObjectNode object, JsonNode old, Schema schema, List<Cause> causes) {
    for (String name : schema.required()) {
      if (!object.has(name)) {
        causes.add(Cause.required(below(path, name)));
      }
    }
    checkSize(path, object.size(), schema.source().path("maxProperties"), causes);
    int minimum = schema.source().path("minProperties").asInt();
    if (object.size() < minimum) {
      causes.add(
          Cause.invalid(
              path,
              Integer.toString(object.size()),
              path + " in body should have at least " + minimum + " properties"));
    }
    object
        .properties()
        .forEach(
            entry -> {
              Schema field = schema.field(entry.getKey());
              if (field != null) {
                String at = below(path, entry.getKey());
                check(at, entry.getValue(), old.path(entry.getKey()), field, causes);
              }
            });
  }

  static String below(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
