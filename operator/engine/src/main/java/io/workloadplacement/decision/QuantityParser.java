package io.workloadplacement.decision;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Reads Kubernetes quantities: {@code 0.005}, {@code 5m}, {@code 512Mi}. */
final class QuantityParser {

  private static final Pattern QUANTITY =
      Pattern.compile(
          "[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{1,2})?");

  private QuantityParser() {}

  /** Whether a text is a quantity, of any sign. */
  static boolean isQuantity(String text) {
    return QUANTITY.matcher(text).matches();
  }

  /**
   * Reads a quantity.
   *
   * @throws IllegalArgumentException if the text is not a quantity of 0 or more
   */
  static double parse(String text) {
    if (!isQuantity(text)) {
      throw notAQuantity(text);
    }
    BigDecimal value = Quantity.getAmountInBytes(new Quantity(text));
    if (value.signum() < 0) {
      throw notAQuantity(text);
    }
    return value.doubleValue();
  }

  private static IllegalArgumentException notAQuantity(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a quantity of 0 or more: write a quoted number such as \"0.5\"");
  }
}
