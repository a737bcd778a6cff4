package io.workloadplacement.decision;

/**
 * A placement declares something that its schema cannot check and that cannot be used: a cron
 * expression, a time zone, values that contradict each other. The message names the field, the
 * value, the rule and the way out.
 */
public final class InvalidProfileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field path of the field in the placement, such as {@code spec.traffic.serviceTime}
   * @param problem the value, the rule and the way out; the field is put in front
   */
  public InvalidProfileException(String field, String problem) {
    super(field + ": " + problem);
    this.field = field;
  }

  InvalidProfileException(String field, IllegalArgumentException cause) {
    super(field + ": " + cause.getMessage(), cause);
    this.field = field;
  }

  /** Path of the field in the placement. */
  public String field() {
    return field;
  }
}
