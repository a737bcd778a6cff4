package io.workloadplacement.api.v1alpha1;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resource quantities of Kubernetes, such as {@code 0.005}, {@code 5m} and {@code 512Mi}: the one
 * place where they are read, exactly, and brought into the form in which the API server keeps them.
 * Source: {@code k8s.io/apimachinery pkg/api/resource/quantity.go}.
 */
public final class QuantityText {

  private static final Pattern FORM =
      Pattern.compile(
          "([+-]?(?:([0-9]+)\\.?([0-9]*)|\\.([0-9]+)))(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?[0-9]{1,2})?");
  private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
  private static final List<String> DECIMAL =
      List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
  private static final int DECIMAL_ONE = 3;
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
  private static final BigDecimal MOST_BINARY = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigInteger THOUSAND = BigInteger.valueOf(1000);
  private static final int SMALLEST_SCALE = 9;

  private QuantityText() {}

  /** Whether a text is a quantity, of any sign. */
  public static boolean isQuantity(String text) {
    return exact(text).isPresent();
  }

  /**
   * Reads a quantity of 0 or more.
   *
   * @throws IllegalArgumentException if the text is none; the message says what would be right
   */
  public static double parse(String text) {
    return exact(text)
        .filter(value -> value.signum() >= 0)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + text
                        + "' is not a quantity of 0 or more: write a quoted number such as"
                        + " \"0.5\""))
        .doubleValue();
  }

  /** The value of a quantity to the billionth, away from zero; empty where the text is none. */
  public static Optional<BigDecimal> exact(String text) {
    Matcher match = FORM.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(match.group(1));
    String suffix = suffix(match);
    int binary = BINARY.indexOf(suffix);
    BigDecimal value =
        binary > 0
            ? number.multiply(KIBI.pow(binary)).min(MOST_BINARY).max(MOST_BINARY.negate())
            : number.scaleByPowerOfTen(tens(suffix));
    return Optional.of(value.setScale(SMALLEST_SCALE, RoundingMode.UP));
  }

  private static String suffix(Matcher match) {
    return match.group(5) == null ? "" : match.group(5);
  }

  private static int tens(String decimalSuffix) {
    int power = DECIMAL.indexOf(decimalSuffix);
    return power >= 0
        ? 3 * (power - DECIMAL_ONE)
        : Integer.parseInt(decimalSuffix.substring(1).replace("+", ""));
  }

  /**
   * The form in which the API server keeps a quantity: the largest suffix that leaves a whole
   * number; {@code 1000m} is {@code 1}, {@code 0.5} is {@code 500m}, {@code 1024Mi} is {@code 1Gi}.
   * Other text is given back as it is.
   */
  public static String canonical(String text) {
    return isKept(text) ? text : exact(text).map(value -> canonical(value, text)).orElse(text);
  }

  /**
   * What looks canonical to the API server keeps its spelling, such as {@code +5} or {@code 1.}.
   */
  private static boolean isKept(String text) {
    Matcher match = FORM.matcher(text);
    if (!match.matches()) {
      return false;
    }
    String whole = Objects.requireNonNullElse(match.group(2), "").replaceFirst("^0+", "");
    String fraction =
        Objects.requireNonNullElse(match.group(3) == null ? match.group(4) : match.group(3), "");
    String digits = (whole.isEmpty() ? "0" : whole) + fraction;
    String suffix = suffix(match);
    int binary = BINARY.indexOf(suffix);
    if (binary > 0) {
      return fraction.isEmpty()
          && digits.length() <= 14 - 3 * binary
          && Long.parseLong(digits) % 8 != 0;
    }
    int scale = tens(suffix) - fraction.length();
    return digits.length() <= 18
        && scale >= -SMALLEST_SCALE
        && scale % 3 == 0
        && !digits.endsWith("000")
        && digits.charAt(0) != '0';
  }

  private static String canonical(BigDecimal value, String text) {
    if (value.signum() == 0) {
      return "0";
    }
    if (text.endsWith("i")
        && value.abs().compareTo(KIBI) >= 0
        && value.stripTrailingZeros().scale() <= 0) {
      return binary(value.toBigIntegerExact());
    }
    boolean exponent = text.matches(".*[eE][+-]?[0-9]+");
    int power = 0;
    BigInteger nanos = value.unscaledValue();
    while ((exponent || power < DECIMAL.size() - 1) && nanos.mod(THOUSAND).signum() == 0) {
      nanos = nanos.divide(THOUSAND);
      power++;
    }
    int tens = 3 * (power - DECIMAL_ONE);
    return nanos + (!exponent ? DECIMAL.get(power) : tens == 0 ? "" : "e" + tens);
  }

  private static String binary(BigInteger value) {
    BigInteger rest = value;
    int power = 0;
    BigInteger kibi = KIBI.toBigInteger();
    while (power < BINARY.size() - 1 && rest.mod(kibi).signum() == 0) {
      rest = rest.divide(kibi);
      power++;
    }
    return rest + BINARY.get(power);
  }
}
