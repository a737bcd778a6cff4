package io.workloadplacement.cli;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.PolicyCheck;
import io.workloadplacement.reconcile.object.NamespaceObjects;
import io.workloadplacement.reconcile.preview.Preview;
import io.workloadplacement.rendering.AnnotatedService;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.rendering.ServiceAnnotations;
import io.workloadplacement.rendering.ServiceProblem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a plan is made from: placements, and the objects beside them that bear upon a decision. All
 * of them are checked as the API server would check them. What is wrong with one is a fault, and
 * keeps no other from being planned.
 */
final class PlanInput {

  private static final String KNATIVE_NAMESPACE = "knative-serving";
  private static final Set<String> OWNERS_OF_PODS =
      Set.of(
          "StatefulSet",
          "DaemonSet",
          "ReplicaSet",
          "Job",
          "CronJob",
          "ReplicationController",
          "Rollout",
          "DeploymentConfig");
  private static final int MOST_SKIPPED = 3;

  private final ManifestAdmission admission;
  private final List<DeclaredPlacement> placements = new ArrayList<>();
  private final List<PlacementPolicy> policies = new ArrayList<>();
  private final Map<String, Namespace> namespaces = new LinkedHashMap<>();
  private final DeclaredObjects objects = new DeclaredObjects();
  private final Map<String, Map<String, String>> knativeSettings = new LinkedHashMap<>();
  private final Map<ManifestDocument, Service> services = new LinkedHashMap<>();
  private final Map<ManifestDocument, List<ServiceProblem>> unplaced = new LinkedHashMap<>();
  private final List<String> skipped = new ArrayList<>();
  private final List<ManifestDocument> withoutSay = new ArrayList<>();

  /**
   * An input without any object.
   *
   * @param defaultNamespace of objects that name none
   * @param clock gives timestamps that nobody sees
   */
  PlanInput(String defaultNamespace, InstantSource clock) {
    this.admission = new ManifestAdmission(defaultNamespace, clock);
  }

  /** Takes an object in; what is wrong with it becomes a fault. */
  void add(ManifestDocument document) {
    Optional<String> unserved = ServedApis.fault(document);
    if (document.apiVersion().isEmpty() || document.kind().isEmpty()) {
      admission.fault(
          document.fault("", "apiVersion and kind say what an object is: one is missing"));
    } else if (unserved.isPresent()) {
      admission.refuse(document, List.of(document.fault("apiVersion", unserved.get())));
    } else if (document.apiVersion().startsWith(ToolFiles.KUSTOMIZE_GROUP)) {
      skipped.add(ToolFiles.partOfKustomization(document.source()));
    } else if (is(document, WorkloadPlacement.class)) {
      admission
          .admit(document, WorkloadPlacement.class)
          .ifPresent(placement -> add(new DeclaredPlacement(placement, document)));
    } else if (is(document, PlacementPolicy.class)) {
      admission.admit(document, PlacementPolicy.class).ifPresent(policy -> add(policy, document));
    } else if (is(document, Namespace.class)) {
      admission
          .admit(document, Namespace.class)
          .ifPresent(namespace -> namespaces.put(namespace.getMetadata().getName(), namespace));
    } else if (document.apiVersion().startsWith(WorkloadPlacement.GROUP + "/")) {
      admission.fault(
          document.fault(
              "apiVersion",
              "%s has no %s: write %s/v1alpha1 and WorkloadPlacement or PlacementPolicy"
                  .formatted(document.apiVersion(), document.kind(), WorkloadPlacement.GROUP)));
    } else {
      addNeighbour(document);
    }
  }

  /** Takes an object in that bears upon the placements of its namespace, if it does. */
  private void addNeighbour(ManifestDocument document) {
    Optional<Class<? extends HasMetadata>> kind =
        Stream.<Class<? extends HasMetadata>>concat(
                NamespaceObjects.KINDS.stream(), Stream.of(Pod.class))
            .filter(type -> is(document, type))
            .findFirst();
    if (kind.isPresent()) {
      admission.admit(document, kind.get()).ifPresent(object -> addNeighbour(object, document));
    } else if (isOf(document, "autoscaling")
        && is(document.kind(), HorizontalPodAutoscaler.class)) {
      admission
          .read(document, HorizontalPodAutoscaler.class)
          .ifPresent(autoscaler -> add(autoscaler, document));
    } else if (NamespaceObjects.OPTIONAL_KINDS.stream().anyMatch(type -> is(document, type))) {
      admission.read(document, GenericKubernetesResource.class).ifPresent(objects::add);
    } else if (isOf(document, "keda.sh") && document.kind().equals("ScaledObject")) {
      admission.read(document, GenericKubernetesResource.class).ifPresent(objects::addScaledObject);
    } else if (OWNERS_OF_PODS.contains(document.kind())) {
      admission.read(document, GenericKubernetesResource.class).ifPresent(objects::addWorkload);
    } else if (document.kind().equals("ConfigMap")
        && document.namespace().equals(KNATIVE_NAMESPACE)
        && document.name().matches("config-(features|defaults|deployment)")) {
      admission
          .read(document, ConfigMap.class)
          .map(ConfigMap::getData)
          .ifPresent(settings -> knativeSettings.put(document.name(), settings));
    } else {
      withoutSay.add(document);
    }
  }

  private void addNeighbour(HasMetadata object, ManifestDocument document) {
    if (object instanceof Deployment deployment
        && !document.content().path("spec").has("replicas")) {
      // Nobody has declared the default: a size that the cluster has counts.
      deployment.getSpec().setReplicas(null);
    }
    objects.add(object);
    if (object instanceof Service service && ServiceAnnotations.areOn(service)) {
      services.put(document, service);
    }
  }

  private void add(HorizontalPodAutoscaler autoscaler, ManifestDocument document) {
    if (autoscaler.getSpec() == null || autoscaler.getSpec().getScaleTargetRef() == null) {
      admission.fault(document.fault("spec.scaleTargetRef", "Required value"));
    } else {
      objects.add(autoscaler);
    }
  }

  private void add(DeclaredPlacement declared) {
    placements.add(declared);
    objects.add(declared.placement());
  }

  private void add(PlacementPolicy policy, ManifestDocument document) {
    policies.add(policy);
    PolicyCheck.of(policy)
        .forEach(fault -> admission.fault(document.fault(fault.field(), fault.text())));
  }

  /**
   * Makes the placements of annotated Services, once everything is in.
   *
   * @param present what a namespace has already, whose name is given
   */
  void makePlacementsOfServices(Function<String, NamespaceObjects> present) {
    services.forEach(
        (document, service) ->
            make(document, service, present.apply(service.getMetadata().getNamespace())));
  }

  private void make(ManifestDocument document, Service service, NamespaceObjects present) {
    String namespace = service.getMetadata().getNamespace();
    NamespaceObjects around = objects.in(namespace).appliedTo(present);
    Optional<WorkloadPlacement> written =
        around
            .named(WorkloadPlacement.class, service.getMetadata().getName())
            .filter(placement -> !AnnotatedService.isGenerated(placement));
    if (written.isPresent()) {
      skipped.add(document.fault("", AnnotatedService.writtenByHand(service)));
      return;
    }
    List<Deployment> refused = admission.refusedDeployments(service);
    AnnotatedService read =
        AnnotatedService.of(
            service,
            new AnnotatedService.Surroundings(
                Stream.concat(around.all(Deployment.class).stream(), refused.stream()).toList(),
                around.all(Pod.class),
                around.all(WorkloadPlacement.class)));
    read.placement().ifPresent(placement -> add(new DeclaredPlacement(placement, document)));
    if (!read.problems().isEmpty()) {
      unplaced.put(document, read.problems());
    }
  }

  private static String fault(ManifestDocument document, ServiceProblem problem) {
    return document.fault(
        problem.annotation().map("metadata.annotations."::concat).orElse(""), problem.text());
  }

  private static boolean is(ManifestDocument document, Class<? extends HasMetadata> type) {
    return document.apiVersion().equals(HasMetadata.getApiVersion(type))
        && is(document.kind(), type);
  }

  private static boolean is(String kind, Class<? extends HasMetadata> type) {
    return kind.equals(HasMetadata.getKind(type));
  }

  private static boolean is(ManifestDocument document, ResourceDefinitionContext type) {
    return isOf(document, type.getGroup()) && document.kind().equals(type.getKind());
  }

  private static boolean isOf(ManifestDocument document, String group) {
    return document.apiVersion().startsWith(group + "/");
  }

  List<DeclaredPlacement> placements() {
    return List.copyOf(placements);
  }

  List<PlacementPolicy> policies() {
    return List.copyOf(policies);
  }

  /** What the input has in the namespace of a placement. */
  NamespaceObjects around(WorkloadPlacement placement) {
    return objects.in(placement.getMetadata().getNamespace());
  }

  /**
   * What would be decided and rendered for a placement of the input where it runs nowhere yet.
   *
   * @throws Preview.Refused if the placement declares something that cannot be used
   */
  Preview preview(
      DeclaredPlacement declared, boolean knativeInstalled, Decider decider, Instant now)
      throws Preview.Refused {
    WorkloadPlacement placement = declared.placement();
    return Preview.of(
        placement,
        new Preview.Surroundings(
            namespaceOrBare(placement),
            policies(),
            around(placement),
            Optional.of(knativeFeatures()).filter(any -> knativeInstalled),
            now),
        decider);
  }

  /** What Knative's ConfigMaps of the input say; its defaults without them. */
  private KnativeFeatures knativeFeatures() {
    return KnativeFeatures.of(
        knativeSettings.getOrDefault("config-features", Map.of()),
        knativeSettings.getOrDefault("config-defaults", Map.of()),
        knativeSettings.getOrDefault("config-deployment", Map.of()));
  }

  /** The namespace of a placement, where the input has it. */
  Optional<Namespace> namespace(WorkloadPlacement placement) {
    return Optional.ofNullable(namespaces.get(placement.getMetadata().getNamespace()));
  }

  /** The namespace of a placement, without labels where the input does not have it. */
  private Namespace namespaceOrBare(WorkloadPlacement placement) {
    String name = placement.getMetadata().getNamespace();
    return namespace(placement)
        .orElseGet(
            () -> new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build());
  }

  /** The Deployment that a placement adopts, where the input has it. */
  private Optional<Deployment> adopted(WorkloadPlacement placement) {
    return Optional.ofNullable(placement.getSpec().workloadRef())
        .flatMap(reference -> around(placement).named(Deployment.class, reference.name()));
  }

  /** Whether the Deployment that a placement adopts is in the input, and is refused itself. */
  boolean adoptsRefused(WorkloadPlacement placement) {
    return adopted(placement).isEmpty()
        && placement.getSpec().workloadRef() != null
        && admission.hasRefused(
            placement.getMetadata().getNamespace(), placement.getSpec().workloadRef().name());
  }

  /** Everything that is wrong, each with file, line, column and field. */
  List<String> faults() {
    return Stream.concat(
            admission.faults().stream(),
            unplaced.entrySet().stream()
                .flatMap(
                    service ->
                        service.getValue().stream()
                            .map(problem -> fault(service.getKey(), problem))))
        .toList();
  }

  /** Everything that is wrong with the objects of the input themselves. */
  List<String> refusals() {
    return admission.faults();
  }

  /** What keeps an annotated Service from having a placement. */
  List<ServiceProblem> problems(ManifestDocument service) {
    return unplaced.getOrDefault(service, List.of());
  }

  /** The objects that were not used, and where they stand. */
  List<String> skipped() {
    Stream<String> noSay =
        withoutSay.size() <= MOST_SKIPPED
            ? withoutSay.stream()
                .map(document -> document.fault("", "has no say in a decision, and is skipped"))
            : Stream.of(
                "%d objects have no say in a decision, and are skipped: %s"
                    .formatted(withoutSay.size(), ManifestFaults.byKind(withoutSay)));
    return Stream.concat(skipped.stream(), noSay).toList();
  }
}
