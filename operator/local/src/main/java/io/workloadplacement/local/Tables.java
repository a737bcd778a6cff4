package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.workloadplacement.local.ResourceType.Column;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** The tables that {@code kubectl get} asks the server for. */
final class Tables {

  private final InstantSource clock;

  Tables(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * A table of objects.
   *
   * @param include how much of each object a row carries: None, Metadata or Object
   */
  ObjectNode of(ResourceType type, List<ObjectNode> objects, String version, String include) {
    List<Column> columns = columns(type);
    ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
    table.putObject("metadata").put("resourceVersion", version);
    ArrayNode definitions = table.putArray("columnDefinitions");
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      definitions
          .addObject()
          .put("name", column.name())
          .put("type", column.type().equals("date") ? "string" : column.type())
          .put("format", column == BuiltInColumns.NAME ? "name" : "")
          .put("description", "")
          .put("priority", column.priority());
    }
    ArrayNode rows = table.putArray("rows");
    objects.forEach(object -> row(rows.addObject(), object, columns, include));
    return table;
  }

  private void row(ObjectNode row, ObjectNode object, List<Column> columns, String include) {
    ArrayNode cells = row.putArray("cells");
    columns.forEach(column -> cells.add(cell(column, object)));
    if (include.equals("Object")) {
      row.set("object", object);
    } else if (!include.equals("None")) {
      row.putObject("object")
          .put("kind", "PartialObjectMetadata")
          .put("apiVersion", "meta.k8s.io/v1")
          .set("metadata", object.path("metadata"));
    }
  }

  private static List<Column> columns(ResourceType type) {
    if (!type.custom()) {
      return type.columns();
    }
    List<Column> columns = new ArrayList<>();
    columns.add(BuiltInColumns.NAME);
    columns.addAll(type.columns());
    if (type.columns().isEmpty()) {
      columns.add(BuiltInColumns.AGE);
    }
    return columns;
  }

  private JsonNode cell(Column column, ObjectNode object) {
    JsonNode value = column.cell().apply(object);
    if (value == null || value.isNull() || value.isMissingNode()) {
      return column.type().equals("date") ? TextNode.valueOf("<unknown>") : Json.MAPPER.nullNode();
    }
    return switch (column.type()) {
      case "date" -> TextNode.valueOf(age(value.asText()));
      case "string" ->
          value.isValueNode()
              ? TextNode.valueOf(value.asText())
              : TextNode.valueOf(Json.write(value));
      default -> value;
    };
  }

  private String age(String timestamp) {
    try {
      return text(Duration.between(Instant.parse(timestamp), clock.instant()));
    } catch (DateTimeParseException e) {
      return "<invalid>";
    }
  }

  /** A duration as kubectl shows ages: two units while they are small, then one. */
  static String text(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    long minutes = seconds / 60;
    long hours = minutes / 60;
    long days = hours / 24;
    if (seconds < 120) {
      return seconds + "s";
    } else if (minutes < 10) {
      return two(minutes, "m", seconds % 60, "s");
    } else if (hours < 3) {
      return minutes + "m";
    } else if (hours < 8) {
      return two(hours, "h", minutes % 60, "m");
    } else if (hours < 48) {
      return hours + "h";
    } else if (days < 8) {
      return two(days, "d", hours % 24, "h");
    }
    return days + "d";
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return large + largeUnit + (small == 0 ? "" : small + smallUnit);
  }
}
