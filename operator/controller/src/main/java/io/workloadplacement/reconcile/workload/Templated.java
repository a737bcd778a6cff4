package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Rollout;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.reconcile.object.LastStatus;
import io.workloadplacement.reconcile.object.Readiness;
import io.workloadplacement.reconcile.object.RolloutState;
import io.workloadplacement.reconcile.workload.DeploymentWrites.Failure;
import io.workloadplacement.rendering.BackingPods;
import io.workloadplacement.rendering.DeploymentManifests;
import io.workloadplacement.rendering.DeploymentSide;
import io.workloadplacement.rendering.Labels;
import io.workloadplacement.rendering.ServingPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A workload that the placement states itself; all of it is the placement's.
 *
 * @param name of its template
 * @param scaler of its Deployment
 * @param backingPods its pods, as Services see them
 * @param further Services of others that select its pods
 * @param blockers in its surroundings
 */
record Templated(
    WorkloadPlacement placement,
    TemplateName name,
    DeploymentScaler scaler,
    BackingPods backingPods,
    FurtherServices further,
    List<Blocker> blockers)
    implements Workload {

  static Templated of(
      WorkloadPlacement placement,
      List<HorizontalPodAutoscaler> autoscalers,
      List<WorkloadPlacement> siblings,
      List<Service> services,
      boolean router) {
    BackingPods pods =
        BackingPods.rendered(
            placement,
            ServingPort.of(placement, BackingPods.template(placement)).orElse(ServingPort.ASSUMED));
    FurtherServices further =
        FurtherServices.of(placement, pods, Optional.empty(), services, router);
    List<Blocker> blockers = new ArrayList<>(SiblingNames.blockers(placement, siblings));
    blockers.addAll(further.blockers());
    return new Templated(
        placement,
        new TemplateName(placement.getSpec().template()),
        ForeignAutoscalers.besides(placement, autoscalers),
        pods,
        further,
        List.copyOf(blockers));
  }

  @Override
  public PodTemplateSpec template() {
    return Objects.requireNonNull(placement.getSpec().template(), "spec.template");
  }

  @Override
  public ServingPort servingPort() {
    return backingPods.serving();
  }

  @Override
  public Map<String, String> podSelector() {
    return Labels.podSelector(placement);
  }

  @Override
  public Optional<Deployment> foreignDeployment() {
    return Optional.empty();
  }

  @Override
  public Optional<Service> foreignService() {
    return Optional.empty();
  }

  @Override
  public Set<String> withheldLabels(List<PodDisruptionBudget> budgets) {
    return further.selectorKeys();
  }

  @Override
  public List<Service> furtherServices() {
    return further.all();
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  @Override
  public Lifecycle lifecycle(Decision decision) {
    return new Lifecycle.Managed();
  }

  @Override
  public boolean hasFailed(LastStatus last) {
    return last.status().map(status -> status.failedTemplateHash()).isPresent()
        && Rollback.rememberedFailure(last, name.hash()).isPresent();
  }

  @Override
  public boolean staysAtZero() {
    return false;
  }

  @Override
  public boolean remains(Optional<Deployment> live) {
    return live.isPresent();
  }

  @Override
  public int startSize(Optional<Deployment> live, int sized) {
    return sized;
  }

  @Override
  public DeploymentWrites writes(DeploymentInput input, Target on, boolean kept) {
    if (!kept) {
      return DeploymentWrites.NONE;
    }
    DeploymentManifests manifests =
        DeploymentSide.render(
            scaler.other().map(input.render()::scaledBy).orElseGet(input::render));
    Optional<Failure> failure = failure(input);
    PodTemplateSpec template =
        failure
            .flatMap(failed -> lastGood(input, failed.templateHash()))
            .orElseGet(
                () -> Rollback.mark(manifests.deployment().getSpec().getTemplate(), name.hash()));
    Deployment deployment =
        new DeploymentBuilder(manifests.deployment())
            .editSpec()
            .withTemplate(template)
            .endSpec()
            .build();
    List<HasMetadata> apply =
        Stream.of(
                Optional.of(deployment),
                manifests.autoscaler(),
                Optional.of(manifests.disruptionBudget())
                    .filter(any -> !input.facts().guards(template)))
            .<HasMetadata>flatMap(Optional::stream)
            .toList();
    return new DeploymentWrites(
        apply, Optional.empty(), failure, Optional.empty(), manifests.notes());
  }

  /**
   * The failure of the present template, if its rollout failed and there is a good one to go back
   * to.
   */
  private Optional<Failure> failure(DeploymentInput input) {
    boolean wanted =
        Optional.ofNullable(placement.getSpec().rollout()).map(Rollout::autoRollback).orElse(true);
    if (!wanted || input.live().isEmpty()) {
      return Optional.empty();
    }
    RolloutState rollout = input.rollout().orElseThrow();
    String present = name.hash();
    boolean failsNow =
        rollout.failed()
            && Rollback.templateHash(input.live().get().getSpec().getTemplate())
                .filter(present::equals)
                .isPresent();
    Readiness readiness = rollout.readiness();
    String cause = input.facts().failure().map(readiness::with).orElse(readiness).message();
    return (failsNow ? Optional.of(present) : Rollback.rememberedFailure(input.last(), present))
        .filter(hash -> lastGood(input, hash).isPresent())
        .map(hash -> new Failure(hash, cause));
  }

  private static Optional<PodTemplateSpec> lastGood(DeploymentInput input, String failedHash) {
    return Rollback.lastGood(input.live().orElseThrow(), input.facts().replicaSets(), failedHash);
  }

  @Override
  public Remembered remembered(Optional<Deployment> live, Target on, OptionalInt replicas) {
    return Remembered.NOTHING;
  }

  @Override
  public DeploymentRelease release(Optional<Deployment> live, boolean undisturbed) {
    return DeploymentRelease.NONE;
  }
}
