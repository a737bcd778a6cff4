package io.workloadplacement.rendering;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Optional;

/**
 * The Deployment side of a placement.
 *
 * @param deployment without {@code replicas}: they belong to the autoscaler
 * @param autoscaler scales the Deployment by CPU within the bounds of the sizing; empty where
 *     others scale it
 * @param disruptionBudget lets a drain take one pod at a time; not to be applied where another
 *     budget already selects the pods
 * @param notes what was rendered otherwise than the template might expect, in sentences for people
 */
public record DeploymentManifests(
    Deployment deployment,
    Optional<HorizontalPodAutoscaler> autoscaler,
    PodDisruptionBudget disruptionBudget,
    List<String> notes) {

  /** Lists are copied. */
  public DeploymentManifests {
    notes = List.copyOf(notes);
  }
}
