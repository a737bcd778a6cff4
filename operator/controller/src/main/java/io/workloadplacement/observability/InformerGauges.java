package io.workloadplacement.observability;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.event.source.informer.ManagedInformerEventSource;
import java.util.List;

/** What the informers of a scrape hold, by controller and resource. */
public final class InformerGauges {

  private final GaugeFamily objects =
      new GaugeFamily(
          "workload_placement_informer_objects",
          "Objects in the caches of watches",
          "controller",
          "resource");
  private final GaugeFamily informers =
      new GaugeFamily(
          "workload_placement_informers",
          "Watches, by whether their cache has been filled",
          "controller",
          "resource",
          "synced");

  private InformerGauges() {}

  /** Those of all controllers of an operator. */
  public static List<GaugeFamily> of(Operator operator) {
    InformerGauges gauges = new InformerGauges();
    operator.getRegisteredControllers().stream()
        .map(registered -> (RegisteredController<?>) registered)
        .<Controller<?>>map(Controller.class::cast)
        .forEach(gauges::add);
    return List.of(gauges.objects, gauges.informers);
  }

  private void add(Controller<?> controller) {
    String name = controller.getConfiguration().getName();
    for (Object source : controller.getEventSourceManager().allEventSources()) {
      // One that is just being started, as those of Knative are, has no informers to ask yet.
      if (source instanceof ManagedInformerEventSource<?, ?, ?> informer && informer.isRunning()) {
        add(name, informer);
      }
    }
  }

  private void add(String controller, ManagedInformerEventSource<?, ?, ?> source) {
    String resource = HasMetadata.getFullResourceName(source.resourceType());
    objects.add(source.keys().count(), controller, resource);
    for (InformerHealthIndicator informer : source.informerHealthIndicators().values()) {
      informers.count(controller, resource, Boolean.toString(informer.hasSynced()));
    }
  }
}
