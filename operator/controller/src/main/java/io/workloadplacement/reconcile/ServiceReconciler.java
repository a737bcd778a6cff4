package io.workloadplacement.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.observability.ApiFailure;
import io.workloadplacement.observability.EventRecorder;
import io.workloadplacement.observability.EventRecorder.EventType;
import io.workloadplacement.reconcile.object.FieldOwners;
import io.workloadplacement.reconcile.observe.PodOwners;
import io.workloadplacement.reconcile.preview.FieldDifference;
import io.workloadplacement.reconcile.preview.ManifestChange;
import io.workloadplacement.rendering.AnnotatedService;
import io.workloadplacement.rendering.Generation;
import io.workloadplacement.rendering.Names;
import io.workloadplacement.rendering.ServiceAnnotations;
import io.workloadplacement.rendering.ServiceProblem;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps a placement for every Service that asks for one by its annotations, for as long as it asks.
 * What cannot be is reported by one event on the Service, and nothing is touched.
 *
 * <p>The placement is created and replaced, not applied: a field that somebody added by hand has to
 * go, which an apply would leave to its manager.
 */
@ControllerConfiguration(name = "service", fieldManager = FieldOwners.OPERATOR)
public final class ServiceReconciler implements Reconciler<Service> {

  private static final String PLACED = "Placed";
  private static final String NOT_PLACED = "NotPlaced";
  private static final String UNPLACED = "Unplaced";
  private static final String REVERTED = "Reverted";

  /** Deployments and pods are not watched: whoever waits for one looks. */
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(10);

  private static final int MOST_FIELDS = 3;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AnnotatedService.Surroundings NOTHING =
      new AnnotatedService.Surroundings(List.of(), List.of(), List.of());

  private static final String TURNED_OFF =
      "annotated Services are turned off (ANNOTATED_SERVICES is false): write a WorkloadPlacement, or"
          + " ask whoever runs the operator";

  private static final String KEPT =
      "annotated Services are turned off (ANNOTATED_SERVICES is false): the WorkloadPlacement stays as"
          + " it is until the annotation "
          + ServiceAnnotations.OPTS_IN
          + " or the Service goes";

  private final EventRecorder events;
  private final Duration resyncInterval;
  private final Duration reconcileAtMostEvery;
  private final boolean follows;
  private InformerEventSource<WorkloadPlacement, Service> placements;

  /**
   * A reconciler for one operator.
   *
   * @param resyncInterval after which an annotated Service is looked at again although nothing
   *     happened; others are looked at once, at the start
   * @param reconcileAtMostEvery the least time between two reconciles of one Service
   * @param follows whether annotations are followed. If not, placements are neither made nor
   *     changed; they still go with the annotation that opted in
   */
  public ServiceReconciler(
      EventRecorder events,
      Duration resyncInterval,
      Duration reconcileAtMostEvery,
      boolean follows) {
    this.events = events;
    this.resyncInterval = resyncInterval;
    this.reconcileAtMostEvery = reconcileAtMostEvery;
    this.follows = follows;
  }

  /** Whether a change of a Service may change what becomes of it. */
  public static boolean isNews(Service now, Service before) {
    return (ServiceAnnotations.areOn(now) || ServiceAnnotations.areOn(before))
        && !(Objects.equals(now.getSpec(), before.getSpec())
            && Objects.equals(now.getMetadata().getLabels(), before.getMetadata().getLabels())
            && Objects.equals(
                now.getMetadata().getAnnotations(), before.getMetadata().getAnnotations()));
  }

  @Override
  public List<EventSource<?, Service>> prepareEventSources(EventSourceContext<Service> context) {
    placements =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(WorkloadPlacement.class, Service.class)
                .withName("generated-placements")
                .withNamespacesInheritedFromController()
                .withSecondaryToPrimaryMapper(
                    placement -> {
                      ResourceID service = ResourceID.fromResource(placement);
                      return AnnotatedService.isGenerated(placement)
                              || context
                                  .getPrimaryCache()
                                  .get(service)
                                  .filter(ServiceAnnotations::areOn)
                                  .isPresent()
                          ? Set.of(service)
                          : Set.of();
                    })
                .withOnUpdateFilter((now, before) -> !asWritten(now).equals(asWritten(before)))
                .build(),
            context);
    return List.of(placements);
  }

  /** What of a placement its Service decides. */
  private static List<Object> asWritten(WorkloadPlacement placement) {
    return List.of(
        Optional.ofNullable(placement.getSpec()),
        Optional.ofNullable(placement.getMetadata().getLabels()),
        annotation(placement, AnnotatedService.HINT),
        annotation(placement, AnnotatedService.GENERATION),
        placement.getMetadata().getOwnerReferences());
  }

  @Override
  public UpdateControl<Service> reconcile(Service service, Context<Service> context) {
    if (service.getMetadata().getDeletionTimestamp() != null) {
      return UpdateControl.noUpdate();
    }
    try {
      return follow(service, context.getClient());
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        // The cache is behind; the next look is on what is there.
        case HttpURLConnection.HTTP_CONFLICT ->
            UpdateControl.<Service>noUpdate().rescheduleAfter(reconcileAtMostEvery);
        case HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_FORBIDDEN, 422 ->
            notPlaced(service, "the API server refuses the placement: " + ApiFailure.inWords(e));
        default -> throw e;
      };
    }
  }

  private UpdateControl<Service> follow(Service service, KubernetesClient client) {
    Optional<WorkloadPlacement> live = placements.get(ResourceID.fromResource(service));
    Optional<WorkloadPlacement> own =
        live.filter(placement -> AnnotatedService.isGeneratedFrom(service, placement));
    if (own.filter(placement -> placement.getMetadata().getDeletionTimestamp() != null)
        .isPresent()) {
      // Its end is an event.
      return ServiceAnnotations.optsIn(service)
          ? notPlaced(
              service,
              "the former WorkloadPlacement is still giving the Deployment back; the annotations"
                  + " are followed when it has gone, see its events")
          : UpdateControl.noUpdate();
    }
    if (!ServiceAnnotations.optsIn(service)) {
      own.ifPresent(
          placement ->
              remove(
                  service, placement, client, "with the annotation " + ServiceAnnotations.OPTS_IN));
      return ServiceAnnotations.areOn(service)
          ? notPlaced(service, AnnotatedService.of(service, NOTHING))
          : UpdateControl.noUpdate();
    }
    if (!follows) {
      events.record(service, EventType.WARNING, NOT_PLACED, own.isPresent() ? KEPT : TURNED_OFF);
      return UpdateControl.noUpdate();
    }
    if (live.isPresent() && own.isEmpty()) {
      return notPlaced(service, AnnotatedService.writtenByHand(service));
    }
    AnnotatedService wanted = AnnotatedService.of(service, surroundings(service, client));
    if (wanted.placement().isEmpty()) {
      return notPlaced(service, wanted);
    }
    if (own.isEmpty()) {
      create(service, wanted.placement().get(), client);
    } else if (!Objects.equals(
        own.get().getSpec().workloadRef(), wanted.placement().get().getSpec().workloadRef())) {
      // The Deployment of before gets back what it had, and then the other one is placed.
      remove(service, own.get(), client, "with its Deployment: the Service selects another one");
      return UpdateControl.<Service>noUpdate().rescheduleAfter(LOOK_AGAIN_AFTER);
    } else {
      restore(service, own.get(), wanted.placement().get(), client);
    }
    return UpdateControl.<Service>noUpdate().rescheduleAfter(resyncInterval);
  }

  private AnnotatedService.Surroundings surroundings(Service service, KubernetesClient client) {
    String namespace = service.getMetadata().getNamespace();
    Map<String, String> selector = service.getSpec().getSelector();
    List<Pod> pods =
        selector == null || selector.isEmpty()
            ? List.of()
            : PodOwners.resolved(
                client.pods().inNamespace(namespace).withLabels(selector).list().getItems(),
                client);
    return new AnnotatedService.Surroundings(
        client.apps().deployments().inNamespace(namespace).list().getItems(),
        pods,
        placements.list(namespace, placement -> true).toList());
  }

  private void create(Service service, WorkloadPlacement wanted, KubernetesClient client) {
    client.resource(wanted).create();
    events.record(
        service,
        EventType.NORMAL,
        PLACED,
        "WorkloadPlacement '%s' follows these annotations, over Deployment '%s'."
            .formatted(wanted.getMetadata().getName(), Names.deployment(wanted)));
  }

  /** Brings a placement back to what its Service says, and tells who changed it by hand. */
  private void restore(
      Service service, WorkloadPlacement live, WorkloadPlacement wanted, KubernetesClient client) {
    WorkloadPlacement restored = new WorkloadPlacement();
    restored.setMetadata(
        new ObjectMetaBuilder(live.getMetadata())
            .withLabels(wanted.getMetadata().getLabels())
            .withAnnotations(Generation.annotations(wanted, live))
            .withOwnerReferences(wanted.getMetadata().getOwnerReferences())
            .withManagedFields()
            .build());
    restored.setSpec(wanted.getSpec());
    restored.setStatus(live.getStatus());
    if (asWritten(restored).equals(asWritten(live))) {
      return;
    }
    client.resource(restored).lockResourceVersion().update();
    boolean edited =
        annotation(live, AnnotatedService.GENERATION)
            .equals(annotation(restored, AnnotatedService.GENERATION));
    if (edited) {
      events.record(
          live,
          EventType.WARNING,
          REVERTED,
          AnnotatedService.hint(service) + " Changed back: " + changes(live, restored) + ".");
    }
  }

  private static Optional<String> annotation(WorkloadPlacement placement, String key) {
    return Optional.ofNullable(placement.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(key));
  }

  private static String changes(WorkloadPlacement from, WorkloadPlacement to) {
    List<String> paths =
        Stream.of(
                FieldDifference.between(
                    JSON.valueToTree(Map.of("spec", from.getSpec())),
                    JSON.valueToTree(Map.of("spec", to.getSpec()))),
                FieldDifference.between(labels(from), labels(to)))
            .flatMap(List::stream)
            .map(ManifestChange.Field::path)
            .toList();
    return paths.isEmpty()
        ? "its metadata"
        : paths.stream().limit(MOST_FIELDS).collect(Collectors.joining(", "))
            + (paths.size() > MOST_FIELDS ? " and more" : "");
  }

  private static JsonNode labels(WorkloadPlacement placement) {
    Map<String, String> labels =
        Optional.ofNullable(placement.getMetadata().getLabels()).orElse(Map.of());
    return JSON.valueToTree(Map.of("metadata", Map.of("labels", labels)));
  }

  private void remove(
      Service service, WorkloadPlacement placement, KubernetesClient client, String why) {
    client.resource(placement).lockResourceVersion().delete();
    events.record(
        service,
        EventType.NORMAL,
        UNPLACED,
        "WorkloadPlacement '%s' goes %s.".formatted(placement.getMetadata().getName(), why));
  }

  /**
   * An annotation is mended on the Service, which is an event; anything else has to be looked at.
   */
  private UpdateControl<Service> notPlaced(Service service, AnnotatedService read) {
    UpdateControl<Service> lookAgain = notPlaced(service, problems(read));
    boolean byAnnotationAlone =
        read.problems().stream().allMatch(problem -> problem.annotation().isPresent());
    return byAnnotationAlone ? UpdateControl.noUpdate() : lookAgain;
  }

  private UpdateControl<Service> notPlaced(Service service, String why) {
    events.record(service, EventType.WARNING, NOT_PLACED, why);
    return UpdateControl.<Service>noUpdate().rescheduleAfter(LOOK_AGAIN_AFTER);
  }

  private static String problems(AnnotatedService service) {
    return service.problems().stream()
        .map(ServiceProblem::toString)
        .map(problem -> problem.endsWith("?") ? problem : problem + ".")
        .collect(Collectors.joining(" "));
  }
}
