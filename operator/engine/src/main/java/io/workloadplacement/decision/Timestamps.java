package io.workloadplacement.decision;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Reads the date-times of the API. */
final class Timestamps {

  private Timestamps() {}

  static Instant parse(String field, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new InvalidProfileException(
          field, "'" + text + "' is not a date-time: write it as 2026-12-31T00:00:00Z");
    }
  }
}
