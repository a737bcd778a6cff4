package io.workloadplacement.reconcile.observe;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.TrafficProfile;
import io.workloadplacement.reconcile.object.LastStatus;
import io.workloadplacement.reconcile.workload.DeploymentFacts;
import io.workloadplacement.reconcile.workload.Workload;
import io.workloadplacement.rendering.KnativeCandidate;
import io.workloadplacement.rendering.KnativeFeatures;
import io.workloadplacement.rendering.NetworkIsolation;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that a reconcile knows, gathered once and not changed afterwards.
 *
 * @param last what the placement's status said
 * @param workload what runs
 * @param inventory the objects of this placement that exist
 * @param knative whether and how Knative is there
 * @param deployment what is around the Deployment
 * @param router what leads callers to Knative
 */
public record Observation(
    WorkloadPlacement placement,
    LastStatus last,
    Workload workload,
    Namespace namespace,
    List<PlacementPolicy> policies,
    Inventory inventory,
    KnativeFacts knative,
    DeploymentFacts deployment,
    RouterFacts router,
    Instant now) {

  /** Of a cluster in which there is nothing else yet. */
  public static Observation of(WorkloadPlacement placement, Workload workload, Instant now) {
    return new Observation(
        placement,
        LastStatus.of(placement),
        workload,
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(placement.getMetadata().getNamespace())
            .endMetadata()
            .build(),
        List.of(),
        Inventory.of(placement, workload.foreignDeployment().map(List::of).orElse(List.of())),
        KnativeFacts.of(false, KnativeFeatures.defaults()),
        DeploymentFacts.NONE,
        RouterFacts.NONE,
        now);
  }

  /** The same in a namespace, under policies. */
  public Observation in(Namespace namespace, List<PlacementPolicy> policies) {
    return new Observation(
        placement,
        last,
        workload,
        namespace,
        policies,
        inventory,
        knative,
        deployment,
        router,
        now);
  }

  /** The same with objects of the placement. */
  public Observation with(Inventory inventory) {
    return new Observation(
        placement,
        last,
        workload,
        namespace,
        policies,
        inventory,
        knative,
        deployment,
        router,
        now);
  }

  /** The same with Knative. */
  public Observation with(KnativeFacts knative) {
    return new Observation(
        placement,
        last,
        workload,
        namespace,
        policies,
        inventory,
        knative,
        deployment,
        router,
        now);
  }

  /** The same with what is around the Deployment. */
  public Observation with(DeploymentFacts deployment) {
    return new Observation(
        placement,
        last,
        workload,
        namespace,
        policies,
        inventory,
        knative,
        deployment,
        router,
        now);
  }

  /** The same with the router. */
  public Observation with(RouterFacts router) {
    return new Observation(
        placement,
        last,
        workload,
        namespace,
        policies,
        inventory,
        knative,
        deployment,
        router,
        now);
  }

  /**
   * Whether something of the Deployment is there that is not to stay while Knative serves; one of
   * others stays, and ends at zero.
   */
  public boolean deploymentRemains() {
    return workload.remains(inventory.deployment());
  }

  /**
   * Whether callers reach Knative through the router. A workload that came to Knative through its
   * gateway stays on that way until it has left Knative.
   */
  public boolean throughRouter() {
    boolean throughGateway = !inventory.gatewaySlices().isEmpty() || inventory.route().isPresent();
    return !throughGateway && (router.installed() || !inventory.routerSlices().isEmpty());
  }

  /** Whether pods of the Deployment serve. */
  public boolean podsServe() {
    return inventory.rollout().filter(rollout -> rollout.available() > 0).isPresent();
  }

  /** The workload as Knative judges it. */
  public KnativeCandidate candidate(TrafficProfile profile) {
    KnativeCandidate alone =
        new KnativeCandidate(
                placement,
                workload.template(),
                workload.servingPort(),
                profile,
                knative.features(),
                workload.foreignService())
            .reachedBesidesBy(workload.furtherServices());
    return deployment.networkPolicies().isEmpty()
        ? alone
        : alone.among(
            deployment.networkPolicies(), workload.withheldLabels(deployment.foreignBudgets()));
  }

  /** Keys of labels that Knative's pods must not have. */
  public Set<String> withheldLabels(TrafficProfile profile) {
    Set<String> keys = new HashSet<>(workload.withheldLabels(deployment.foreignBudgets()));
    keys.addAll(NetworkIsolation.withheldLabels(candidate(profile)));
    return keys;
  }
}
