package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.NullValue;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** JSON as CEL sees it, with the types that the schema declares and escaped names of fields. */
final class CelValues {

  /** Words of the language, which a field of that name is escaped from. */
  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private CelValues() {}

  static Object of(JsonNode value, Schema schema) {
    return switch (value.getNodeType()) {
      case OBJECT -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        value
            .properties()
            .forEach(
                entry -> {
                  Schema field = schema.field(entry.getKey());
                  String name =
                      schema.declares(entry.getKey()) ? escaped(entry.getKey()) : entry.getKey();
                  fields.put(name, of(entry.getValue(), field == null ? Schema.ANY : field));
                });
        yield fields;
      }
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        value.forEach(item -> items.add(of(item, schema.item())));
        yield items;
      }
      case STRING -> text(value.asText(), schema);
      case BOOLEAN -> value.asBoolean();
      case NUMBER -> number(value, schema);
      default -> NullValue.NULL_VALUE;
    };
  }

  private static Object number(JsonNode value, Schema schema) {
    boolean integral = value.isIntegralNumber() && !schema.type().equals("number");
    return integral ? (Object) value.asLong() : (Object) value.asDouble();
  }

  private static Object text(String text, Schema schema) {
    if (!Json.text(schema.source(), "format").equals("date-time")) {
      return text;
    }
    Instant instant = OffsetDateTime.parse(text).toInstant();
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  private static String escaped(String name) {
    if (RESERVED.contains(name)) {
      return "__" + name + "__";
    }
    return name.replace("__", "__underscores__")
        .replace(".", "__dot__")
        .replace("-", "__dash__")
        .replace("/", "__slash__");
  }
}
