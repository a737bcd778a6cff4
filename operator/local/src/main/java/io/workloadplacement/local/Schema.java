package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A structural schema, of a CustomResourceDefinition or of a built-in type.
 *
 * @param type object, array, string, integer, number or boolean; empty where anything goes
 * @param properties the declared fields of an object
 * @param additional the schema of a map's values; null unless the object is a map
 * @param items the schema of a list's items; null unless the value is a list
 * @param listType how server-side apply merges a list
 * @param listMapKeys the fields that identify an item of a list of type {@code map}
 * @param atomic whether an object is replaced as a whole
 * @param preserve whether undeclared fields are kept
 * @param quantity whether the value is a resource quantity, kept in its canonical form
 * @param omitZero whether zero, false and the empty string are not kept, as Go leaves them out
 * @param defaultValue the value that an absent field gets; null where there is none
 * @param source the OpenAPI schema it was read from, for validation and documentation
 */
record Schema(
    String type,
    Map<String, Schema> properties,
    @Nullable Schema additional,
    @Nullable Schema items,
    ListType listType,
    List<String> listMapKeys,
    boolean atomic,
    boolean preserve,
    boolean intOrString,
    boolean quantity,
    boolean nullable,
    boolean omitZero,
    @Nullable JsonNode defaultValue,
    ObjectNode source) {

  enum ListType {
    ATOMIC,
    SET,
    MAP
  }

  /** Our own extension in the schemas of built-in types; see {@link #omitZero}. */
  static final String OMIT_ZERO = "x-omit-zero";

  /** Anything at all: maps merge field by field, lists are replaced. */
  static final Schema ANY = parse(Json.literal("{'x-kubernetes-preserve-unknown-fields': true}"));

  static Schema parse(ObjectNode source) {
    Map<String, Schema> properties = new LinkedHashMap<>();
    source
        .path("properties")
        .properties()
        .forEach(entry -> properties.put(entry.getKey(), parse((ObjectNode) entry.getValue())));
    JsonNode additional = source.path("additionalProperties");
    boolean anyAdditional = additional.isBoolean() && additional.asBoolean();
    return of(
        source,
        properties,
        additional instanceof ObjectNode values ? parse(values) : anyAdditional ? ANY : null,
        source.path("items") instanceof ObjectNode items ? parse(items) : null);
  }

  /** A schema over children that are parsed already. */
  static Schema of(
      ObjectNode source,
      Map<String, Schema> properties,
      @Nullable Schema additional,
      @Nullable Schema items) {
    List<String> keys = new ArrayList<>();
    source.path("x-kubernetes-list-map-keys").forEach(key -> keys.add(key.asText()));
    return new Schema(
        source.path("type").asText(""),
        properties,
        additional,
        items,
        switch (source.path("x-kubernetes-list-type").asText("atomic")) {
          case "map" -> ListType.MAP;
          case "set" -> ListType.SET;
          default -> ListType.ATOMIC;
        },
        List.copyOf(keys),
        source.path("x-kubernetes-map-type").asText("").equals("atomic"),
        source.path("x-kubernetes-preserve-unknown-fields").asBoolean(),
        source.path("x-kubernetes-int-or-string").asBoolean(),
        source.path("format").asText("").equals("quantity"),
        source.path("nullable").asBoolean(),
        source.path(OMIT_ZERO).asBoolean(),
        source.get("default"),
        source);
  }

  /** The schema of a field; null where the schema knows of none. */
  @Nullable Schema field(String name) {
    Schema declared = properties.get(name);
    if (declared != null) {
      return declared;
    }
    return additional != null ? additional : preserve ? ANY : null;
  }

  /** The schema of a field that is known to have one. */
  Schema known(String name) {
    return Objects.requireNonNull(field(name), name);
  }

  boolean declares(String name) {
    return properties.containsKey(name);
  }

  /** The schema of a list's items, or of anything where it is not known. */
  Schema item() {
    return items == null ? ANY : items;
  }

  boolean isMap() {
    return additional != null;
  }

  /** Whether a value is of the declared type. */
  boolean fits(JsonNode value) {
    if (intOrString) {
      return value.isTextual() || value.isIntegralNumber() || (quantity && value.isNumber());
    }
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "integer" ->
          value.isIntegralNumber()
              && (goType().equals("int32") ? value.canConvertToInt() : value.canConvertToLong());
      case "number" -> value.isNumber();
      default -> true;
    };
  }

  /** The type as the real server, written in Go, names it in messages. */
  String goType() {
    String format = source.path("format").asText("");
    return type.equals("integer") && !format.isEmpty() ? format : type;
  }

  /** Names of the fields that must be present. */
  List<String> required() {
    List<String> names = new ArrayList<>();
    source.path("required").forEach(name -> names.add(name.asText()));
    return names;
  }

  /** The rules of {@code x-kubernetes-validations}. */
  ArrayNode rules() {
    return source.path("x-kubernetes-validations") instanceof ArrayNode rules
        ? rules
        : Json.array();
  }
}
