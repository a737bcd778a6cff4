package io.workloadplacement.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of JSONPath that printer columns use: fields, quoted keys, indexes and filters by the
 * value of one field, such as {@code .status.conditions[?(@.type=="Ready")].status}.
 */
final class JsonPath {

  private static final Pattern STEP =
      Pattern.compile(
          "\\.(?<field>[A-Za-z0-9_/\u0000-]+)"
              + "|\\['(?<key>[^']+)'\\]"
              + "|\\[(?<index>\\d+)\\]"
              + "|\\[(?<all>\\*)\\]"
              + "|\\[\\?\\(\\s*@\\.(?<by>[A-Za-z0-9_.]+)\\s*==\\s*[\"'](?<value>[^\"']*)[\"']\\s*\\)\\]");

  /** One step from a node to those below it. */
  private interface Step {
    void from(JsonNode node, List<JsonNode> found);
  }

  private final List<Step> steps;

  private JsonPath(List<Step> steps) {
    this.steps = steps;
  }

  static JsonPath parse(String text) {
    List<Step> steps = new ArrayList<>();
    Matcher match = STEP.matcher(text.replace("\\.", "\u0000"));
    int end = 0;
    while (match.find() && match.start() == end) {
      steps.add(step(match));
      end = match.end();
    }
    if (end != match.regionEnd()) {
      throw ApiError.badRequest("cannot read the JSONPath \"" + text + "\"");
    }
    return new JsonPath(steps);
  }

  private static Step step(Matcher match) {
    String name = match.group("field") != null ? match.group("field") : match.group("key");
    if (name != null) {
      String field = name.replace('\u0000', '.');
      return (node, found) -> addIfPresent(node.get(field), found);
    }
    if (match.group("index") != null) {
      int index = Integer.parseInt(match.group("index"));
      return (node, found) -> addIfPresent(node.get(index), found);
    }
    if (match.group("all") != null) {
      return (node, found) -> node.forEach(found::add);
    }
    String[] by = match.group("by").split("\\.");
    String value = match.group("value");
    return (node, found) ->
        node.forEach(
            item -> {
              if (Json.text(item, by).equals(value)) {
                found.add(item);
              }
            });
  }

  private static void addIfPresent(JsonNode node, List<JsonNode> found) {
    if (node != null) {
      found.add(node);
    }
  }

  /** The first value at the path; null where there is none. */
  @Nullable JsonNode first(JsonNode root) {
    List<JsonNode> nodes = List.of(root);
    for (Step step : steps) {
      List<JsonNode> found = new ArrayList<>();
      nodes.forEach(node -> step.from(node, found));
      nodes = found;
    }
    return nodes.isEmpty() ? null : nodes.get(0);
  }
}
