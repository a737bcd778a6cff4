package io.workloadplacement.cli;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.comments.CommentLine;
import org.snakeyaml.engine.v2.comments.CommentType;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * JSON as YAML that people read: text is quoted only where some reader of YAML, 1.1 or 1.2, would
 * take it for something else.
 */
final class PlainYaml {

  private static final DumpSettings SETTINGS =
      DumpSettings.builder()
          .setDefaultFlowStyle(FlowStyle.BLOCK)
          .setExplicitStart(true)
          .setWidth(Integer.MAX_VALUE)
          .setDumpComments(true)
          .build();

  private static final Pattern NOT_TEXT =
      Pattern.compile(
          "(?i)|~|null|y|n|yes|no|on|off|true|false|=|<<"
              + "|[-+]?[.](inf|nan)"
              + "|[-+]?0[xob][0-9a-f_]+"
              + "|[-+]?[0-9.][0-9_.]*(e[-+]?[0-9]+)?"
              + "|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+([.][0-9_]*)?"
              + "|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([t ].*)?");

  private PlainYaml() {}

  /** A document, with its marker in front. */
  static String of(JsonNode content) {
    return of(content, Map.of());
  }

  /**
   * A document, with its marker in front and comments above fields.
   *
   * @param comments lines by the path of the field that they stand above, such as {@code
   *     /spec/traffic}; those of the empty path stand above the document's first field
   */
  static String of(JsonNode content, Map<String, List<String>> comments) {
    Iterable<Event> events =
        new Serialize(SETTINGS).serializeOne(node(content, JsonPointer.empty(), comments));
    Iterator<Event> iterator = events.iterator();
    return new Present(SETTINGS).emitToString(iterator);
  }

  private static Node node(JsonNode content, JsonPointer path, Map<String, List<String>> comments) {
    return switch (content.getNodeType()) {
      case OBJECT -> {
        List<NodeTuple> fields = new ArrayList<>();
        for (var field : content.properties()) {
          JsonPointer at = path.appendProperty(field.getKey());
          ScalarNode key = text(field.getKey());
          List<String> above = new ArrayList<>();
          if (path.matches() && fields.isEmpty()) {
            above.addAll(comments.getOrDefault("", List.of()));
          }
          above.addAll(comments.getOrDefault(at.toString(), List.of()));
          if (!above.isEmpty()) {
            key.setBlockComments(above.stream().map(PlainYaml::comment).toList());
          }
          fields.add(new NodeTuple(key, node(field.getValue(), at, comments)));
        }
        yield new MappingNode(Tag.MAP, fields, fields.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
      }
      case ARRAY -> {
        List<Node> items = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
          items.add(node(content.get(i), path.appendIndex(i), comments));
        }
        yield new SequenceNode(Tag.SEQ, items, items.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
      }
      case BOOLEAN -> new ScalarNode(Tag.BOOL, content.asText(), ScalarStyle.PLAIN);
      case NUMBER ->
          new ScalarNode(
              content.isIntegralNumber() ? Tag.INT : Tag.FLOAT,
              content.asText(),
              ScalarStyle.PLAIN);
      case NULL -> new ScalarNode(Tag.NULL, "null", ScalarStyle.PLAIN);
      default -> text(content.asText());
    };
  }

  private static CommentLine comment(String line) {
    return new CommentLine(Optional.empty(), Optional.empty(), " " + line, CommentType.BLOCK);
  }

  private static ScalarNode text(String text) {
    ScalarStyle style =
        NOT_TEXT.matcher(text).matches()
            ? ScalarStyle.DOUBLE_QUOTED
            : text.contains("\n") ? ScalarStyle.LITERAL : ScalarStyle.PLAIN;
    return new ScalarNode(Tag.STR, text, style);
  }
}
