package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.workloadplacement.api.v1alpha1.AdoptionStatus;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.decision.Selectors;
import io.workloadplacement.reconcile.object.LastStatus;
import io.workloadplacement.reconcile.object.Ownership;
import io.workloadplacement.reconcile.object.PodCount;
import io.workloadplacement.rendering.BackingPods;
import io.workloadplacement.rendering.DeploymentPortability;
import io.workloadplacement.rendering.DeploymentSide;
import io.workloadplacement.rendering.Names;
import io.workloadplacement.rendering.ServicePortability;
import io.workloadplacement.rendering.ServingPort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A Deployment of others over which a placement is laid, and what else of others bears upon it.
 *
 * @param deployment as it is in the cluster
 * @param foreignService the one at the placement's address, where it is somebody else's
 * @param further Services of others that select its pods too
 * @param backingPods its pods, as Services see them
 * @param blockers what keeps it off Knative besides its template
 * @param scaler what scales the Deployment
 * @param router whether callers come to Knative through the router, by whatever name they say
 */
public record Adopted(
    WorkloadPlacement placement,
    Deployment deployment,
    Optional<Service> foreignService,
    FurtherServices further,
    BackingPods backingPods,
    List<Blocker> blockers,
    DeploymentScaler scaler,
    boolean router)
    implements Workload {

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
  public static Adopted of(WorkloadPlacement placement, AdoptionContext around) {
    String name = Names.deployment(placement);
    Deployment deployment =
        around
            .deployment()
            .orElseThrow(
                () ->
                    PlacementProblem.invalid(
                        AdoptionCheck.REFERENCE,
                        "there is no Deployment '"
                            + name
                            + "' in the namespace: create it, or name one that exists"));
    Optional<Service> service = around.service().filter(s -> !Ownership.of(placement).covers(s));
    boolean goes = placement.getMetadata().getDeletionTimestamp() != null;
    if (!goes) {
      AdoptionCheck.refuseTaken(placement, deployment, around.placements());
      service.ifPresent(s -> AdoptionCheck.refuseStranger(s, deployment));
    }
    Optional<ServingPort> found = AdoptionCheck.servingPort(placement, deployment, service);
    ServingPort servingPort =
        goes
            ? found.orElse(ServingPort.ASSUMED)
            : found.orElseThrow(() -> AdoptionCheck.noServingPort(placement, deployment, service));
    BackingPods pods = BackingPods.adopted(deployment.getSpec().getTemplate(), servingPort);
    FurtherServices further =
        FurtherServices.of(placement, pods, service, around.services(), around.router());
    List<Blocker> blockers = new ArrayList<>(DeploymentPortability.blockers(deployment));
    service.ifPresent(
        s ->
            blockers.addAll(
                around.router()
                    ? ServicePortability.throughRouter(placement, pods, s)
                    : ServicePortability.throughGateway(
                        placement, s, around.ingresses(), around.httpRoutes())));
    blockers.addAll(further.blockers());
    Stream.concat(service.stream(), further.all().stream())
        .flatMap(s -> ServicePortability.said(placement, s, around.ingresses()).stream())
        .forEach(blockers::add);
    blockers.addAll(SiblingNames.blockers(placement, around.placements()));
    DeploymentScaler scaler = ForeignAutoscalers.of(placement, deployment, around).scaler();
    scaler.blocker().ifPresent(blockers::add);
    return new Adopted(
        placement,
        deployment,
        service,
        further,
        pods,
        List.copyOf(blockers),
        scaler,
        around.router());
  }

  @Override
  public PodTemplateSpec template() {
    return deployment.getSpec().getTemplate();
  }

  @Override
  public Optional<Deployment> foreignDeployment() {
    return Optional.of(deployment);
  }

  @Override
  public List<Service> furtherServices() {
    return further.all();
  }

  @Override
  public ServingPort servingPort() {
    return backingPods.serving();
  }

  /** The Service's selector, or else the Deployment's. */
  @Override
  public Map<String, String> podSelector() {
    return foreignService
        .filter(s -> AdoptionCheck.selects(deployment, s))
        .map(s -> s.getSpec().getSelector())
        .or(
            () ->
                Optional.ofNullable(deployment.getSpec().getSelector().getMatchLabels())
                    .filter(labels -> !labels.isEmpty()))
        .orElseThrow(
            () ->
                PlacementProblem.invalid(
                    AdoptionCheck.REFERENCE,
                    "Deployment '%s' selects by matchExpressions alone, which a Service cannot: create its Service yourself"
                        .formatted(deployment.getMetadata().getName())));
  }

  @Override
  public Set<String> withheldLabels(List<PodDisruptionBudget> budgets) {
    Set<String> keys = new HashSet<>(keys(deployment.getSpec().getSelector()));
    keys.addAll(podSelector().keySet());
    keys.addAll(further.selectorKeys());
    budgets.stream()
        .map(budget -> budget.getSpec().getSelector())
        .filter(Objects::nonNull)
        .filter(selector -> Selectors.matches(selector, AdoptionCheck.labels(deployment)))
        .forEach(selector -> keys.addAll(keys(selector)));
    return keys;
  }

  private static Set<String> keys(LabelSelector selector) {
    Set<String> keys =
        new HashSet<>(Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of()).keySet());
    selector.getMatchExpressions().forEach(expression -> keys.add(expression.getKey()));
    return keys;
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    scaler
        .other()
        .ifPresent(
            other ->
                notes.add(
                    "%s scales Deployment '%s' already and is left alone: no autoscaler is added"
                        .formatted(other, name(deployment))));
    return List.copyOf(notes);
  }

  @Override
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    String name = Names.stableService(placement);
    if (!router) {
      warnings.add(
          "Callers that say 'http://%s' alone get 404 from Knative's gateway, which cannot tell namespaces apart by it; they cannot be seen from here. Let them say 'http://%s.%s'."
              .formatted(name, name, placement.getMetadata().getNamespace()));
    }
    if (deployment.getSpec().getTemplate().getSpec().getContainers().stream()
        .noneMatch(Adopted::sleeps)) {
      warnings.add(
          "No container of Deployment '%s' has a lifecycle.preStop: unless it serves on after SIGTERM, requests are lost while its pods end, in this migration as in every rolling update. Add 'lifecycle: {preStop: {sleep: {seconds: 5}}}' to the serving container."
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

  @Override
  public Lifecycle lifecycle(Decision decision) {
    if (placement.getMetadata().getDeletionTimestamp() != null) {
      return new Lifecycle.Releasing();
    }
    if (hasBegun(placement)) {
      return new Lifecycle.Managed();
    }
    return decision.waitsFor(WaitReason.RECOMMEND) || decision.waitsFor(WaitReason.POLICY_BROKEN)
        ? new Lifecycle.LeftAlone()
        : new Lifecycle.Beginning(
            Remembered.of(size(deployment).status(Target.DEPLOYMENT, OptionalInt.empty())));
  }

  @Override
  public boolean hasFailed(LastStatus last) {
    return false;
  }

  @Override
  public boolean staysAtZero() {
    return true;
  }

  /** It ends at zero; one that somebody starts again and again is left to them. */
  @Override
  public boolean remains(Optional<Deployment> live) {
    return live.filter(d -> PodCount.wanted(d) > 0 && !size(d).contested()).isPresent();
  }

  @Override
  public int startSize(Optional<Deployment> live, int sized) {
    return live.map(this::size).map(AdoptedSize::former).orElse(sized);
  }

  @Override
  public DeploymentWrites writes(DeploymentInput input, Target on, boolean kept) {
    List<HasMetadata> beside = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    scaler
        .render(input.render())
        .filter(any -> kept)
        .ifPresent(
            autoscaler -> {
              autoscaler.autoscaler().ifPresent(beside::add);
              notes.addAll(autoscaler.notes());
            });
    if (kept && !input.facts().guards(deployment.getSpec().getTemplate())) {
      beside.add(DeploymentSide.disruptionBudget(placement, podSelector()));
    }
    Optional<AdoptedRollout> rollout = input.live().map(d -> AdoptedRollout.of(placement, d));
    Optional<PlacementProblem> held =
        rollout.filter(r -> !r.conflicts().isEmpty()).map(Adopted::heldByOthers);
    return new DeploymentWrites(
        beside,
        rollout.flatMap(AdoptedRollout::patch),
        Optional.empty(),
        held.or(
            () ->
                input
                    .live()
                    .filter(any -> on == Target.KNATIVE)
                    .map(this::size)
                    .flatMap(AdoptedSize::problem)),
        notes);
  }

  private static PlacementProblem heldByOthers(AdoptedRollout rollout) {
    return new PlacementProblem(
        PlacementProblem.Kind.CONFLICT, String.join(" ", rollout.conflicts()));
  }

  @Override
  public Remembered remembered(Optional<Deployment> live, Target on, OptionalInt replicas) {
    return live.map(d -> Remembered.of(size(d).status(on, replicas))).orElse(Remembered.NOTHING);
  }

  @Override
  public DeploymentRelease release(Optional<Deployment> live, boolean undisturbed) {
    AdoptedSize size = size(live.orElse(deployment));
    boolean sized = size.isReleased(scaler.other());
    return new DeploymentRelease(
        AdoptedRollout.givenUp(size.deployment()).patch(),
        undisturbed && !sized ? OptionalInt.of(size.former()) : OptionalInt.empty(),
        sized,
        // From then on its size is its owners' again, however long the placement lingers.
        Remembered.of(
            undisturbed
                ? AdoptionStatus.RELEASED
                : size.status(Target.DEPLOYMENT, OptionalInt.empty())));
  }

  private AdoptedSize size(Deployment live) {
    return AdoptedSize.of(placement, live);
  }
}
