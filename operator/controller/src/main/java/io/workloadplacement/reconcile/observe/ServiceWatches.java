package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.Service;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.EventSourceRetriever;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.reconcile.object.Ownership;
import io.workloadplacement.reconcile.workload.Workloads;
import io.workloadplacement.rendering.BackingPods;
import io.workloadplacement.rendering.ServiceAnnotations;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The watches on everybody's Services where placements are: whichever selects a workload's pods is
 * to follow it. They start with a namespace's first placement, so that only such namespaces are
 * held in memory; and without Knative's own, which come by the dozen and select Knative's pods.
 */
final class ServiceWatches {

  private static final String WITHOUT_KNATIVES = "!serving.knative.dev/service";

  private final EventSourceContext<WorkloadPlacement> context;
  private final Map<String, InformerEventSource<Service, WorkloadPlacement>> namespaces =
      new ConcurrentHashMap<>();

  /** Wakes those whose pods a Service selects, and those whose pods it selected until now. */
  private static final class Watch extends InformerEventSource<Service, WorkloadPlacement> {

    private final Function<Service, Set<ResourceID>> concerned;

    Watch(
        InformerEventSourceConfiguration<Service> configuration,
        EventSourceContext<WorkloadPlacement> context,
        Function<Service, Set<ResourceID>> concerned) {
      super(configuration, context);
      this.concerned = concerned;
    }

    @Override
    public void onUpdate(Service before, Service now) {
      super.onUpdate(before, now);
      if (isNews(now, before)) {
        concerned.apply(before).forEach(id -> getEventHandler().handleEvent(new Event(id)));
      }
    }
  }

  ServiceWatches(EventSourceContext<WorkloadPlacement> context) {
    this.context = context;
  }

  /** The Services of a namespace. */
  InformerEventSource<Service, WorkloadPlacement> of(
      String namespace, EventSourceRetriever<WorkloadPlacement> sources) {
    return namespaces.computeIfAbsent(namespace, name -> start(name, sources));
  }

  private InformerEventSource<Service, WorkloadPlacement> start(
      String namespace, EventSourceRetriever<WorkloadPlacement> sources) {
    var configuration =
        InformerEventSourceConfiguration.from(Service.class, WorkloadPlacement.class)
            .withName("services-of-" + namespace)
            .withNamespaces(Set.of(namespace))
            .withLabelSelector(WITHOUT_KNATIVES)
            .withSecondaryToPrimaryMapper(this::concerned)
            .withOnUpdateFilter(ServiceWatches::isNews)
            .build();
    return (InformerEventSource<Service, WorkloadPlacement>)
        sources.dynamicallyRegisterEventSource(new Watch(configuration, context, this::concerned));
  }

  private static boolean isNews(Service now, Service before) {
    return !Objects.equals(now.getSpec(), before.getSpec())
        || !ServiceAnnotations.all(now).equals(ServiceAnnotations.all(before));
  }

  /** What a Service means to a Deployment of others is seen when that is looked at. */
  private Set<ResourceID> concerned(Service service) {
    boolean isOfOthers = Ownership.claimed(service).isEmpty();
    return context
        .getPrimaryCache()
        .list(
            service.getMetadata().getNamespace(),
            placement ->
                Workloads.isOfOthers(placement)
                    || (isOfOthers && BackingPods.areRenderedFor(placement, service)))
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }
}
