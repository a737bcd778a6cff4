package io.workloadplacement.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The lines of the table of placements, made to fit a terminal: what does not fit is shortened at
 * the end of a word, the reason first, then the name; target, readiness and cost never.
 */
final class BoardTable {

  /** As many as even a low terminal shows at once: only what is on the screen can be redrawn. */
  private static final int MOST_ROWS = 18;

  private static final int SHORTEST_REASON = 14;
  private static final int SHORTEST_NAME = 12;
  private static final String CUT = "..";

  private static final Row HEADER = new Row("PLACEMENT", "TARGET", "READY", "COST/MONTH", "REASON");

  /** One placement. */
  record Row(String name, String target, String ready, String cost, String reason) {}

  private BoardTable() {}

  /**
   * The lines, header first.
   *
   * @param width columns of the terminal
   */
  static List<String> lines(List<Row> rows, int width) {
    List<Row> shown = rows.subList(0, Math.min(rows.size(), MOST_ROWS));
    int target = widest(shown, Row::target);
    int ready = widest(shown, Row::ready);
    int cost = widest(shown, Row::cost);
    // The last column is cleared behind each row.
    int left = width - 1 - target - ready - cost - 4;
    int reason = widest(shown, Row::reason);
    int name = widest(shown, Row::name);
    if (name + reason > left) {
      reason = Math.min(reason, Math.max(SHORTEST_REASON, left - name));
      name = Math.min(name, Math.max(SHORTEST_NAME, left - reason));
    }
    String form = "%-" + name + "s %-" + target + "s %-" + ready + "s %-" + cost + "s %s";
    List<String> lines = new ArrayList<>();
    for (Row row : Stream.concat(Stream.of(HEADER), shown.stream()).toList()) {
      lines.add(
          form.formatted(
                  shortened(row.name(), name),
                  row.target(),
                  row.ready(),
                  row.cost(),
                  shortened(row.reason(), reason))
              .stripTrailing());
    }
    if (rows.size() > shown.size()) {
      long waiting = rows.stream().filter(row -> !row.ready().equals("True")).count();
      lines.add(
          "... and %d more; %d of %d are not Ready yet"
              .formatted(rows.size() - shown.size(), waiting, rows.size()));
    }
    return lines;
  }

  private static int widest(List<Row> rows, Function<Row, String> cell) {
    return Stream.concat(Stream.of(HEADER), rows.stream())
        .map(cell)
        .mapToInt(String::length)
        .max()
        .orElse(0);
  }

  /** Cut behind the last word that fits; words begin with a capital or behind a sign. */
  private static String shortened(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    int end = Math.max(0, width - CUT.length());
    for (int i = end; i > 0; i--) {
      boolean capital =
          Character.isUpperCase(text.charAt(i)) && !Character.isUpperCase(text.charAt(i - 1));
      boolean sign = !Character.isLetterOrDigit(text.charAt(i));
      if (capital || sign) {
        return text.substring(0, i) + CUT;
      }
    }
    return text.substring(0, end) + CUT;
  }
}
