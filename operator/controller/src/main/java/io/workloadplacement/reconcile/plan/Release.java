package io.workloadplacement.reconcile.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.TrafficPattern;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import io.workloadplacement.decision.AnnotatedRequests;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.decision.InvalidProfileException;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.reconcile.migration.MigrationState;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.observe.OwnedKind;
import io.workloadplacement.reconcile.workload.DeploymentRelease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way of a Deployment of others out of a placement that is being deleted: it serves alone, then
 * it gets its size back, then the placement may go.
 *
 * @param plan what is written next
 * @param complete whether nothing is left to be written
 * @param lookAgainAfter although nothing may have happened
 */
public record Release(Plan plan, boolean complete, Duration lookAgainAfter) {

  /**
   * For how long callers may use connections to Knative's gateway that they opened before. The
   * gateway does not tell whether there are any, and does not end them.
   */
  public static final Duration KEPT_CONNECTIONS = Duration.ofMinutes(15);

  /** The next step is looked at as soon as the operator looks at an object again. */
  static final Duration AT_ONCE = Duration.ZERO;

  /**
   * The next step.
   *
   * @param migration of the workload, {@linkplain #toDeployment turned to the Deployment}
   */
  public static Release of(MigrationState migration, String clusterDomain) {
    Observation observed = migration.observed();
    if (migration.serving().leftovers(observed, Target.KNATIVE)) {
      return new Release(
          withoutNewService(Plan.of(migration, clusterDomain), observed), false, AT_ONCE);
    }
    var owned = observed.inventory();
    // An autoscaler that still ran would change its size again.
    boolean undisturbed = owned.autoscaler().isEmpty();
    DeploymentRelease release = observed.workload().release(owned.deployment(), undisturbed);
    Duration kept = Duration.between(observed.now(), forgetsConnectionsAt(observed));
    boolean routed =
        owned.route().isPresent()
            && kept.compareTo(Duration.ZERO) > 0
            && !GatewayManifests.gatewayIsReplaced(observed);
    List<HasMetadata> remove =
        Stream.<Optional<? extends HasMetadata>>of(
                owned.autoscaler(),
                owned.disruptionBudget(),
                owned.route().filter(any -> !routed),
                owned.podsService().filter(any -> !routed),
                // Last: callers that have no other Service come by it until the end.
                owned.stableService().filter(any -> !routed && release.sized()))
            .<HasMetadata>flatMap(Optional::stream)
            .toList();
    return new Release(
        Plan.empty(migration.lifecycle())
            .patching(release.patch())
            .sizing(release.replicas())
            .removing(remove)
            .remembering(release.remembered()),
        !routed && remove.isEmpty() && release.sized() && release.patch().isEmpty(),
        routed && remove.isEmpty() && release.sized() ? kept : AT_ONCE);
  }

  /** A Service whose owner has deleted it is not made again for the time of the release. */
  private static Plan withoutNewService(Plan plan, Observation observed) {
    return observed.inventory().stableService().isPresent()
        ? plan
        : plan.applying(
            plan.apply().stream()
                .filter(manifest -> !OwnedKind.STABLE_SERVICE.is(manifest, observed.placement()))
                .toList());
  }

  /** Where the migration back stands, with what is waited for. */
  public MigrationState reached(MigrationState state) {
    return lookAgainAfter.compareTo(AT_ONCE) > 0
        ? state.with(
            state.decision().waiting(Target.DEPLOYMENT, WaitReason.RELEASED, Optional.empty()))
        : state;
  }

  /**
   * A placement that can be decided on. The schema lets windows and annotations pass that cannot be
   * read; what they get wrong is no reason to keep a Deployment.
   */
  public static WorkloadPlacement readable(WorkloadPlacement placement) {
    return AnnotatedRequests.areReadable(placement)
        ? withReadableTraffic(placement)
        : withReadableTraffic(AnnotatedRequests.without(placement));
  }

  private static WorkloadPlacement withReadableTraffic(WorkloadPlacement placement) {
    try {
      TrafficProfile.of(placement);
      return placement;
    } catch (InvalidProfileException e) {
      WorkloadPlacement readable = new WorkloadPlacement();
      readable.setMetadata(placement.getMetadata());
      readable.setSpec(withoutWindows(placement.getSpec()));
      readable.setStatus(placement.getStatus());
      return readable;
    }
  }

  private static WorkloadPlacementSpec withoutWindows(WorkloadPlacementSpec spec) {
    TrafficPattern pattern = spec.traffic().pattern();
    return spec.with(
        spec.traffic()
            .at(pattern == TrafficPattern.SCHEDULED ? TrafficPattern.DIURNAL : pattern, List.of()));
  }

  /** The decision with which a workload goes back to its Deployment. */
  public static Decision toDeployment(Decision decision) {
    return decision.ofDeletedPlacement();
  }

  private static Instant forgetsConnectionsAt(Observation observed) {
    return Instant.parse(observed.placement().getMetadata().getDeletionTimestamp())
        .plus(KEPT_CONNECTIONS);
  }
}
