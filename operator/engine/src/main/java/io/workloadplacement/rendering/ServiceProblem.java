package io.workloadplacement.rendering;

import java.util.Optional;

/**
 * Something that keeps a Service from having a placement.
 *
 * @param annotation the whole key of the annotation that is at fault; empty for anything else
 * @param what is wrong
 * @param wayOut what to do about it; empty where that is said in {@code what}
 * @param inVain whether the Service cannot have a placement, so that the way out is to annotate
 *     another one
 */
public record ServiceProblem(
    Optional<String> annotation, String what, Optional<String> wayOut, boolean inVain) {

  /**
   * An annotation has a fault.
   *
   * @param key without the prefix
   */
  static ServiceProblem ofAnnotation(String key, String what) {
    return new ServiceProblem(
        Optional.of(ServiceAnnotations.PREFIX + key), what, Optional.empty(), false);
  }

  /** The Service or its surroundings can be mended. */
  static ServiceProblem of(String what, String wayOut) {
    return new ServiceProblem(Optional.empty(), what, Optional.of(wayOut), false);
  }

  /** This Service cannot have a placement. */
  static ServiceProblem inVain(String what, String wayOut) {
    return new ServiceProblem(Optional.empty(), what, Optional.of(wayOut), true);
  }

  /** What is wrong and the way out, without the annotation. */
  public String text() {
    return what + wayOut.map(": "::concat).orElse("");
  }

  /** The whole of it in words for people. */
  @Override
  public String toString() {
    return annotation.map(key -> key + ": ").orElse("") + text();
  }
}
