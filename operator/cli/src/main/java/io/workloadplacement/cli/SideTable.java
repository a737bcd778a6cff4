package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.DurationText;
import io.workloadplacement.api.v1alpha1.Latency;
import io.workloadplacement.api.v1alpha1.SideEstimate;
import io.workloadplacement.api.v1alpha1.Target;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The estimates of both sides beside each other. */
final class SideTable {

  private static final int USUAL_PERCENTILE = 95;
  private static final String ABSENT = "-";

  private SideTable() {}

  /** Empty where neither side has an estimate. */
  static Optional<TextTable> of(PlacementState state) {
    List<List<String>> rows =
        List.of(Target.DEPLOYMENT, Target.KNATIVE).stream()
            .filter(side -> state.estimate(side).isPresent())
            .map(side -> row(state, side, state.estimate(side).get()))
            .toList();
    Latency latency = state.placement().getSpec().latency();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TextTable(
                List.of(
                    "SIDE",
                    "COST/MONTH",
                    "P%d LATENCY"
                        .formatted(
                            Objects.requireNonNullElse(latency.percentile(), USUAL_PERCENTILE)),
                    "TARGET " + latency.target(),
                    "COLD STARTS",
                    "REPLICAS"),
                rows,
                Set.of(1, 2, 4)));
  }

  private static List<String> row(PlacementState state, Target side, SideEstimate estimate) {
    return List.of(
        side + (state.target().filter(side::equals).isPresent() ? " (runs here)" : ""),
        estimate.monthlyCost() == null
            ? ABSENT
            : estimate.monthlyCost() + state.currency().map(" "::concat).orElse(""),
        Objects.requireNonNullElse(estimate.latency(), ABSENT),
        against(estimate.latency(), state.placement().getSpec().latency().target()),
        share(estimate.coldStartShare()),
        Objects.requireNonNullElse(estimate.minReplicas(), 0)
            + " to "
            + Optional.ofNullable(estimate.maxReplicas()).map(String::valueOf).orElse("?"));
  }

  private static String against(@Nullable String latency, @Nullable String target) {
    try {
      return latency == null || target == null
          ? ABSENT
          : DurationText.parse(latency).compareTo(DurationText.parse(target)) <= 0
              ? "met"
              : "missed";
    } catch (IllegalArgumentException e) {
      return ABSENT;
    }
  }

  /** From 0 to 1, as per cent of the requests. */
  private static String share(@Nullable String share) {
    try {
      return share == null
          ? ABSENT
          : new BigDecimal(share).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    } catch (NumberFormatException e) {
      return ABSENT;
    }
  }
}
