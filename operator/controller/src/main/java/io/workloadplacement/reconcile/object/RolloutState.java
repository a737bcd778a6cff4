package io.workloadplacement.reconcile.object;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.Objects;
import java.util.Optional;

/**
 * How far the rollout of a Deployment's newest template is, whatever its size has to be.
 *
 * @param seen whether its controller has seen the present generation
 * @param progress of the rollout, as the controller tells it
 * @param wanted pods that the Deployment is set to
 * @param available pods that serve
 */
public record RolloutState(boolean seen, Readiness progress, int wanted, int available) {

  /**
   * Reason of a Deployment whose rollout made no progress within its deadline; also Kubernetes' own
   * word for it.
   */
  private static final String DEADLINE_EXCEEDED = "ProgressDeadlineExceeded";

  /** Reads it from a Deployment. */
  public static RolloutState of(Deployment deployment) {
    DeploymentStatus status =
        Objects.requireNonNullElseGet(deployment.getStatus(), DeploymentStatus::new);
    return new RolloutState(
        Objects.equals(status.getObservedGeneration(), deployment.getMetadata().getGeneration()),
        Boolean.TRUE.equals(deployment.getSpec().getPaused())
            ? paused(deployment, status)
            : progress(status),
        PodCount.wanted(deployment),
        PodCount.available(deployment));
  }

  /** Its owner holds the newest template back: what counts are pods of the one that it has. */
  private static Readiness paused(Deployment deployment, DeploymentStatus status) {
    int wanted = PodCount.wanted(deployment);
    int available = PodCount.available(deployment);
    return refused(status)
        .map(refused -> Readiness.failed("PodsRefused", refused.getMessage()))
        .orElseGet(
            () ->
                available >= wanted
                    ? new Readiness(
                        Readiness.State.READY,
                        "DeploymentAvailable",
                        "The Deployment serves; it is paused (spec.paused), so its newest template"
                            + " is held back.")
                    : Readiness.progressing(
                        "The Deployment is paused (spec.paused), and %d of %d pods are available."
                            .formatted(available, wanted)));
  }

  private static Readiness progress(DeploymentStatus status) {
    Optional<DeploymentCondition> progress = condition(status, "Progressing");
    Optional<DeploymentCondition> refused = refused(status);
    if (progress.filter(c -> "False".equals(c.getStatus())).isPresent()) {
      return Readiness.failed(
          progress.get().getReason(), refused.orElseGet(progress::get).getMessage());
    }
    if (refused.isPresent()) {
      return Readiness.failed("PodsRefused", refused.get().getMessage());
    }
    boolean complete =
        progress.filter(c -> "NewReplicaSetAvailable".equals(c.getReason())).isPresent();
    return complete
        ? new Readiness(Readiness.State.READY, "DeploymentAvailable", "The Deployment serves.")
        : Readiness.progressing("The Deployment is rolling out its newest template.");
  }

  /**
   * A Deployment is ready when its newest template is fully rolled out and as many pods as the
   * autoscaler's minimum are available. Pods that an autoscaler adds beyond that do not count:
   * scaling up is not a rollout.
   *
   * @param minReplicas the autoscaler's minimum
   * @param rolledOut whether its present template is known to be rolled out; a generation that its
   *     controller has not seen yet is then the autoscaler's, and no rollout
   */
  public Readiness readiness(int minReplicas, boolean rolledOut) {
    if (!seen && !rolledOut) {
      return Readiness.progressing(
          "The Deployment controller has not seen the latest template yet.");
    }
    int minimum = Math.min(minReplicas, wanted);
    return progress.ready() && available < minimum
        ? Readiness.progressing("Fewer pods than the minimum of " + minimum + " are available.")
        : progress;
  }

  /** The same of one that has no minimum and may not have been rolled out before. */
  public Readiness readiness() {
    return readiness(0, false);
  }

  /** Whether the present template has not become ready in time. */
  public boolean failed() {
    return DEADLINE_EXCEEDED.equals(readiness().reason());
  }

  /** Why a Deployment's pods are refused, if they are: a quota, a security policy. */
  public static Optional<String> refusal(Deployment deployment) {
    return Optional.ofNullable(deployment.getStatus())
        .flatMap(RolloutState::refused)
        .map(DeploymentCondition::getMessage);
  }

  private static Optional<DeploymentCondition> refused(DeploymentStatus status) {
    return condition(status, "ReplicaFailure").filter(c -> "True".equals(c.getStatus()));
  }

  private static Optional<DeploymentCondition> condition(DeploymentStatus status, String type) {
    return status.getConditions().stream().filter(c -> type.equals(c.getType())).findFirst();
  }
}
