package io.workloadplacement.cli;

import picocli.CommandLine.Help.Ansi;

/** The few control sequences of a terminal (ECMA-48) that a table needs to update in place. */
final class Terminal {

  /** Clears from the cursor to the end of the screen. */
  static final String CLEAR_BELOW = "\u001b[J";

  private static final String CLEAR_LINE = "\u001b[2K";

  private Terminal() {}

  /** Whether the output is a terminal that can redraw; a pipe, or NO_COLOR, gets plain lines. */
  static boolean isAnsi() {
    return Ansi.AUTO.enabled();
  }

  /** Moves the cursor up. */
  static String up(int rows) {
    return "\u001b[" + rows + "A";
  }

  /** A row in the place of what stood there. */
  static String row(String text) {
    return CLEAR_LINE + text;
  }
}
