package io.workloadplacement.cli;

import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.Factor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The weighted matrix of a decision with its totals. */
final class ScoreTable {

  private static final List<String> HEADER =
      List.of("FACTOR", "WEIGHT", "DEPLOYMENT", "KNATIVE", "WHY");
  private static final Set<Integer> FIGURES = Set.of(1, 2, 3);

  private ScoreTable() {}

  /** Empty where nothing was scored, as what is blocked on a side. */
  static Optional<TextTable> of(DecisionStatus decision) {
    if (decision.factors().isEmpty()) {
      return Optional.empty();
    }
    List<List<String>> rows = new ArrayList<>();
    decision.factors().forEach(factor -> rows.add(row(factor)));
    if (decision.totals() != null) {
      rows.add(
          List.of(
              "Total, of 100",
              "",
              figure(decision.totals().deployment()),
              figure(decision.totals().knative()),
              ""));
    }
    return Optional.of(new TextTable(HEADER, rows, FIGURES));
  }

  private static List<String> row(Factor factor) {
    return List.of(
        Objects.requireNonNullElse(factor.name(), "-"),
        figure(factor.weight()),
        figure(factor.deployment()),
        figure(factor.knative()),
        Objects.requireNonNullElse(factor.why(), ""));
  }

  private static String figure(@Nullable Integer figure) {
    return figure == null ? "-" : figure.toString();
  }
}
