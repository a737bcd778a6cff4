package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workloadplacement.local.ApiError.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks an object before it is stored, and refuses it with every fault at once. */
final class Validation {

  /** Faults after which the rules of an object cannot be asked. */
  private static final Set<String> BLOCKING =
      Set.of(
          "FieldValueRequired",
          "FieldValueTypeInvalid",
          "FieldValueNotSupported",
          "FieldValueTooLong",
          "FieldValueTooMany");

  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "object", "string");

  /** Stands for the rules of an object that was not asked about them, for its other faults. */
  static final Cause NOT_ALL_CHECKED =
      Cause.invalid(
          "<nil>",
          "null",
          "some validation rules were not checked because the object was invalid; correct the"
              + " existing errors to complete validation");

  private final CelRules rules = new CelRules();

  /**
   * Checks an object.
   *
   * @param live what it replaces; a missing node for a new one
   * @param subresource the part that is written; empty for the object
   * @param found faults that were found before
   */
  void check(
      ResourceType type, ObjectNode object, JsonNode live, String subresource, List<Cause> found) {
    List<Cause> causes = new ArrayList<>(found);
    if (type.custom()) {
      checkCustom(type.schema(), object, live, subresource, causes);
    } else {
      causes.addAll(SchemaValidation.check(object, live, type.schema()));
      causes.addAll(BuiltInRules.check(type, object, live));
    }
    if (type.resource().equals(BuiltInTypes.DEFINITIONS)) {
      checkDefinition(object, causes);
    }
    if (!causes.isEmpty()) {
      throw ApiError.invalid(type, Json.name(object), causes);
    }
  }

  private void checkCustom(
      Schema schema, ObjectNode object, JsonNode live, String subresource, List<Cause> causes) {
    causes.addAll(
        subresource.equals(ObjectApi.STATUS)
            ? checkStatus(schema, object, live)
            : SchemaValidation.check(object, live, schema));
    if (causes.stream().noneMatch(cause -> BLOCKING.contains(cause.type()))) {
      causes.addAll(rules.check(object, live, schema));
    } else if (CelRules.isIn(schema)) {
      causes.add(NOT_ALL_CHECKED);
    }
  }

  /** Of a status that is written alone, messages name fields as seen from the status. */
  private static List<Cause> checkStatus(Schema schema, ObjectNode object, JsonNode live) {
    Schema status = schema.field(ObjectApi.STATUS);
    if (status == null || !object.has(ObjectApi.STATUS)) {
      return List.of();
    }
    return SchemaValidation.check(
            object.path(ObjectApi.STATUS), live.path(ObjectApi.STATUS), status)
        .stream()
        .map(cause -> cause.below(ObjectApi.STATUS))
        .toList();
  }

  private void checkDefinition(ObjectNode definition, List<Cause> causes) {
    String expected =
        Json.text(definition, "spec", "names", "plural")
            + "."
            + Json.text(definition, "spec", "group");
    if (!Json.name(definition).equals(expected)) {
      causes.add(
          Cause.invalid(
              "metadata.name",
              '"' + Json.name(definition) + '"',
              "must be spec.names.plural+\".\"+spec.group"));
    }
    JsonNode versions = Json.at(definition, "spec", "versions");
    for (int i = 0; i < versions.size(); i++) {
      String path = "spec.versions[" + i + "].schema.openAPIV3Schema";
      if (Json.at(versions.get(i), "schema", "openAPIV3Schema") instanceof ObjectNode source) {
        refuseCombined(path, source);
        checkType(path, source, causes);
        causes.addAll(rules.compile(path, Schema.parse(source)));
      } else {
        causes.add(Cause.required(path, "schemas are required"));
      }
    }
  }

  private static void checkType(String path, ObjectNode schema, List<Cause> causes) {
    if (schema.has("type") && !TYPES.contains(Json.text(schema, "type"))) {
      causes.add(Cause.notSupported(path + ".type", Json.write(schema.get("type")), TYPES));
    }
  }

  /** Alternatives of schemas are not evaluated here, so they are refused instead of ignored. */
  private static void refuseCombined(String path, JsonNode schema) {
    boolean intOrString = schema.path("x-kubernetes-int-or-string").asBoolean();
    for (String keyword : List.of("allOf", "anyOf", "oneOf", "not")) {
      if (schema.isObject() && schema.has(keyword) && !intOrString) {
        throw ApiError.notServed("definitions with " + keyword + ", as at " + path);
      }
    }
    schema
        .path("properties")
        .properties()
        .forEach(
            entry ->
                refuseCombined(path + ".properties[" + entry.getKey() + "]", entry.getValue()));
    for (String below : List.of("items", "additionalProperties")) {
      if (schema.path(below).isObject()) {
        refuseCombined(path + "." + below, schema.path(below));
      }
    }
  }
}
