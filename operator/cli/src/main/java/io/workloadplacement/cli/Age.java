package io.workloadplacement.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** How long ago, or ahead, a moment of a status is, in the two largest units. */
final class Age {

  private Age() {}

  /** The moment that a status states; empty where it states none. */
  static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Such as {@code (3h20m ago)}, with a blank in front. */
  static String since(String text, Instant now) {
    return instant(text).map(at -> " (" + words(Duration.between(at, now)) + " ago)").orElse("");
  }

  /** Such as {@code (in 3h20m)}, with a blank in front; empty for what has passed. */
  static String until(String text, Instant now) {
    return instant(text)
        .filter(now::isBefore)
        .map(at -> " (in " + words(Duration.between(now, at)) + ")")
        .orElse("");
  }

  /** Such as {@code 3d4h}; what is negative, by clocks that differ, is {@code 0s}. */
  static String words(Duration duration) {
    if (duration.isNegative() || duration.toSeconds() == 0) {
      return "0s";
    }
    if (duration.toDays() > 0) {
      return duration.toDays() + "d" + part(duration.toHoursPart(), "h");
    }
    if (duration.toHours() > 0) {
      return duration.toHours() + "h" + part(duration.toMinutesPart(), "m");
    }
    return part(duration.toMinutesPart(), "m") + part(duration.toSecondsPart(), "s");
  }

  private static String part(int number, String unit) {
    return number == 0 ? "" : number + unit;
  }
}
