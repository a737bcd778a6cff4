package io.workloadplacement.observability;

/**
 * The outcome of a health check.
 *
 * @param passing whether all is well
 * @param message what is wrong, or what the operator is doing
 */
public record Health(boolean passing, String message) {

  static Health passing(String message) {
    return new Health(true, message);
  }

  static Health failing(String message) {
    return new Health(false, message);
  }
}
