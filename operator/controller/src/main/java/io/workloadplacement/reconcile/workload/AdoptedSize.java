package io.workloadplacement.reconcile.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.workloadplacement.api.v1alpha1.AdoptionStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.reconcile.object.FieldOwners;
import io.workloadplacement.reconcile.object.LastStatus;
import io.workloadplacement.reconcile.object.PodCount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The size of an adopted Deployment: the one that it had, and whether somebody insists on it while
 * Knative serves.
 *
 * @param former replicas that it gets back
 * @param scaleToZeroAttempts how often it was set to zero since Knative serves
 * @param edited whether the placement has changed since, which is worth another try
 */
public record AdoptedSize(
    Deployment deployment, int former, int scaleToZeroAttempts, boolean edited) {

  private static final int MOST_ENDINGS = 3;

  /** Who scales it states nothing, and may be a person who tries something. */
  private static final int MOST_ENDINGS_OF_SCALERS = 6;

  private static final List<String> REPLICAS = List.of("spec", "replicas");
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
  private static final ObjectMapper JSON = new ObjectMapper();

  public static AdoptedSize of(WorkloadPlacement placement, Deployment deployment) {
    int replicas = PodCount.wanted(deployment);
    int scaleToZeroAttempts = scaleToZeroAttempts(placement);
    // Whose manifest states a size has the last word; autoscalers and the operator change it by its
    // scale, which is nobody's manifest.
    int former =
        replicas > 0 && insists(deployment)
            ? replicas
            : recorded(placement).map(AdoptionStatus::originalReplicas).orElse(replicas);
    return new AdoptedSize(
        deployment, former, scaleToZeroAttempts, LastStatus.of(placement).edited());
  }

  /** How often, by the status, it was set to zero since Knative serves. */
  public static int scaleToZeroAttempts(WorkloadPlacement placement) {
    return recorded(placement).map(AdoptionStatus::scaleToZeroAttempts).orElse(0);
  }

  private static Optional<AdoptionStatus> recorded(WorkloadPlacement placement) {
    return Optional.ofNullable(placement.getStatus()).map(WorkloadPlacementStatus::adoption);
  }

  /**
   * Whether somebody's manifest states the size. Who applies on the client's side owns what the API
   * server filled in, too; what that manifest really states is in an annotation.
   */
  private static boolean insists(Deployment deployment) {
    return !FieldOwners.of(deployment).others(REPLICAS).isEmpty()
        && !lastAppliedWithoutReplicas(deployment);
  }

  private static boolean lastAppliedWithoutReplicas(Deployment deployment) {
    Map<String, String> annotations = deployment.getMetadata().getAnnotations();
    String applied = annotations == null ? null : annotations.get(LAST_APPLIED);
    if (applied == null) {
      return false;
    }
    try {
      return JSON.readTree(applied).at("/spec/replicas").isMissingNode();
    } catch (JsonProcessingException e) {
      // Not a manifest; then it tells nothing.
      return false;
    }
  }

  /** Whether it is left running beside Knative, as somebody insists on it. */
  public boolean contested() {
    return scaleToZeroAttempts >= (insists(deployment) ? MOST_ENDINGS : MOST_ENDINGS_OF_SCALERS)
        && !edited
        && PodCount.wanted(deployment) > 0;
  }

  /**
   * Whether it has the size that it is to be given back with: once it was given that, and where
   * another autoscaler is at work, any but zero is right.
   */
  public boolean isReleased(Optional<String> scaledBy) {
    int replicas = PodCount.wanted(deployment);
    return replicas == former || (replicas > 0 && scaledBy.isPresent());
  }

  /** What keeps it from ending, where it is contested. */
  public Optional<PlacementProblem> problem() {
    if (!contested()) {
      return Optional.empty();
    }
    return Optional.of(
        new PlacementProblem(
            PlacementProblem.Kind.SCALE_CONFLICT,
            "Knative serves, and %s Deployment '%s' again and again: it is left running, and both serve. %s"
                .formatted(
                    insists(deployment)
                        ? "field manager " + owners() + " has started"
                        : "somebody has scaled up",
                    deployment.getMetadata().getName(),
                    insists(deployment)
                        ? "Remove the line 'replicas: %d' under spec from the Deployment's manifest."
                            .formatted(PodCount.wanted(deployment))
                        : "The API server does not keep who does that; end it, and change the"
                            + " placement.")));
  }

  private String owners() {
    return FieldOwners.of(deployment).others(REPLICAS).stream()
        .map(owner -> "'" + owner + "'")
        .collect(Collectors.joining(", "));
  }

  /**
   * What is to be remembered of it.
   *
   * @param replicas to which it is set now, if it is
   */
  public AdoptionStatus status(Target on, OptionalInt replicas) {
    boolean ends = replicas.isPresent() && replicas.getAsInt() == 0;
    int now = on == Target.KNATIVE ? scaleToZeroAttempts + (ends ? 1 : 0) : 0;
    return new AdoptionStatus(former, now == 0 ? null : now);
  }
}
