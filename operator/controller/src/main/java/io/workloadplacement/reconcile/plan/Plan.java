package io.workloadplacement.reconcile.plan;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.workloadplacement.api.v1alpha1.AdoptionStatus;
import io.workloadplacement.api.v1alpha1.Rollout;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Selectors;
import io.workloadplacement.reconcile.migration.Capacity;
import io.workloadplacement.reconcile.migration.MigrationState;
import io.workloadplacement.reconcile.migration.PrewarmedScale;
import io.workloadplacement.reconcile.migration.ServingState;
import io.workloadplacement.reconcile.object.PodCount;
import io.workloadplacement.reconcile.object.Readiness;
import io.workloadplacement.reconcile.object.RolloutState;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.observe.OwnedKind.Removal;
import io.workloadplacement.reconcile.workload.AdoptedRollout;
import io.workloadplacement.reconcile.workload.AdoptedSize;
import io.workloadplacement.reconcile.workload.Adoption;
import io.workloadplacement.reconcile.workload.PlacementProblem;
import io.workloadplacement.reconcile.workload.Rollback;
import io.workloadplacement.rendering.Autoscaler;
import io.workloadplacement.rendering.DeploymentManifests;
import io.workloadplacement.rendering.DeploymentSide;
import io.workloadplacement.rendering.KnativeSide;
import io.workloadplacement.rendering.KnativeTemplate;
import io.workloadplacement.rendering.RenderInput;
import io.workloadplacement.rendering.StableAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a reconcile writes. Make before break: a side is removed only after the other one serves,
 * and until then it is kept as carefully as if it were to stay.
 *
 * @param apply manifests, in the order in which they are applied
 * @param warm pods that Knative is to keep, if that changes
 * @param replicas size that the Deployment is set to, if it is set
 * @param remove existing objects that are no longer wanted, in the order in which they are removed
 * @param failure of the placement's template, while an older one serves in its place
 * @param problem what others hold against it, while everything else goes on
 * @param adopted what becomes of an adopted Deployment; nothing where there is a template
 * @param notes what the rendering has to tell
 */
public record Plan(
    List<HasMetadata> apply,
    Optional<PrewarmedScale> warm,
    OptionalInt replicas,
    List<HasMetadata> remove,
    Optional<Failure> failure,
    Optional<PlacementProblem> problem,
    Adopted adopted,
    List<String> notes) {

  /**
   * What becomes of an adopted Deployment besides its size.
   *
   * @param rollout the fields that are applied to it, whole, if they change
   * @param status what is remembered of it; empty where nothing was touched
   */
  public record Adopted(Optional<Deployment> rollout, Optional<AdoptionStatus> status) {
    public static final Adopted NONE = new Adopted(Optional.empty(), Optional.empty());
  }

  /**
   * A template whose rollout failed.
   *
   * @param templateHash of the placement's template
   * @param cause in the cluster's own words; meaningful in the moment of the failure
   */
  public record Failure(String templateHash, String cause) {}

  /**
   * Nothing, for a Deployment that was not touched yet.
   *
   * @param remembered what is to be remembered of it before it is; empty where it is left alone
   */
  public static Plan nothing(MigrationState move, Optional<AdoptionStatus> remembered) {
    return new Plan(
        List.of(),
        Optional.empty(),
        OptionalInt.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        new Adopted(Optional.empty(), remembered),
        notes(move.observed(), move.decision()));
  }

  /** What comes first of a placement that is only looked at; nothing is to be remembered for it. */
  public static Plan preview(MigrationState move, String clusterDomain) {
    return move.observed()
        .adoption()
        .filter(adoption -> Adoption.isLeftAlone(move.observed().placement(), move.decision()))
        .map(adoption -> nothing(move, Optional.empty()))
        .orElseGet(() -> of(move, clusterDomain));
  }

  public static Plan of(MigrationState move, String clusterDomain) {
    Observation observed = move.observed();
    Decision decision = move.decision();
    RenderInput input =
        input(observed, decision);
    Target on = move.on();
    AddressRoute route = new AddressRoute(observed, input, move.serving(), clusterDomain);
    Service stableService = stableService(observed, input);

    List<HasMetadata> apply = new ArrayList<>();
    if (observed.adoption().flatMap(Adoption::service).isEmpty()) {
      apply.add(stableService);
    }
    Optional<Failure> failure = Optional.empty();
    List<String> notes =
        new ArrayList<>(notes(observed, decision));
    boolean deploymentSide = on == Target.DEPLOYMENT || move.serving().servesFrom(on.other());
    if (deploymentSide && observed.adoption().isPresent()) {
      apply.addAll(besideAdopted(observed, observed.adoption().get(), input, notes));
    } else if (deploymentSide) {
      DeploymentManifests manifests = DeploymentSide.render(input);
      failure = failure(observed);
      notes.addAll(manifests.notes());
      apply.addAll(deploymentSide(observed, manifests, failure));
    }
    if (on == Target.KNATIVE) {
      apply.add(
          KnativeSide.render(
              input,
              observed
                  .adoption()
                  .map(adoption -> adoption.withheldLabels(observed.deployment().foreignBudgets()))
                  .orElse(Set.of())));
    }
    apply.addAll(route.to(on, stableService));
    Optional<AdoptedRollout> rollout =
        observed
            .inventory()
            .deployment()
            .filter(live -> observed.adoption().isPresent())
            .map(live -> AdoptedRollout.of(observed.placement(), live));
    OptionalInt replicas = replicas(move);
    return new Plan(
        List.copyOf(apply),
        PrewarmedScale.of(
            observed, decision, move.serving().workload().ready(), move.coolDownDue()),
        replicas,
        remove(move, route),
        failure,
        rollout
            .flatMap(Plan::heldByOthers)
            .or(
                () ->
                    observed
                        .adoptedSize()
                        .filter(size -> on == Target.KNATIVE)
                        .flatMap(AdoptedSize::problem)),
        new Adopted(
            rollout.flatMap(AdoptedRollout::patch),
            observed.adoptedSize().map(size -> size.status(on, replicas))),
        List.copyOf(notes));
  }

  private static RenderInput input(Observation observed, Decision decision) {
    RenderInput input =
        new RenderInput(
                observed.placement(), observed.template(), decision.profile(), decision.sizing())
            .withFeatures(observed.knative().features());
    return observed
        .adoption()
        .map(adoption -> input.servedAt(adoption.servingPort()))
        .orElse(input);
  }

  /** What a reader should know whatever is written; of Knative, where it is wanted or serves. */
  private static List<String> notes(Observation observed, Decision decision) {
    List<String> notes =
        new ArrayList<>(observed.adoption().map(Adoption::notes).orElse(List.of()));
    if (decision.status().target() == Target.KNATIVE
        || decision.nextAction().on() == Target.KNATIVE) {
      notes.addAll(KnativeTemplate.of(observed.candidate(decision.profile())).notes());
    }
    return notes;
  }

  private static Optional<PlacementProblem> heldByOthers(AdoptedRollout rollout) {
    return rollout.conflicts().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PlacementProblem(
                PlacementProblem.Kind.CONFLICT, String.join(" ", rollout.conflicts())));
  }

  /** What the operator adds to a Deployment of others. */
  private static List<HasMetadata> besideAdopted(
      Observation observed, Adoption adoption, RenderInput input, List<String> notes) {
    List<HasMetadata> beside = new ArrayList<>();
    if (adoption.scaledBy().isEmpty()) {
      Autoscaler.Rendered autoscaler = Autoscaler.render(input);
      beside.add(autoscaler.autoscaler());
      notes.addAll(autoscaler.notes());
    }
    if (!guarded(observed, adoption.deployment().getSpec().getTemplate())) {
      beside.add(DeploymentSide.disruptionBudget(observed.placement(), observed.podSelector()));
    }
    return beside;
  }

  /**
   * The size of the Deployment is its autoscaler's, but for the ends of a move: it starts as large
   * as the load needs, and it ends at zero, where its pods drain by themselves: they sleep before
   * they stop, and have the time of the longest request.
   */
  private static OptionalInt replicas(MigrationState move) {
    Observation observed = move.observed();
    if (move.on() == Target.KNATIVE) {
      return observed.deploymentRemains() && move.mayRemove()
          ? OptionalInt.of(0)
          : OptionalInt.empty();
    }
    int present = observed.inventory().deployment().map(PodCount::wanted).orElse(0);
    int wanted = Capacity.on(Target.DEPLOYMENT, observed, move.decision()).wanted();
    int start =
        observed
            .adoptedSize()
            .map(AdoptedSize::former)
            .orElse(move.decision().sizing().startReplicas());
    int size = Math.max(wanted, start);
    return (present == 0 || present < wanted) && present != size
        ? OptionalInt.of(size)
        : OptionalInt.empty();
  }

  private static Service stableService(Observation observed, RenderInput input) {
    return observed
        .adoption()
        .flatMap(Adoption::service)
        .orElseGet(() -> StableAddress.service(input, observed.podSelector()));
  }

  private static List<HasMetadata> deploymentSide(
      Observation observed, DeploymentManifests manifests, Optional<Failure> failure) {
    PodTemplateSpec rendered = manifests.deployment().getSpec().getTemplate();
    PodTemplateSpec marked = Rollback.mark(rendered, observed.templateName().hash());
    PodTemplateSpec template =
        failure
            .flatMap(
                failed ->
                    Rollback.lastGood(
                        observed.inventory().deployment().orElseThrow(),
                        observed.deployment().replicaSets(),
                        failed.templateHash()))
            .orElse(marked);
    Deployment deployment =
        new DeploymentBuilder(manifests.deployment())
            .editSpec()
            .withTemplate(template)
            .endSpec()
            .build();
    return Stream.of(
            Optional.of(deployment),
            Optional.of(manifests.autoscaler()),
            Optional.of(manifests.disruptionBudget()).filter(any -> !guarded(observed, template)))
        .<HasMetadata>flatMap(Optional::stream)
        .toList();
  }

  /** Whether somebody else's budget selects the pods: under two, none can be evicted. */
  private static boolean guarded(Observation observed, PodTemplateSpec template) {
    return observed.deployment().foreignBudgets().stream()
        .anyMatch(
            budget ->
                Selectors.matches(
                    budget.getSpec().getSelector(), template.getMetadata().getLabels()));
  }

  /**
   * The failure of the present template, if its rollout failed and there is a good one to go back
   * to.
   */
  private static Optional<Failure> failure(Observation observed) {
    WorkloadPlacement placement = observed.placement();
    boolean wanted =
        Optional.ofNullable(placement.getSpec().rollout()).map(Rollout::autoRollback).orElse(true);
    if (!wanted || observed.inventory().deployment().isEmpty()) {
      return Optional.empty();
    }
    Deployment deployment = observed.inventory().deployment().get();
    RolloutState rollout = observed.inventory().rollout().orElseThrow();
    String present = observed.templateName().hash();
    boolean failsNow =
        rollout.failed()
            && Rollback.templateHash(deployment.getSpec().getTemplate())
                .filter(present::equals)
                .isPresent();
    Readiness readiness = rollout.readiness();
    String cause = observed.deployment().trouble().map(readiness::with).orElse(readiness).message();
    return (failsNow ? Optional.of(present) : Rollback.rememberedFailure(observed.last(), present))
        .filter(
            hash ->
                Rollback.lastGood(deployment, observed.deployment().replicaSets(), hash)
                    .isPresent())
        .map(hash -> new Failure(hash, cause));
  }

  private static List<HasMetadata> remove(MigrationState move, AddressRoute route) {
    Observation observed = move.observed();
    if (!move.mayRemove()) {
      return List.of();
    }
    Target left = move.on().other();
    List<HasMetadata> atOnce = observed.inventory().of(left, Removal.SERVING);
    List<HasMetadata> later = move.drained() ? drained(observed, left, route) : List.of();
    if (left == Target.DEPLOYMENT) {
      return Stream.concat(atOnce.stream(), later.stream()).toList();
    }
    if (!atOnce.isEmpty()) {
      return atOnce;
    }
    if (ServingState.leftovers(observed, Target.KNATIVE)) {
      return later;
    }
    return Stream.concat(
            observed.inventory().autoscaler().stream()
                .filter(any -> observed.adoption().flatMap(Adoption::scaledBy).isPresent()),
            route.obsolete().stream())
        .toList();
  }

  /** An adopted Deployment is not removed, and the route not while callers may come by it. */
  private static List<HasMetadata> drained(Observation observed, Target left, AddressRoute route) {
    return observed.inventory().of(left, Removal.DRAINING).stream()
        .filter(object -> !(object instanceof Deployment && observed.adoption().isPresent()))
        .filter(object -> !(object instanceof Ingress known && route.led(known)))
        .toList();
  }
}
