package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Placement;
import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The side to which a placement is pinned.
 *
 * @param until when it stops counting; empty where it has no end
 * @param by who pins, for the start of a sentence
 */
public record Pin(Target target, Optional<Instant> until, String by) {

  /** The annotation of a placement or a Service that pins without a change of the spec. */
  public static final String ANNOTATION = WorkloadPlacement.GROUP + "/pin";

  private static final Pattern WORDS = Pattern.compile("(\\S+)(?: +until +(\\S+))?");
  private static final int LONGEST = 64;
  private static final String RULE =
      "write Deployment or Knative, with an end such as \"Knative until 2026-12-01T00:00:00Z\" or"
          + " without one, or remove the annotation";

  /**
   * What is wrong with the value of the annotation; empty for nothing.
   *
   * @return the rule and the way out
   */
  public static Optional<String> problem(String value) {
    Matcher words = WORDS.matcher(value.strip());
    if (value.length() > LONGEST || !words.matches()) {
      return Optional.of("is no pin: " + RULE);
    }
    if (target(words.group(1)).isEmpty()) {
      return Optional.of("pins to no side: " + RULE);
    }
    return words.group(2) == null || instant(words.group(2)).isPresent()
        ? Optional.empty()
        : Optional.of("ends at no date-time: " + RULE);
  }

  /**
   * Reads the annotation of a placement, if it has it.
   *
   * @throws InvalidProfileException if its value is no pin
   */
  static Optional<Pin> annotated(WorkloadPlacement placement) {
    return AnnotatedRequests.value(placement, ANNOTATION).map(Pin::of);
  }

  private static Pin of(String value) {
    problem(value)
        .ifPresent(
            problem -> {
              throw new InvalidProfileException(
                  AnnotatedRequests.field(ANNOTATION), "'" + value + "' " + problem);
            });
    Matcher words = WORDS.matcher(value.strip());
    if (!words.matches()) {
      throw new IllegalStateException("a value without a problem matches");
    }
    return new Pin(
        target(words.group(1)).orElseThrow(),
        Optional.ofNullable(words.group(2)).flatMap(Pin::instant),
        "The annotation " + ANNOTATION);
  }

  /** The pin of the spec. */
  static Optional<Pin> ofSpec(WorkloadPlacement placement) {
    return Optional.ofNullable(placement.getSpec().placement())
        .filter(stated -> stated.mode() == PlacementMode.PINNED)
        .map(Placement::target)
        .map(target -> new Pin(target, Optional.empty(), "spec.placement"));
  }

  boolean hasExpired(Instant now) {
    return until.filter(end -> !now.isBefore(end)).isPresent();
  }

  /** Who pins to where, and until when. */
  String sentence() {
    return by
        + " pins it to "
        + NumberFormats.side(target)
        + until.map(end -> " until " + end).orElse("")
        + ".";
  }

  private static Optional<Target> target(String word) {
    return Arrays.stream(Target.values()).filter(side -> side.toString().equals(word)).findFirst();
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
