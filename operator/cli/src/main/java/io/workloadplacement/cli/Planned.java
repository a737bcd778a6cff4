package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.Target;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * All placements of an input that could be planned.
 *
 * @param faults how much is wrong with the rest
 */
record Planned(List<PlannedPlacement> placements, int faults) {

  /** Lists are copied. */
  Planned {
    placements = List.copyOf(placements);
  }

  /** Where they are placed, what that costs and what it saves, in sentences. */
  List<String> summary() {
    List<String> sentences = new ArrayList<>();
    if (!placements.isEmpty()) {
      sentences.add(
          placements.size() == 1
              ? "1 placement, on " + placements.get(0).on() + "."
              : "%d placements: %s.".formatted(placements.size(), where()));
      costs().ifPresent(sentences::add);
      difference(PlannedPlacement::isRecommended, PlannedPlacement::on, PlannedPlacement::wanted)
          .ifPresent(
              difference ->
                  sentences.add("What is only recommended would cost " + difference + "."));
    }
    long wrong = placements.stream().filter(PlannedPlacement::isWrong).count();
    if (wrong > 0) {
      sentences.add("%s cannot be carried out: see '!'.".formatted(count(wrong, "placement")));
    }
    if (faults > 0) {
      sentences.add(count(faults, "fault") + " in the input; what has one is not planned.");
    }
    return List.copyOf(sentences);
  }

  private String where() {
    return Arrays.stream(Target.values())
        .filter(side -> on(side) > 0)
        .map(side -> on(side) + " on " + side)
        .collect(Collectors.joining(", "));
  }

  private long on(Target side) {
    return placements.stream().filter(planned -> planned.on() == side).count();
  }

  private Optional<String> costs() {
    Map<String, BigDecimal> together = sum(any -> true, PlannedPlacement::on);
    if (together.isEmpty()) {
      return Optional.empty();
    }
    String against =
        on(Target.DEPLOYMENT) == placements.size()
            ? ""
            : difference(any -> true, any -> Target.DEPLOYMENT, PlannedPlacement::on)
                .map(difference -> ", " + difference + " than with Deployments alone")
                .orElse(", as much as with Deployments alone");
    return Optional.of(money(together) + " a month" + against + ".");
  }

  /** How much more or less one choice of sides costs than another; empty where it is the same. */
  private Optional<String> difference(Predicate<PlannedPlacement> which, SideOf than, SideOf of) {
    Map<String, BigDecimal> before = sum(which, than);
    Map<String, BigDecimal> after = sum(which, of);
    List<String> differences = new ArrayList<>();
    before.forEach(
        (currency, cost) -> {
          BigDecimal change = after.getOrDefault(currency, BigDecimal.ZERO).subtract(cost);
          if (change.signum() != 0) {
            differences.add(
                "%s %s%s %s"
                    .formatted(
                        change.abs().toPlainString(),
                        currency,
                        share(change.abs(), cost),
                        change.signum() > 0 ? "more" : "less"));
          }
        });
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(" and ", differences));
  }

  private interface SideOf {
    Target of(PlannedPlacement planned);
  }

  private Map<String, BigDecimal> sum(Predicate<PlannedPlacement> which, SideOf side) {
    return placements.stream()
        .filter(which)
        .flatMap(planned -> planned.figures(side.of(planned)).stream())
        .collect(
            Collectors.groupingBy(
                SideFigures::currency,
                TreeMap::new,
                Collectors.reducing(BigDecimal.ZERO, SideFigures::monthlyCost, BigDecimal::add)));
  }

  private static String money(Map<String, BigDecimal> sums) {
    return sums.entrySet().stream()
        .map(sum -> sum.getValue().toPlainString() + " " + sum.getKey())
        .collect(Collectors.joining(" and "));
  }

  private static String share(BigDecimal part, BigDecimal whole) {
    return whole.signum() == 0
        ? ""
        : " (%s %%)"
            .formatted(
                part.multiply(BigDecimal.valueOf(100)).divide(whole, 0, RoundingMode.HALF_UP));
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
