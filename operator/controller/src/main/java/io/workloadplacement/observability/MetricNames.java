package io.workloadplacement.observability;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Comparator;
import java.util.Map;

/** Names and help texts of the metrics, those of the Java Operator SDK included. */
final class MetricNames {

  /** What our own begin with, as Micrometer writes it. */
  static final String OWN = "workload.placement.";

  /** What those of the Java Operator SDK begin with. */
  static final String JOSDK = "operator.sdk.";

  private static final Map<String, String> HELP_OF_JOSDK =
      Map.ofEntries(
          Map.entry("controllers.execution.reconcile.success", "Reconciles that ended well"),
          Map.entry("controllers.execution.reconcile.failure", "Reconciles that failed"),
          Map.entry("controllers.execution.reconcile", "How long reconciles take"),
          Map.entry("controllers.execution.cleanup.success", "Cleanups that ended well"),
          Map.entry("controllers.execution.cleanup.failure", "Cleanups that failed"),
          Map.entry("controllers.execution.cleanup", "How long cleanups take"),
          Map.entry("reconciliations.started", "Reconciles that began, tries anew included"),
          Map.entry("reconciliations.success", "Reconciles that ended well"),
          Map.entry("reconciliations.failed", "Reconciles that failed and are tried again"),
          Map.entry("reconciliations.executions", "Reconciles that run at the moment"),
          Map.entry(
              "reconciliations.queue.size", "Objects that wait for a reconcile, or run in one"),
          Map.entry("events.received", "Changes of watched objects that lead to a reconcile"),
          Map.entry("events.delete", "Deletions of watched objects"));

  private MetricNames() {}

  /** Gives the meters of the Java Operator SDK, which bring none, a help text. */
  static MeterFilter helpOfJosdk() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return id.getName().startsWith(JOSDK) && id.getDescription() == null
            ? new Meter.Id(
                id.getName(),
                Tags.of(id.getTagsAsIterable()),
                id.getBaseUnit(),
                help(id.getName().substring(JOSDK.length())),
                id.getType())
            : id;
      }
    };
  }

  private static String help(String name) {
    return HELP_OF_JOSDK.entrySet().stream()
        .filter(known -> name.equals(known.getKey()) || name.startsWith(known.getKey() + "."))
        .max(Map.Entry.comparingByKey(Comparator.comparingInt(String::length)))
        .map(Map.Entry::getValue)
        .orElse("Of the Java Operator SDK: " + name.replace('.', ' '));
  }
}
