package io.workloadplacement.decision;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads the date-times of the API. */
final class Timestamps {

  private Timestamps() {}

  static Instant parse(String field, @Nullable String text) {
    if (text == null) {
      throw new InvalidProfileException(
          field, "is missing, and is required: write it as 2026-12-31T00:00:00Z");
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new InvalidProfileException(
          field, "'" + text + "' is not a date-time: write it as 2026-12-31T00:00:00Z");
    }
  }
}
