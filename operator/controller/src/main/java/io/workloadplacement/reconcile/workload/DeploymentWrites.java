package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Optional;

/**
 * What is written to a Deployment and beside it, but for its size.
 *
 * @param apply manifests, in the order in which they are applied
 * @param patch the fields that are applied to a Deployment of others, whole, if they change
 * @param failure of the placement's template, while an older one serves in its place
 * @param problem what others hold against it, while everything else goes on
 * @param notes what the rendering has to say
 */
public record DeploymentWrites(
    List<HasMetadata> apply,
    Optional<Deployment> patch,
    Optional<Failure> failure,
    Optional<PlacementProblem> problem,
    List<String> notes) {

  /**
   * A template whose rollout failed.
   *
   * @param templateHash of the placement's template
   * @param cause in the cluster's own words; meaningful in the moment of the failure
   */
  public record Failure(String templateHash, String cause) {}

  /** Nothing. */
  static final DeploymentWrites NONE =
      new DeploymentWrites(
          List.of(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

  /** Lists are copied. */
  public DeploymentWrites {
    apply = List.copyOf(apply);
    notes = List.copyOf(notes);
  }
}
