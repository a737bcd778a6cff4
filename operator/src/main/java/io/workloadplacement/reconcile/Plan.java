package io.workloadplacement.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.workloadplacement.api.v1alpha1.Rollout;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Selectors;
import io.workloadplacement.rendering.DeploymentManifests;
import io.workloadplacement.rendering.DeploymentSide;
import io.workloadplacement.rendering.KnativeSide;
import io.workloadplacement.rendering.RenderInput;
import io.workloadplacement.rendering.StableAddress;
import io.workloadplacement.rendering.TemplateHash;
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
 * @param notes what the rendering has to tell
 */
record Plan(
    List<HasMetadata> apply,
    Optional<Warmth> warm,
    OptionalInt replicas,
    List<HasMetadata> remove,
    Optional<Failure> failure,
    List<String> notes) {

  /**
   * A template whose rollout failed.
   *
   * @param templateHash of the placement's template
   * @param cause in the cluster's own words; meaningful in the moment of the failure
   */
  record Failure(String templateHash, String cause) {}

  /**
   * Adoption has its own rules; until they exist an adopted Deployment is judged and left alone.
   */
  static final Plan NOTHING =
      new Plan(
          List.of(), Optional.empty(), OptionalInt.empty(), List.of(), Optional.empty(), List.of());

  static Plan of(Observation observed, Decision decision, String clusterDomain) {
    RenderInput input =
        new RenderInput(
            observed.placement(), observed.template(), decision.profile(), decision.sizing());
    MigrationProgress migration = MigrationProgress.of(observed, decision);
    Progress progress = migration.progress();
    Target on = decision.disposition().on();
    AddressRoute route = new AddressRoute(observed, input, progress, clusterDomain);

    List<HasMetadata> apply = new ArrayList<>(List.of(StableAddress.service(input)));
    Optional<Failure> failure = Optional.empty();
    List<String> notes = List.of();
    if (on == Target.DEPLOYMENT || progress.servesFrom(on.other())) {
      DeploymentManifests manifests = DeploymentSide.render(input);
      failure = failure(observed);
      notes = manifests.notes();
      apply.addAll(deploymentSide(observed, manifests, failure));
    }
    if (on == Target.KNATIVE) {
      apply.add(KnativeSide.render(input, Set.of()));
    }
    apply.addAll(route.to(on));
    return new Plan(
        List.copyOf(apply),
        Warmth.of(observed, decision, migration),
        replicas(observed, decision, migration),
        remove(observed, on, migration, route),
        failure,
        notes);
  }

  /**
   * The size of the Deployment is its autoscaler's, but for the ends of a move: it starts as large
   * as the load needs, and it ends at zero, where its pods drain by themselves: they sleep before
   * they stop, and have the time of the longest request.
   */
  private static OptionalInt replicas(
      Observation observed, Decision decision, MigrationProgress migration) {
    var deployment = observed.owned().deployment();
    if (decision.disposition().on() == Target.KNATIVE) {
      return deployment.isPresent() && migration.mayRemove()
          ? OptionalInt.of(0)
          : OptionalInt.empty();
    }
    int present = deployment.map(Capacity::replicas).orElse(0);
    int wanted = Capacity.on(Target.DEPLOYMENT, observed, decision).wanted();
    return present == 0 || present < wanted
        ? OptionalInt.of(Math.max(wanted, decision.sizing().startReplicas()))
        : OptionalInt.empty();
  }

  private static List<HasMetadata> deploymentSide(
      Observation observed, DeploymentManifests manifests, Optional<Failure> failure) {
    PodTemplateSpec rendered = manifests.deployment().getSpec().getTemplate();
    PodTemplateSpec marked = Rollback.mark(rendered, TemplateHash.of(observed.template()));
    PodTemplateSpec template =
        failure
            .flatMap(
                failed ->
                    Rollback.lastGood(
                        observed.owned().deployment().orElseThrow(),
                        observed.replicaSets(),
                        failed.templateHash()))
            .orElse(marked);
    Deployment deployment =
        new DeploymentBuilder(manifests.deployment())
            .editSpec()
            .withTemplate(template)
            .endSpec()
            .build();
    boolean guarded =
        observed.foreignDisruptionBudgets().stream()
            .anyMatch(
                budget ->
                    Selectors.matches(
                        budget.getSpec().getSelector(), template.getMetadata().getLabels()));
    return Stream.of(
            Optional.of(deployment),
            Optional.of(manifests.autoscaler()),
            Optional.of(manifests.disruptionBudget()).filter(budget -> !guarded))
        .<HasMetadata>flatMap(Optional::stream)
        .toList();
  }

  /**
   * The failure of the present template, if its rollout failed and there is a good one to go back
   * to.
   */
  private static Optional<Failure> failure(Observation observed) {
    WorkloadPlacement placement = observed.placement();
    boolean wanted =
        Optional.ofNullable(placement.getSpec().rollout()).map(Rollout::autoRollback).orElse(true);
    if (!wanted || observed.owned().deployment().isEmpty()) {
      return Optional.empty();
    }
    Deployment deployment = observed.owned().deployment().get();
    String present = TemplateHash.of(observed.template());
    boolean failsNow =
        Rollback.failed(deployment)
            && Rollback.templateHash(deployment.getSpec().getTemplate())
                .filter(present::equals)
                .isPresent();
    Readiness readiness = Readiness.of(deployment, 0);
    String cause =
        observed.podTrouble().ofDeployment().map(readiness::with).orElse(readiness).message();
    return (failsNow ? Optional.of(present) : Rollback.rememberedFailure(placement))
        .filter(hash -> Rollback.lastGood(deployment, observed.replicaSets(), hash).isPresent())
        .map(hash -> new Failure(hash, cause));
  }

  private static List<HasMetadata> remove(
      Observation observed, Target on, MigrationProgress migration, AddressRoute route) {
    var owned = observed.owned();
    if (!migration.mayRemove()) {
      return List.of();
    }
    return switch (on) {
      case KNATIVE ->
          migration.drained()
              ? present(
                  owned.autoscaler(),
                  owned.disruptionBudget(),
                  owned.deployment(),
                  owned.podsService())
              : present(owned.autoscaler());
      case DEPLOYMENT -> {
        if (!owned.gatewaySlices().isEmpty()) {
          yield List.copyOf(owned.gatewaySlices());
        }
        if (Progress.leftovers(observed, Target.KNATIVE)) {
          yield migration.drained()
              ? present(owned.knativeService(), owned.alias().filter(a -> !route.led(a)))
              : List.of();
        }
        yield route.obsolete();
      }
    };
  }

  @SafeVarargs
  private static List<HasMetadata> present(Optional<? extends HasMetadata>... objects) {
    return Stream.of(objects).<HasMetadata>flatMap(Optional::stream).toList();
  }
}
