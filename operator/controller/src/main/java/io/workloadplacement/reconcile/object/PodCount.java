package io.workloadplacement.reconcile.object;

import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Objects;
import java.util.Optional;

/** How many pods an object is set to, and how many it has. */
public final class PodCount {

  private PodCount() {}

  /** The size that a Deployment is set to. */
  public static int wanted(Deployment deployment) {
    return Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
  }

  /** Pods of a Deployment that serve. */
  public static int available(Deployment deployment) {
    return deployment.getStatus() == null
        ? 0
        : Objects.requireNonNullElse(deployment.getStatus().getAvailableReplicas(), 0);
  }

  /** Available pods without those that are about to end, as it was set to a smaller size. */
  public static int staying(Deployment deployment) {
    return Math.min(wanted(deployment), available(deployment));
  }

  /** Pods of a Revision. */
  public static int of(Revision revision) {
    return Optional.ofNullable(revision.getStatus()).map(s -> s.getActualReplicas()).orElse(0);
  }
}
