package io.workloadplacement.reconcile.status;

import io.workloadplacement.api.v1alpha1.Estimates;
import io.workloadplacement.api.v1alpha1.QuantityText;
import io.workloadplacement.api.v1alpha1.SideEstimate;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.observability.GaugeFamily;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What placements cost, would cost and save in a month, by namespace and currency. */
final class CostGauges {

  private static final String NAMESPACE = "namespace";
  private static final String CURRENCY = "currency";

  private final GaugeFamily running =
      new GaugeFamily(
          "workload_placement_monthly_cost",
          "Estimated cost of a month on the side on which placements run",
          NAMESPACE,
          "target",
          CURRENCY);
  private final GaugeFamily other =
      new GaugeFamily(
          "workload_placement_monthly_cost_other_side",
          "Estimated cost of a month of the same placements on the other side, where that has an estimate; target is where they run",
          NAMESPACE,
          "target",
          CURRENCY);
  private final GaugeFamily savings =
      new GaugeFamily(
          "workload_placement_monthly_savings",
          "What placements on Knative are estimated to cost less in a month than as Deployments",
          NAMESPACE,
          CURRENCY);
  private final GaugeFamily waitingSavings =
      new GaugeFamily(
          "workload_placement_monthly_savings_waiting",
          "What placements that wait would cost less in a month on the side that is decided, by what they wait for",
          NAMESPACE,
          CURRENCY,
          "reason");

  /**
   * The estimates of a placement.
   *
   * @param target where it runs
   * @param running the cost of a month there
   * @param other the same of the other side; empty where that has no estimate
   */
  record Figures(Target target, String currency, double running, Optional<Double> other) {

    /** Empty before the first decision, and where a status holds no figure. */
    static Optional<Figures> of(WorkloadPlacementStatus status) {
      Target target = status.target();
      if (target == null || status.decision() == null) {
        return Optional.empty();
      }
      Estimates estimates = status.decision().estimates();
      return cost(estimates, target)
          .map(
              cost ->
                  new Figures(
                      target, status.currency().orElse(""), cost, cost(estimates, target.other())));
    }

    private static Optional<Double> cost(@Nullable Estimates estimates, Target side) {
      return Optional.ofNullable(estimates)
          .flatMap(
              both ->
                  Optional.ofNullable(
                      side == Target.DEPLOYMENT ? both.deployment() : both.knative()))
          .map(SideEstimate::monthlyCost)
          .flatMap(QuantityText::exact)
          .map(BigDecimal::doubleValue);
    }
  }

  void add(String namespace, Figures figures, Optional<String> waitsFor) {
    String side = figures.target.toString();
    running.add(figures.running, namespace, side, figures.currency);
    figures.other.ifPresent(
        cost -> {
          other.add(cost, namespace, side, figures.currency);
          double cheaper = cost - figures.running;
          savings.add(figures.target == Target.KNATIVE ? cheaper : 0, namespace, figures.currency);
          waitsFor.ifPresent(
              reason -> waitingSavings.add(-cheaper, namespace, figures.currency, reason));
        });
  }

  Stream<GaugeFamily> all() {
    return Stream.of(running, other, savings, waitingSavings);
  }
}
