package io.workloadplacement.app;

import io.micrometer.core.instrument.Gauge;
import io.workloadplacement.observability.Metrics;
import io.workloadplacement.router.RouterTable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The gauges of this process, which it has from its start to its end. */
final class ProcessGauges {

  private final Metrics metrics;

  private ProcessGauges(Metrics metrics) {
    this.metrics = metrics;
  }

  /**
   * Registers which program this is, and whether it leads.
   *
   * @return where the router can be added
   */
  static ProcessGauges register(Metrics metrics, BooleanSupplier leading) {
    metrics.build(Versions.ofProgram(), Versions.revision(), Runtime.version().toString());
    ProcessGauges gauges = new ProcessGauges(metrics);
    gauges.add(
        "leader",
        "1 on the instance that works, 0 on others",
        () -> leading.getAsBoolean() ? 1 : 0);
    return gauges;
  }

  /** Registers what the router is to serve. */
  void add(RouterTable table) {
    add("router.addresses", "Addresses that the router is to serve", table::addresses);
    add("router.pods", "Pods of the router that ask this operator what to serve", table::pods);
    add(
        "router.rejected.addresses",
        "Addresses that a pod of the router does not accept",
        table::rejectedAddresses);
  }

  private void add(String name, String help, Supplier<Number> value) {
    Gauge.builder("workload.placement." + name, value)
        .description(help)
        .register(metrics.registry());
  }
}
