package io.workloadplacement.reconcile.object;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How far one object is in becoming what its spec says.
 *
 * @param reason CamelCase, as in a condition
 * @param message the cluster's own words where it has any
 */
public record Readiness(State state, String reason, String message) {

  public enum State {
    READY,
    PROGRESSING,
    FAILED
  }

  /**
   * Reason of a Deployment whose rollout made no progress within its deadline; also Kubernetes' own
   * word for it.
   */
  public static final String PROGRESS_DEADLINE_EXCEEDED = "ProgressDeadlineExceeded";

  public boolean ready() {
    return state == State.READY;
  }

  /**
   * A Deployment is ready when its newest template is fully rolled out and as many pods as the
   * autoscaler's minimum are available. Pods that an autoscaler adds beyond that do not count:
   * scaling up is not a rollout.
   *
   * @param minReplicas the autoscaler's minimum
   */
  public static Readiness of(Deployment deployment, int minReplicas) {
    return of(deployment, minReplicas, false);
  }

  /**
   * The same for a Deployment that may have been rolled out before.
   *
   * @param rolledOut whether its present template is known to be rolled out; a generation that its
   *     controller has not seen yet is then the autoscaler's, and no rollout
   */
  public static Readiness of(Deployment deployment, int minReplicas, boolean rolledOut) {
    DeploymentStatus status =
        Objects.requireNonNullElseGet(deployment.getStatus(), DeploymentStatus::new);
    boolean seen =
        Objects.equals(status.getObservedGeneration(), deployment.getMetadata().getGeneration());
    if (!seen && !rolledOut) {
      return progressing("The Deployment controller has not seen the latest template yet.");
    }
    Optional<DeploymentCondition> progress = condition(status, "Progressing");
    Optional<DeploymentCondition> refused = refused(status);
    if (progress.filter(c -> "False".equals(c.getStatus())).isPresent()) {
      return failed(progress.get().getReason(), refused.orElseGet(progress::get).getMessage());
    }
    if (refused.isPresent()) {
      return failed("PodsRefused", refused.get().getMessage());
    }
    int wanted =
        Math.min(minReplicas, Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1));
    int available = Objects.requireNonNullElse(status.getAvailableReplicas(), 0);
    boolean complete =
        progress.filter(c -> "NewReplicaSetAvailable".equals(c.getReason())).isPresent();
    if (!complete) {
      return progressing("The Deployment is rolling out its newest template.");
    }
    return available >= wanted
        ? new Readiness(State.READY, "DeploymentAvailable", "The Deployment serves.")
        : progressing("Fewer pods than the minimum of " + wanted + " are available.");
  }

  /** Why a Deployment's pods are refused, if they are: a quota, a security policy. */
  public static Optional<String> refusal(Deployment deployment) {
    return Optional.ofNullable(deployment.getStatus())
        .flatMap(Readiness::refused)
        .map(DeploymentCondition::getMessage);
  }

  private static Optional<DeploymentCondition> refused(DeploymentStatus status) {
    return condition(status, "ReplicaFailure").filter(c -> "True".equals(c.getStatus()));
  }

  public static Readiness of(io.fabric8.knative.serving.v1.Service service) {
    var status = service.getStatus();
    if (status == null
        || !Objects.equals(status.getObservedGeneration(), service.getMetadata().getGeneration())) {
      return progressing("Knative has not seen the latest template yet.");
    }
    return ofKnative("Knative Service " + service.getMetadata().getName(), status.getConditions());
  }

  public static Readiness of(Ingress ingress) {
    var status = ingress.getStatus();
    if (status == null
        || !Objects.equals(status.getObservedGeneration(), ingress.getMetadata().getGeneration())) {
      return progressing("Knative's gateway has not seen the latest routes yet.");
    }
    return ofKnative("Ingress " + ingress.getMetadata().getName(), status.getConditions());
  }

  private static Readiness ofKnative(
      String what, List<io.fabric8.knative.pkg.apis.Condition> conditions) {
    for (var condition : conditions) {
      if ("Ready".equals(condition.getType())) {
        return switch (condition.getStatus()) {
          case "True" -> new Readiness(State.READY, "KnativeReady", what + " serves.");
          case "False" ->
              failed(
                  Objects.requireNonNullElse(condition.getReason(), "KnativeFailed"),
                  what + ": " + Objects.requireNonNullElse(condition.getMessage(), "not ready"));
          default ->
              progressing(
                  what
                      + " is getting ready"
                      + (condition.getMessage() == null || condition.getMessage().isEmpty()
                          ? "."
                          : ": " + condition.getMessage()));
        };
      }
    }
    return progressing(what + " is getting ready.");
  }

  /** The same, with what else is known of the cause. */
  public Readiness with(String cause) {
    return new Readiness(state, reason, message + " " + cause);
  }

  public static Readiness progressing(String message) {
    return new Readiness(State.PROGRESSING, "Progressing", message);
  }

  static Readiness failed(String reason, String message) {
    return new Readiness(State.FAILED, reason, message);
  }

  private static Optional<DeploymentCondition> condition(DeploymentStatus status, String type) {
    return status.getConditions().stream().filter(c -> type.equals(c.getType())).findFirst();
  }
}
