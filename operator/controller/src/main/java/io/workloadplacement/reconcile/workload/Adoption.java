package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.decision.Selectors;
import io.workloadplacement.reconcile.object.Ownership;
import io.workloadplacement.rendering.DeploymentPortability;
import io.workloadplacement.rendering.Names;
import io.workloadplacement.rendering.ServicePortability;
import io.workloadplacement.rendering.ServingPort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A Deployment of others over which a placement is laid, and what else of others bears upon it.
 *
 * @param deployment as it is in the cluster
 * @param service the one at the placement's address, where it is somebody else's
 * @param servingPort where its pods serve
 * @param blockers what keeps it off Knative besides its template
 * @param scaledBy what scales the Deployment already, in words; empty where nothing does
 */
public record Adoption(
    Deployment deployment,
    Optional<Service> service,
    ServingPort servingPort,
    List<Blocker> blockers,
    Optional<String> scaledBy) {

  /** On a placement from before the first change of the Deployment until it has it back. */
  public static final String FINALIZER = WorkloadPlacement.GROUP + "/release-workload";

  private static final String REFERENCE = "spec.workloadRef.name";

  /** Whether a placement adopts a Deployment. */
  public static boolean by(WorkloadPlacement placement) {
    return placement.getSpec().workloadRef() != null;
  }

  /** Whether a Deployment that was not touched yet is not to be. */
  public static boolean isLeftAlone(WorkloadPlacement placement, Decision decision) {
    return !hasBegun(placement)
        && (decision.waitsFor(WaitReason.RECOMMEND) || decision.waitsFor(WaitReason.POLICY_BROKEN));
  }

  /** Whether what the Deployment was like is remembered. */
  public static boolean hasBegun(WorkloadPlacement placement) {
    return placement.getStatus() != null && placement.getStatus().adoption() != null;
  }

  /**
   * Reads it. A placement that is being deleted is not refused what has changed since it adopted
   * the Deployment: it is to give it back.
   *
   * @throws PlacementProblem if the Deployment cannot be adopted
   */
  public static Adoption of(WorkloadPlacement placement, AdoptionContext neighbours) {
    String name = placement.getSpec().workloadRef().name();
    Deployment deployment =
        neighbours
            .deployment()
            .orElseThrow(
                () ->
                    PlacementProblem.invalid(
                        REFERENCE,
                        "there is no Deployment '"
                            + name
                            + "' in the namespace: create it, or name one that exists"));
    Optional<Service> service =
        neighbours.service().filter(s -> !Ownership.of(placement).covers(s));
    boolean goes = placement.getMetadata().getDeletionTimestamp() != null;
    if (!goes) {
      refuseTaken(placement, deployment, neighbours.placements());
      service.ifPresent(s -> refuseStranger(s, deployment));
    }
    Optional<ServingPort> found = servingPort(placement, deployment, service);
    ServingPort servingPort =
        goes
            ? found.orElse(ServingPort.ASSUMED)
            : found.orElseThrow(() -> noServingPort(placement, deployment, service));
    List<Blocker> blockers = new ArrayList<>(DeploymentPortability.blockers(deployment));
    service.ifPresent(
        s ->
            blockers.addAll(
                ServicePortability.blockers(s, neighbours.ingresses(), neighbours.httpRoutes())));
    ForeignAutoscalers scalers = ForeignAutoscalers.of(placement, deployment, neighbours);
    scalers.blocker().ifPresent(blockers::add);
    return new Adoption(deployment, service, servingPort, List.copyOf(blockers), scalers.first());
  }

  private static void refuseTaken(
      WorkloadPlacement placement, Deployment deployment, List<WorkloadPlacement> placements) {
    Stream<String> renderer =
        deployment.getMetadata().getOwnerReferences().stream()
            .filter(owner -> owner.getApiVersion().startsWith(WorkloadPlacement.GROUP + "/"))
            .map(owner -> owner.getName());
    Stream<String> adopter =
        placements.stream()
            .filter(other -> other.getSpec() != null && by(other))
            .filter(
                other ->
                    other
                        .getSpec()
                        .workloadRef()
                        .name()
                        .equals(placement.getSpec().workloadRef().name()))
            .min(
                Comparator.comparing(
                        (WorkloadPlacement other) -> other.getMetadata().getCreationTimestamp(),
                        Comparator.nullsLast(Comparator.naturalOrder()))
                    .thenComparing(other -> other.getMetadata().getName()))
            .map(other -> other.getMetadata().getName())
            .filter(first -> !first.equals(placement.getMetadata().getName()))
            .stream();
    Stream.concat(renderer, adopter)
        .findFirst()
        .ifPresent(
            other -> {
              throw new PlacementProblem(
                  PlacementProblem.Kind.CONFLICT,
                  "Deployment '%s' is that of WorkloadPlacement '%s' already. It is left as it is: delete one of the two placements."
                      .formatted(deployment.getMetadata().getName(), other));
            });
  }

  /** A Service of the placement's name is its address, and has to lead to the Deployment. */
  private static void refuseStranger(Service service, Deployment deployment) {
    boolean hasNoAddress =
        "ExternalName".equals(service.getSpec().getType())
            || "None".equals(service.getSpec().getClusterIP());
    if (!leadsTo(deployment, service) || hasNoAddress) {
      throw new PlacementProblem(
          PlacementProblem.Kind.CONFLICT,
          "Service '%s' has the name of the placement's address and %s. It is left as it is: name the placement after the Service of the Deployment, or after none."
              .formatted(
                  service.getMetadata().getName(),
                  hasNoAddress
                      ? "no cluster IP"
                      : "does not select the pods of Deployment '"
                          + deployment.getMetadata().getName()
                          + "'"));
    }
  }

  private static boolean leadsTo(Deployment deployment, Service service) {
    Map<String, String> selector = service.getSpec().getSelector();
    return selector != null
        && !selector.isEmpty()
        && labels(deployment).entrySet().containsAll(selector.entrySet());
  }

  private static Optional<ServingPort> servingPort(
      WorkloadPlacement placement, Deployment deployment, Optional<Service> service) {
    PodTemplateSpec template = deployment.getSpec().getTemplate();
    return service
        .map(s -> ServingPort.targeted(template, target(s)))
        .orElseGet(() -> ServingPort.of(placement, template));
  }

  private static IntOrString target(Service service) {
    ServicePort port = service.getSpec().getPorts().get(0);
    return Optional.ofNullable(port.getTargetPort())
        .orElseGet(() -> new IntOrString(port.getPort()));
  }

  private static PlacementProblem noServingPort(
      WorkloadPlacement placement, Deployment deployment, Optional<Service> service) {
    return PlacementProblem.invalid(
        REFERENCE,
        service
            .map(
                s ->
                    "Service '%s' targets the port '%s', which no container of Deployment '%s' declares: declare it there, or target another"
                        .formatted(name(s), target(s).getStrVal(), name(deployment)))
            .orElseGet(
                () ->
                    "Deployment '%s' declares several ports: create a Service '%s' that targets the one that serves"
                        .formatted(name(deployment), Names.stableService(placement))));
  }

  /**
   * What selects its pods: the Service's selector, or else the Deployment's.
   *
   * @throws PlacementProblem if the Deployment selects by expressions alone
   */
  public Map<String, String> podSelector() {
    return service
        .filter(s -> leadsTo(deployment, s))
        .map(s -> s.getSpec().getSelector())
        .or(
            () ->
                Optional.ofNullable(deployment.getSpec().getSelector().getMatchLabels())
                    .filter(labels -> !labels.isEmpty()))
        .orElseThrow(
            () ->
                PlacementProblem.invalid(
                    REFERENCE,
                    "Deployment '%s' selects by matchExpressions alone, which a Service cannot: create its Service yourself"
                        .formatted(deployment.getMetadata().getName())));
  }

  /**
   * Keys of labels that Knative's pods must not have, as something of the Deployment selects by.
   */
  public Set<String> withheldLabels(List<PodDisruptionBudget> budgets) {
    Set<String> keys = new HashSet<>(keys(deployment.getSpec().getSelector()));
    keys.addAll(podSelector().keySet());
    budgets.stream()
        .map(budget -> budget.getSpec().getSelector())
        .filter(Objects::nonNull)
        .filter(selector -> Selectors.matches(selector, labels(deployment)))
        .forEach(selector -> keys.addAll(keys(selector)));
    return keys;
  }

  private static Set<String> keys(LabelSelector selector) {
    Set<String> keys =
        new HashSet<>(Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of()).keySet());
    selector.getMatchExpressions().forEach(expression -> keys.add(expression.getKey()));
    return keys;
  }

  private static Map<String, String> labels(Deployment deployment) {
    return Optional.ofNullable(deployment.getSpec().getTemplate().getMetadata())
        .map(metadata -> metadata.getLabels())
        .orElse(Map.of());
  }

  /** What a reader of the decision should know of it. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    scaledBy.ifPresent(
        scaler ->
            notes.add(
                "%s scales Deployment '%s' already and is left alone: no autoscaler is added"
                    .formatted(scaler, name(deployment))));
    return List.copyOf(notes);
  }

  /**
   * What a team should know before its workload leaves the Deployment for the first time, in
   * sentences.
   */
  public List<String> warnings(WorkloadPlacement placement) {
    List<String> warnings = new ArrayList<>();
    String name = Names.stableService(placement);
    warnings.add(
        "Callers that say 'http://%s' alone get 404 from Knative's gateway, which cannot tell namespaces apart by it; they cannot be seen from here. Let them say 'http://%s.%s'."
            .formatted(name, name, placement.getMetadata().getNamespace()));
    if (deployment.getSpec().getTemplate().getSpec().getContainers().stream()
        .noneMatch(Adoption::sleeps)) {
      warnings.add(
          "No container of Deployment '%s' has a lifecycle.preStop: unless it serves on after SIGTERM, requests are lost while its pods end, in this move as in every rolling update. Add 'lifecycle: {preStop: {sleep: {seconds: 5}}}' to the serving container."
              .formatted(name(deployment)));
    }
    return List.copyOf(warnings);
  }

  private static boolean sleeps(Container container) {
    return container.getLifecycle() != null && container.getLifecycle().getPreStop() != null;
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getName();
  }
}
