package io.workloadplacement.reconcile.preview;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.DecisionInput;
import io.workloadplacement.reconcile.migration.Migrations;
import io.workloadplacement.reconcile.object.NamespaceObjects;
import io.workloadplacement.reconcile.observe.ClusterReader;
import io.workloadplacement.reconcile.observe.DecisionRequest;
import io.workloadplacement.reconcile.observe.KnativeFacts;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.plan.Plan;
import io.workloadplacement.reconcile.workload.DeploymentFacts;
import io.workloadplacement.reconcile.workload.PlacementProblem;
import io.workloadplacement.reconcile.workload.Workloads;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.rendering.Names;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a reconcile would decide and write for a placement: the same steps on the same values, with
 * nothing observed in a cluster.
 *
 * @param input what was decided upon
 * @param decision where it would run, and why
 * @param manifests what would be applied first, in order; without the Ingress and the
 *     EndpointSlices that lead the address to Knative, which follow from what Knative makes
 * @param notes what the rendering has to say
 * @param conflicts manifests whose names belong to objects of somebody else, which are left as they
 *     are
 */
public record Preview(
    DecisionInput input,
    Decision decision,
    List<HasMetadata> manifests,
    List<String> notes,
    List<ManifestChange> conflicts) {

  /** A placement that cannot be carried out as it stands. */
  public static final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    /** The message of a condition: the field, the value, the rule and the way out. */
    Refused(PlacementProblem problem) {
      super(problem.getMessage(), problem);
    }

    /** Never null. */
    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  /**
   * What a preview knows.
   *
   * @param objects what else is in the placement's namespace
   * @param knative how Knative is there; empty where it is not
   */
  public record Surroundings(
      Namespace namespace,
      List<PlacementPolicy> policies,
      NamespaceObjects objects,
      Optional<KnativeFeatures> knative,
      Instant now) {}

  /** Lists are copied. */
  public Preview {
    manifests = List.copyOf(manifests);
    notes = List.copyOf(notes);
    conflicts = List.copyOf(conflicts);
  }

  /**
   * Previews a placement that runs nowhere yet.
   *
   * @throws Refused if the placement declares something that cannot be used
   */
  public static Preview of(WorkloadPlacement placement, Surroundings surroundings, Decider decider)
      throws Refused {
    try {
      Observation observed = observation(placement, surroundings);
      Decision decision = DecisionRequest.of(observed).decidedBy(decider);
      // What is left out waits for what Knative makes, so the cluster's domain is not asked for.
      Plan plan = Plan.preview(Migrations.unhindered(observed, decision), "");
      return of(observed, decision, plan, surroundings.objects());
    } catch (PlacementProblem problem) {
      throw new Refused(problem);
    }
  }

  static Preview of(Observation observed, Decision decision, Plan plan, NamespaceObjects objects) {
    return new Preview(
        DecisionRequest.of(observed).input(),
        decision,
        plan.apply(),
        plan.notes(),
        plan.apply().stream()
            .filter(manifest -> isTaken(manifest, observed.placement(), objects))
            .map(ManifestChange::conflict)
            .toList());
  }

  private static boolean isTaken(
      HasMetadata manifest, WorkloadPlacement placement, NamespaceObjects objects) {
    return objects
        .named(manifest.getClass(), manifest.getMetadata().getName())
        .filter(object -> !ClusterReader.isOwned(object, placement))
        .isPresent();
  }

  private static Observation observation(WorkloadPlacement placement, Surroundings surroundings) {
    NamespaceObjects objects = surroundings.objects();
    if (Workloads.isOfOthers(placement)
        && objects.named(Deployment.class, Names.deployment(placement)).isEmpty()) {
      throw missing(placement);
    }
    return Observation.of(placement, Workloads.among(objects, placement), surroundings.now())
        .in(surroundings.namespace(), surroundings.policies())
        .with(
            KnativeFacts.of(
                surroundings.knative().isPresent(),
                surroundings.knative().orElseGet(KnativeFeatures::defaults)))
        .with(
            new DeploymentFacts(
                objects.all(PodDisruptionBudget.class),
                objects.all(NetworkPolicy.class),
                List.of(),
                Optional.empty()));
  }

  private static PlacementProblem missing(WorkloadPlacement placement) {
    return PlacementProblem.invalid(
        "spec.workloadRef.name",
        "there is no Deployment '%s' of the namespace '%s' in the input: give its file too"
            .formatted(Names.deployment(placement), placement.getMetadata().getNamespace()));
  }
}
