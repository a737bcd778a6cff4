package io.workloadplacement.app;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.Controller;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.observability.GaugeFamily;
import io.workloadplacement.observability.InformerGauges;
import io.workloadplacement.reconcile.status.PlacementGauges;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The gauges of placements, policies and watches, from what the operator's controllers have
 * watched: nothing is asked of the API server for them.
 */
final class CacheGauges {

  private final Operator operator;
  private final boolean each;
  private final BooleanSupplier atWork;

  /**
   * Those of an operator.
   *
   * @param each whether each placement is measured by its name, too
   * @param atWork whether this operator leads; two that report the same would be added up
   */
  CacheGauges(Operator operator, boolean each, BooleanSupplier atWork) {
    this.operator = operator;
    this.each = each;
    this.atWork = atWork;
  }

  /** Those of a scrape. */
  List<GaugeFamily> all() {
    List<GaugeFamily> placements =
        atWork.getAsBoolean()
            ? PlacementGauges.of(all(WorkloadPlacement.class), all(PlacementPolicy.class), each)
            : List.of();
    return Stream.concat(InformerGauges.of(operator).stream(), placements.stream()).toList();
  }

  private <P extends HasMetadata> Stream<P> all(Class<P> kind) {
    return operator.getRegisteredControllers().stream()
        .filter(registered -> registered.getConfiguration().getResourceClass().equals(kind))
        .map(registered -> (Controller<?>) registered)
        .flatMap(
            controller ->
                controller.getEventSourceManager().getControllerEventSource().list(any -> true))
        .map(kind::cast);
  }
}
