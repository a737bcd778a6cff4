package io.workloadplacement.local;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resource quantities in the form that the API server keeps: no fraction, the largest suffix that
 * leaves none, nothing below a thousand-millionth. Source: {@code k8s.io/apimachinery
 * pkg/api/resource/quantity.go}.
 */
final class Quantities {

  private static final Pattern FORM =
      Pattern.compile(
          "([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?[0-9]+)?");
  private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
  private static final List<String> DECIMAL =
      List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
  private static final int DECIMAL_ONE = 3;
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
  private static final int SMALLEST_SCALE = 9;

  private Quantities() {}

  /** The value of a quantity; empty where the text is none. */
  static Optional<BigDecimal> parse(String text) {
    Matcher match = FORM.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(match.group(1));
    String suffix = match.group(2) == null ? "" : match.group(2);
    int binary = BINARY.indexOf(suffix);
    int decimal = DECIMAL.indexOf(suffix);
    BigDecimal value =
        binary > 0
            ? number.multiply(KIBI.pow(binary))
            : decimal >= 0
                ? number.scaleByPowerOfTen(3 * (decimal - DECIMAL_ONE))
                : number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1).replace("+", "")));
    return Optional.of(value.setScale(SMALLEST_SCALE, RoundingMode.UP));
  }

  /** The canonical form of a quantity; other text is returned as it is. */
  static String canonical(String text) {
    return parse(text).map(value -> canonical(value, text)).orElse(text);
  }

  private static String canonical(BigDecimal value, String text) {
    if (value.signum() == 0) {
      return "0";
    }
    boolean binary = text.endsWith("i") && value.abs().compareTo(KIBI) >= 0;
    if (binary) {
      return binary(value.setScale(0, RoundingMode.UP).toBigInteger());
    }
    boolean exponent = text.matches(".*[eE][+-]?[0-9]+");
    int power = 0;
    BigInteger nanos = value.unscaledValue();
    BigInteger thousand = BigInteger.valueOf(1000);
    while (power < DECIMAL.size() - 1 && nanos.mod(thousand).signum() == 0) {
      nanos = nanos.divide(thousand);
      power++;
    }
    if (exponent) {
      int tens = 3 * (power - DECIMAL_ONE);
      return tens == 0 ? nanos.toString() : nanos + "e" + tens;
    }
    return nanos + DECIMAL.get(power);
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
