package io.workloadplacement.reconcile.status;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.workloadplacement.observability.GaugeFamily;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is measured of each placement by its name, where that is asked for. */
final class SinglePlacementGauges {

  private static final String NAMESPACE = "namespace";
  private static final String NAME = "name";

  private final GaugeFamily status =
      new GaugeFamily(
          "workload_placement_placement_status",
          "1 for each placement, with where it runs, what is decided, its mode, and its condition Ready",
          NAMESPACE,
          NAME,
          "target",
          "wanted",
          "mode",
          "ready",
          "reason");
  private final GaugeFamily cost =
      new GaugeFamily(
          "workload_placement_placement_monthly_cost",
          "Estimated cost of a month of a placement on the side on which it runs",
          NAMESPACE,
          NAME,
          "target",
          "currency");
  private final GaugeFamily costOtherSide =
      new GaugeFamily(
          "workload_placement_placement_monthly_cost_other_side",
          "Estimated cost of a month of a placement on the other side; target is where it runs",
          NAMESPACE,
          NAME,
          "target",
          "currency");
  private final GaugeFamily declaredRate =
      new GaugeFamily(
          "workload_placement_placement_declared_requests_per_second",
          "Requests per second that a placement declares on average",
          NAMESPACE,
          NAME);

  /**
   * Adds a placement.
   *
   * @param state target, wanted side, mode, status and reason of Ready
   */
  void add(
      ObjectMeta placement,
      List<String> state,
      Optional<CostGauges.Figures> figures,
      Optional<Double> rate) {
    String namespace = placement.getNamespace();
    String name = placement.getName();
    status.count(Stream.concat(Stream.of(namespace, name), state.stream()).toArray(String[]::new));
    figures.ifPresent(
        f -> {
          String side = f.target().toString();
          cost.add(f.running(), namespace, name, side, f.currency());
          f.other()
              .ifPresent(other -> costOtherSide.add(other, namespace, name, side, f.currency()));
        });
    rate.ifPresent(perSecond -> declaredRate.add(perSecond, namespace, name));
  }

  Stream<GaugeFamily> all() {
    return Stream.of(status, cost, costOtherSide, declaredRate);
  }
}
