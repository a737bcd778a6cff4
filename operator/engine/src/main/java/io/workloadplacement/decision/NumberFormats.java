package io.workloadplacement.decision;

import io.workloadplacement.api.v1alpha1.Target;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** How numbers stand in messages and in the status: the same on every machine. */
final class NumberFormats {

  private NumberFormats() {}

  /** Money with two decimals, {@code 13.09}. */
  static String money(double amount) {
    return BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  /** A share of 0 to 1 with two decimals, or two digits where it is smaller than 0.01. */
  static String share(double share) {
    if (share < 0.00005) {
      return "0";
    }
    BigDecimal value = BigDecimal.valueOf(share);
    return plain(
        share < 0.01
            ? value.round(new MathContext(2, RoundingMode.HALF_UP))
            : value.setScale(2, RoundingMode.HALF_UP));
  }

  /** A share of 0 to 1 as {@code 74 %}, with decimals where whole percents would hide something. */
  static String percent(double share) {
    double percent = 100 * share;
    if (percent < 0.005) {
      return "0 %";
    }
    boolean nearAnEnd = percent < 10 || (percent > 99 && percent < 99.95);
    int decimals = percent < 0.1 ? 2 : nearAnEnd ? 1 : 0;
    return plain(BigDecimal.valueOf(percent).setScale(decimals, RoundingMode.HALF_UP)) + " %";
  }

  /** A number with at most the given number of significant digits. */
  static String number(double value, int digits) {
    return plain(rounded(value, digits, RoundingMode.HALF_UP));
  }

  static BigDecimal rounded(double value, int digits, RoundingMode rounding) {
    return BigDecimal.valueOf(value).round(new MathContext(digits, rounding));
  }

  /** A rate with its unit, {@code 0.05 requests per second}. */
  static String rate(double requestsPerSecond) {
    return number(requestsPerSecond, 3) + " requests per second";
  }

  /** {@code 1 replica}, {@code 3 replicas}. */
  static String replicas(int count) {
    return count == 1 ? "1 replica" : count + " replicas";
  }

  /** A side within a sentence: {@code a Deployment}, {@code Knative}. */
  static String side(Target target) {
    return target == Target.DEPLOYMENT ? "a Deployment" : "Knative";
  }

  /** A side at the start of a sentence. */
  static String sideFirst(Target target) {
    return target == Target.DEPLOYMENT ? "A Deployment" : "Knative";
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
