package io.workloadplacement.cli;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a terminal of a given width shows of what is written to it. */
final class Screen extends StringWriter {

  private static final Pattern PART = Pattern.compile("\u001b\\[(\\??\\d*)([A-Za-z])|\\R|.");

  private final int width;
  private final List<StringBuilder> rows = new ArrayList<>();
  private int row;
  private int column;
  private boolean wraps = true;

  Screen(int width) {
    this.width = width;
  }

  /** The rows, from the top; the last empty one is that of the cursor. */
  List<String> rows() {
    rows.clear();
    row = 0;
    column = 0;
    PART.matcher(toString()).results().forEach(this::take);
    return rows.stream().map(text -> text.toString().stripTrailing()).toList();
  }

  private void take(MatchResult part) {
    if (part.group(2) != null) {
      control(part.group(1), part.group(2));
    } else if (part.group().equals("\n") || part.group().equals("\r\n")) {
      row++;
      column = 0;
    } else {
      put(part.group().charAt(0));
    }
  }

  private void control(String number, String command) {
    switch (command) {
      case "A" -> row -= Integer.parseInt(number);
      case "K" -> erase(number.isEmpty() ? Math.min(column, width - 1) : 0);
      case "J" -> rows.subList(Math.min(row, rows.size()), rows.size()).clear();
      case "h", "l" -> wraps = command.equals("h");
      default -> throw new IllegalArgumentException("unknown sequence " + number + command);
    }
  }

  private void erase(int from) {
    current().setLength(Math.min(current().length(), from));
  }

  private void put(char letter) {
    if (column == width && wraps) {
      row++;
      column = 0;
    }
    column = Math.min(column, width - 1);
    StringBuilder text = current();
    text.append(" ".repeat(Math.max(0, column + 1 - text.length())));
    text.setCharAt(column, letter);
    column++;
  }

  private StringBuilder current() {
    while (rows.size() <= row) {
      rows.add(new StringBuilder());
    }
    return rows.get(row);
  }
}
