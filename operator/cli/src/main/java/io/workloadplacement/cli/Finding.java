package io.workloadplacement.cli;

/**
 * One thing that was looked at.
 *
 * @param subject what was looked at
 * @param message how it is, with the way out where it is not well
 */
record Finding(Level level, String subject, String message) {

  /** How it is, the worst last. */
  enum Level {
    OK,
    /** Something works less well than it could, or could not be looked at. */
    WARN,
    /** Placements are not carried out, or callers not served, until it is mended. */
    FAIL
  }

  static Finding ok(String subject, String message) {
    return new Finding(Level.OK, subject, message);
  }

  static Finding warn(String subject, String message) {
    return new Finding(Level.WARN, subject, message);
  }

  static Finding fail(String subject, String message) {
    return new Finding(Level.FAIL, subject, message);
  }
}
