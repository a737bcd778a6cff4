package io.workloadplacement.decision;

/**
 * Something wrong with a policy that keeps it from being followed.
 *
 * @param field path of the field in the policy, such as {@code spec.rules[0].when}
 * @param line line within the field's text, from 1; 0 where the fault is not within a text
 * @param column column within that line, from 1; 0 where the fault is not within a text
 * @param message the rule that is broken and the way out
 */
public record PolicyFault(String field, int line, int column, String message) {

  PolicyFault(String field, String message) {
    this(field, 0, 0, message);
  }

  /** The fault in one line, {@code spec.rules[0].when:1:14: undeclared reference to 'foo'}. */
  public String text() {
    return line == 0 ? field + ": " + message : field + ":" + line + ":" + column + ": " + message;
  }
}
