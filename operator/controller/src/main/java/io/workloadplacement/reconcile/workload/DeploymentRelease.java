package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a Deployment still needs to be what it was before its placement.
 *
 * @param patch gives up the fields that were applied to it, if there are any
 * @param replicas size that it is set to, if it is set
 * @param sized whether it has its size
 * @param remembered what is kept of it until it is released
 */
public record DeploymentRelease(
    Optional<Deployment> patch, OptionalInt replicas, boolean sized, Remembered remembered) {

  /** Nothing: it goes with its placement. */
  static final DeploymentRelease NONE =
      new DeploymentRelease(Optional.empty(), OptionalInt.empty(), true, Remembered.NOTHING);
}
