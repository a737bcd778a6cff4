package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Estimates;
import io.workloadplacement.api.v1alpha1.SideEstimate;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.TrafficProfile;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The estimate of one side in figures that can be compared.
 *
 * @param monthlyCost in the currency
 * @param latency at the declared percentile
 * @param coldStarts requests a day that meet a cold start, with two significant digits
 */
record SideFigures(
    Target side,
    BigDecimal monthlyCost,
    String currency,
    Duration latency,
    BigDecimal coldStarts,
    int minReplicas,
    int maxReplicas) {

  private static final int SECONDS_OF_A_DAY = 86_400;
  private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_UP);

  static Optional<SideFigures> of(
      Target side, @Nullable Estimates estimates, TrafficProfile profile, String currency) {
    return Optional.ofNullable(estimates)
        .map(
            both ->
                switch (side) {
                  case DEPLOYMENT -> both.deployment();
                  case KNATIVE -> both.knative();
                })
        .flatMap(estimate -> of(side, estimate, profile, currency));
  }

  /** Empty where a status does not have them all, as one of another version. */
  private static Optional<SideFigures> of(
      Target side, SideEstimate estimate, TrafficProfile profile, String currency) {
    String cost = estimate.monthlyCost();
    String latency = estimate.latency();
    String coldStartShare = estimate.coldStartShare();
    Integer least = estimate.minReplicas();
    Integer most = estimate.maxReplicas();
    if (cost == null
        || latency == null
        || coldStartShare == null
        || least == null
        || most == null) {
      return Optional.empty();
    }
    return Optional.of(
        new SideFigures(
            side,
            new BigDecimal(cost),
            currency,
            DurationText.parse(latency),
            new BigDecimal(coldStartShare)
                .multiply(BigDecimal.valueOf(profile.averageRate() * SECONDS_OF_A_DAY))
                .round(TWO_DIGITS),
            least,
            most));
  }

  String cost() {
    return monthlyCost.toPlainString() + " " + currency;
  }

  String latencyText() {
    return DurationText.format(latency);
  }

  String coldStartsText() {
    return plain(coldStarts);
  }

  String replicas() {
    return minReplicas + " to " + maxReplicas;
  }

  /** The change of cost from another side to this one, such as {@code +9.55 USD (+270 %)}. */
  String costAgainst(SideFigures other) {
    BigDecimal change = monthlyCost.subtract(other.monthlyCost);
    String relative =
        other.monthlyCost.signum() == 0 || change.signum() == 0
            ? ""
            : " (%s %%)"
                .formatted(
                    signed(
                        change
                            .multiply(BigDecimal.valueOf(100))
                            .divide(other.monthlyCost, 0, RoundingMode.HALF_UP)));
    String sign = change.signum() > 0 ? "+" : "";
    return sign + change.toPlainString() + " " + currency + relative;
  }

  /** The change of latency from another side to this one, such as {@code -805ms}. */
  String latencyAgainst(SideFigures other) {
    Duration change = latency.minus(other.latency);
    return change.isNegative()
        ? "-" + DurationText.format(change.negated())
        : (change.isZero() ? "" : "+") + DurationText.format(change);
  }

  /** The change of the cold starts a day from another side to this one. */
  String coldStartsAgainst(SideFigures other) {
    return signed(coldStarts.subtract(other.coldStarts));
  }

  private static String signed(BigDecimal change) {
    return (change.signum() > 0 ? "+" : "") + plain(change);
  }

  private static String plain(BigDecimal value) {
    BigDecimal rounded =
        value.setScale(Math.max(0, Math.min(2, value.scale())), RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
