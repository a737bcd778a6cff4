package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Target;
import java.util.List;

/** What of an existing Deployment, besides its pods, keeps it off Knative. */
public final class DeploymentPortability {

  private DeploymentPortability() {}

  /**
   * Everything about the Deployment itself that keeps it off Knative, with the rule and the way
   * out.
   *
   * @return empty if nothing does
   */
  public static List<Blocker> blockers(Deployment deployment) {
    String name = deployment.getMetadata().getName();
    return Boolean.TRUE.equals(deployment.getSpec().getPaused())
        ? List.of(
            new Blocker(
                Target.KNATIVE,
                "Deployment '%s': spec.paused".formatted(name),
                "its owner holds a version back, and Knative would serve that version at once: resume it (kubectl rollout resume deployment/%s)."
                    .formatted(name)))
        : List.of();
  }
}
