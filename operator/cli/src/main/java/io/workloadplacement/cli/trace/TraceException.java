package io.workloadplacement.cli.trace;

import java.nio.file.Path;

/** A trace cannot be read; the message names the file, the line, the column and the way out. */
public final class TraceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** About a file, or a folder of traces, as a whole. */
  public TraceException(Path file, String problem) {
    super(file + ": " + problem);
  }

  TraceException(Path file, long line, String problem) {
    super("%s, line %d: %s".formatted(file, line, problem));
  }

  TraceException(Path file, long line, String column, String problem) {
    super("%s, line %d, column %s: %s".formatted(file, line, column, problem));
  }
}
