package io.workloadplacement.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/**
 * The few control sequences of a terminal (ECMA-48, DECAWM) that a table needs to update in place.
 */
final class Terminal {

  /** Clears from the cursor to the end of the screen. */
  static final String CLEAR_BELOW = "\u001b[J";

  private static final String CLEAR_LINE = "\u001b[2K";

  // A row that went on in the next line would not be found again.
  private static final String CUT_OFF = "\u001b[?7l";
  // What is cut off has left its last letter there.
  private static final String CLEAR_LAST_COLUMN = "\u001b[K";
  private static final String WRAP = "\u001b[?7h";

  private Terminal() {}

  /** Whether the output is a terminal that can redraw; a pipe, or NO_COLOR, gets plain lines. */
  static boolean isAnsi() {
    return Ansi.AUTO.enabled();
  }

  /** Moves the cursor up. */
  static String up(int rows) {
    return "\u001b[" + rows + "A";
  }

  /** A row in the place of what stood there, as far as the terminal is wide, with its end. */
  static String row(String text) {
    return CLEAR_LINE + CUT_OFF + text + CLEAR_LAST_COLUMN + WRAP + System.lineSeparator();
  }

  /** A text in lines that end between words; a word that is longer than a line is left whole. */
  static List<String> wrapped(String indent, String text, int width) {
    List<String> lines = new ArrayList<>();
    text.lines().forEach(line -> wrap(indent, line, width, lines));
    return lines;
  }

  private static void wrap(String indent, String text, int width, List<String> lines) {
    String begin = indent + text.substring(0, text.length() - text.stripLeading().length());
    StringBuilder line = new StringBuilder(begin);
    for (String word : text.stripLeading().split(" ")) {
      boolean first = line.length() == begin.length();
      if (!first && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(begin);
        first = true;
      }
      line.append(first ? "" : " ").append(word);
    }
    lines.add(line.toString());
  }
}
