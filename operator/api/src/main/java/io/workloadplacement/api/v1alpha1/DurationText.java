package io.workloadplacement.api.v1alpha1;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as the API writes them: numbers with the units {@code ms}, {@code s}, {@code m} and
 * {@code h}, joined without blanks ({@code 35ms}, {@code 1.5s}, {@code 1h30m}). Days and weeks are
 * not known, as CEL in the schema does not know them either.
 */
public final class DurationText {

  private static final Pattern WHOLE = Pattern.compile("([0-9]+(\\.[0-9]+)?(ms|s|m|h))+");
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)");

  private DurationText() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if the text is not a duration; the message says what would be
   *     right
   */
  public static Duration parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a duration: write numbers with the units ms, s, m or h, such as 35ms, 1.5s or 1h30m");
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      nanos =
          nanos.add(
              new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanosOf(part.group(2)))));
    }
    try {
      return Duration.ofNanos(nanos.longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is finer than a nanosecond or longer than 292 years", e);
    }
  }

  /**
   * Writes a duration, to the millisecond, in the largest unit that is exact: {@code 90s}, {@code
   * 2m}, {@code 835ms}. Where that would be milliseconds by the ten thousand, it has several units:
   * {@code 2h55ms}.
   */
  public static String format(Duration duration) {
    long millis = Math.round(duration.toNanos() / 1e6);
    if (millis == 0) {
      return "0s";
    }
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    if (millis % 1000 == 0) {
      return millis / 1000 + "s";
    }
    return millis < 60_000 ? millis + "ms" : inSeveralUnits(millis);
  }

  private static String inSeveralUnits(long millis) {
    return part(millis / 3_600_000, "h")
        + part(millis / 60_000 % 60, "m")
        + part(millis / 1000 % 60, "s")
        + part(millis % 1000, "ms");
  }

  private static String part(long number, String unit) {
    return number == 0 ? "" : number + unit;
  }

  private static long nanosOf(String unit) {
    return switch (unit) {
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "m" -> 60_000_000_000L;
      default -> 3_600_000_000_000L;
    };
  }
}
