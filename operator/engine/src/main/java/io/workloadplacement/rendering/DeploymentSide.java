package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategyBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.workloadplacement.api.v1alpha1.Rollout;
import io.workloadplacement.api.v1alpha1.RolloutStrategy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Renders a placement as a Deployment with its autoscaler and disruption budget. */
public final class DeploymentSide {

  /** Seconds for which a new replica must be ready, where {@code spec.rollout} is silent. */
  public static final int MIN_READY_SECONDS = 10;

  /** Seconds until a rollout without progress has failed, where {@code spec.rollout} is silent. */
  public static final int PROGRESS_DEADLINE_SECONDS = 600;

  private DeploymentSide() {}

  /**
   * Renders the Deployment side of a placement with a template. The Deployment carries no {@code
   * replicas}: they belong to the autoscaler, and the first size goes through {@code scale}.
   *
   * @throws IllegalArgumentException if the template has {@link TemplateRules violations} that keep
   *     its serving port from being known
   */
  public static DeploymentManifests render(RenderInput input) {
    WorkloadPlacement placement = input.placement();
    List<String> notes = new ArrayList<>();
    Deployment deployment =
        new DeploymentBuilder()
            .withMetadata(OwnerReferences.metadata(placement, Names.deployment(placement)).build())
            .withNewSpec()
            .withSelector(selector(Labels.podSelector(placement)))
            .withTemplate(DeploymentPods.template(input, notes))
            .endSpec()
            .build();
    RolloutPlan rollout = RolloutPlan.of(placement.getSpec().rollout(), input.template().getSpec());
    notes.addAll(rollout.notes());
    roll(deployment, rollout.rollout());
    if (placement.getSpec().traffic().concurrencyLimit() > 0) {
      notes.add(
          "spec.traffic.containerConcurrency: %d is kept on Knative alone; nothing counts requests in front of the pods of a Deployment"
              .formatted(placement.getSpec().traffic().concurrencyLimit()));
    }
    Autoscaler.Rendered autoscaler = Autoscaler.render(input);
    notes.addAll(autoscaler.notes());
    return new DeploymentManifests(
        deployment,
        autoscaler.autoscaler(),
        disruptionBudget(placement, Labels.podSelector(placement)),
        notes);
  }

  /**
   * The rollout fields that a placement states, to be applied to the Deployment that it adopted;
   * nothing else of that Deployment is ours.
   *
   * @return empty where the placement states none
   */
  public static Optional<Deployment> adoptedRollout(WorkloadPlacement placement) {
    Rollout stated = Optional.ofNullable(placement.getSpec().rollout()).orElse(Rollout.SILENT);
    boolean states =
        stated.maxUnavailable() != null
            || stated.maxSurge() != null
            || stated.minReadySeconds() != null
            || stated.progressDeadlineSeconds() != null
            || stated.strategy() != null;
    if (!states) {
      return Optional.empty();
    }
    Deployment patch =
        new DeploymentBuilder()
            .withNewMetadata()
            .withName(Names.deployment(placement))
            .withNamespace(placement.getMetadata().getNamespace())
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .build();
    roll(patch, stated);
    return Optional.of(patch);
  }

  /**
   * A disruption budget over the pods that the labels select: one may be missing at a time.
   *
   * @param podLabels {@link Labels#podSelector}, or what an adopted Deployment selects by
   */
  public static PodDisruptionBudget disruptionBudget(
      WorkloadPlacement placement, Map<String, String> podLabels) {
    return new PodDisruptionBudgetBuilder()
        .withMetadata(
            OwnerReferences.metadata(placement, Names.disruptionBudget(placement)).build())
        .withNewSpec()
        .withMaxUnavailable(new IntOrString(1))
        .withSelector(selector(podLabels))
        .endSpec()
        .build();
  }

  private static void roll(Deployment deployment, Rollout rollout) {
    deployment.setSpec(
        deployment
            .getSpec()
            .edit()
            .withMinReadySeconds(rollout.minReadySeconds())
            .withProgressDeadlineSeconds(rollout.progressDeadlineSeconds())
            .build());
    boolean rolls = rollout.maxUnavailable() != null || rollout.maxSurge() != null;
    if (rolls || rollout.strategy() != null) {
      RolloutStrategy strategy =
          rollout.strategy() == null ? RolloutStrategy.ROLLING_UPDATE : rollout.strategy();
      DeploymentStrategyBuilder rendered =
          new DeploymentStrategyBuilder().withType(strategy.toString());
      if (rolls) {
        rendered
            .withNewRollingUpdate()
            .withMaxUnavailable(rollout.maxUnavailable())
            .withMaxSurge(rollout.maxSurge())
            .endRollingUpdate();
      }
      deployment.setSpec(deployment.getSpec().edit().withStrategy(rendered.build()).build());
    }
  }

  static LabelSelector selector(Map<String, String> labels) {
    return new LabelSelectorBuilder().withMatchLabels(labels).build();
  }
}
