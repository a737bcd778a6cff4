package io.workloadplacement.rendering;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Quantities as the API server writes them: {@code 1000m} comes back as {@code 1}, {@code 0.5} as
 * {@code 500m}, {@code 1024Mi} as {@code 1Gi}. The rules are those of {@code
 * k8s.io/apimachinery/pkg/api/resource}: the largest unit that leaves a whole number, and nothing
 * finer than a billionth. Spellings that it keeps ({@code +5}) or that nobody uses ({@code 5e1})
 * are left as they are.
 */
final class CanonicalQuantity {

  private static final Pattern QUANTITY =
      Pattern.compile(
          "(-?(?:[0-9]*\\.)?[0-9]+)(?:([KMGTPE]i)|([numkMGTPE])|e(-[369]|[369]|1[258]))?");
  private static final String BINARY_UNITS = "KMGTPE";
  private static final String DECIMAL_UNITS = "num kMGTPE";
  private static final int UNIT_ONE = DECIMAL_UNITS.indexOf(' ');
  private static final BigInteger KIBI = BigInteger.valueOf(1024);

  private CanonicalQuantity() {}

  /** The canonical form; what is not a quantity is given back, for the API server to refuse. */
  static String of(String text) {
    Matcher matcher = QUANTITY.matcher(text.strip());
    if (!matcher.matches()) {
      return text;
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    if (matcher.group(2) != null) {
      int power = BINARY_UNITS.indexOf(matcher.group(2).charAt(0)) + 1;
      return binary(number.multiply(new BigDecimal(KIBI.pow(power))));
    }
    if (matcher.group(4) != null) {
      return exponent(number.scaleByPowerOfTen(Integer.parseInt(matcher.group(4))));
    }
    int unit = matcher.group(3) == null ? UNIT_ONE : DECIMAL_UNITS.indexOf(matcher.group(3));
    return decimal(number.scaleByPowerOfTen(3 * (unit - UNIT_ONE)));
  }

  private static String binary(BigDecimal value) {
    boolean small = value.abs().compareTo(new BigDecimal(KIBI)) < 0;
    boolean whole = value.stripTrailingZeros().scale() <= 0;
    if (small || !whole) {
      return decimal(value);
    }
    BigInteger rest = value.toBigIntegerExact();
    int power = 0;
    while (power < BINARY_UNITS.length() && rest.mod(KIBI).signum() == 0) {
      rest = rest.divide(KIBI);
      power++;
    }
    return power == 0 ? rest.toString() : rest + BINARY_UNITS.substring(power - 1, power) + "i";
  }

  private static String decimal(BigDecimal value) {
    BigDecimal exact = toNano(value);
    int power = powerOfThousand(exact);
    String unit = DECIMAL_UNITS.substring(UNIT_ONE + power, UNIT_ONE + power + 1).strip();
    return exact.scaleByPowerOfTen(-3 * power).toBigIntegerExact() + unit;
  }

  private static String exponent(BigDecimal value) {
    BigDecimal exact = toNano(value);
    int power = powerOfThousand(exact);
    BigInteger mantissa = exact.scaleByPowerOfTen(-3 * power).toBigIntegerExact();
    return power == 0 ? mantissa.toString() : mantissa + "e" + 3 * power;
  }

  private static BigDecimal toNano(BigDecimal value) {
    return value.scale() > 9 ? value.setScale(9, RoundingMode.UP) : value;
  }

  /** The largest power of 1000, within the units, of which the value is a whole multiple. */
  private static int powerOfThousand(BigDecimal value) {
    if (value.signum() == 0) {
      return 0;
    }
    int zeros = -value.stripTrailingZeros().scale();
    return Math.min(Math.floorDiv(zeros, 3), DECIMAL_UNITS.length() - 1 - UNIT_ONE);
  }
}
