package io.workloadplacement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
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
    Iterable<Event> events = new Serialize(SETTINGS).serializeOne(node(content));
    Iterator<Event> iterator = events.iterator();
    return new Present(SETTINGS).emitToString(iterator);
  }

  private static Node node(JsonNode content) {
    return switch (content.getNodeType()) {
      case OBJECT -> {
        List<NodeTuple> fields = new ArrayList<>();
        content
            .properties()
            .forEach(
                field -> fields.add(new NodeTuple(text(field.getKey()), node(field.getValue()))));
        yield new MappingNode(Tag.MAP, fields, fields.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
      }
      case ARRAY -> {
        List<Node> items = new ArrayList<>();
        content.forEach(item -> items.add(node(item)));
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

  private static ScalarNode text(String text) {
    ScalarStyle style =
        NOT_TEXT.matcher(text).matches()
            ? ScalarStyle.DOUBLE_QUOTED
            : text.contains("\n") ? ScalarStyle.LITERAL : ScalarStyle.PLAIN;
    return new ScalarNode(Tag.STR, text, style);
  }
}
