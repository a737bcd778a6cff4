package io.workloadplacement.reconcile.workload;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.workloadplacement.api.v1alpha1.Blocker;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.reconcile.object.LastStatus;
import io.workloadplacement.rendering.BackingPods;
import io.workloadplacement.rendering.ServingPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What a placement runs, and all that depends on whose Deployment it is. */
public sealed interface Workload permits Templated, Adopted {

  /** On a placement from before the first change of a Deployment of others until it is released. */
  String FINALIZER = WorkloadPlacement.GROUP + "/release-workload";

  /** The pod template that runs. */
  PodTemplateSpec template();

  /** Where its pods serve. */
  ServingPort servingPort();

  /**
   * What selects the Deployment's pods.
   *
   * @throws PlacementProblem if nothing does that a Service could use
   */
  Map<String, String> podSelector();

  /** The Deployment, where it is somebody else's. */
  Optional<Deployment> foreignDeployment();

  /** The Service at the address, where it is somebody else's. */
  Optional<Service> foreignService();

  /** Services of others that select its pods too, beside the one at the address. */
  List<Service> furtherServices();

  /** The pods of its Deployment, as Services see them. */
  BackingPods backingPods();

  /** Those of the further Services that follow it to Knative by the router. */
  default List<Service> followers() {
    return furtherServices().stream().filter(backingPods()::canFollow).toList();
  }

  /** What scales its Deployment. */
  DeploymentScaler scaler();

  /** What keeps it off Knative besides its template. */
  List<Blocker> blockers();

  /**
   * Keys of labels that Knative's pods must not have, as something of the Deployment selects by.
   */
  Set<String> withheldLabels(List<PodDisruptionBudget> budgets);

  /** What a reader of the decision should know of it. */
  List<String> notes();

  /** What a team should know before it leaves its Deployment for the first time, in sentences. */
  List<String> warnings();

  /** How far the placement has taken it over. */
  Lifecycle lifecycle(Decision decision);

  /** Whether the present template is the one whose rollout failed before. */
  boolean hasFailed(LastStatus last);

  /** Whether its Deployment stays while Knative serves, at zero, instead of being removed. */
  boolean staysAtZero();

  /** Whether something of the Deployment is there that is not to stay while Knative serves. */
  boolean remains(Optional<Deployment> live);

  /**
   * The size with which its Deployment starts.
   *
   * @param sized what the traffic needs
   */
  int startSize(Optional<Deployment> live, int sized);

  /**
   * What is written to its Deployment and beside it.
   *
   * @param on the side that is wanted
   * @param kept whether the Deployment side is to be there
   */
  DeploymentWrites writes(DeploymentInput input, Target on, boolean kept);

  /**
   * What is to be remembered of its Deployment.
   *
   * @param on the side that is wanted
   * @param replicas to which it is set now, if it is
   */
  Remembered remembered(Optional<Deployment> live, Target on, OptionalInt replicas);

  /**
   * What its Deployment needs to be what it was.
   *
   * @param undisturbed whether nothing of the placement changes its size any more
   */
  DeploymentRelease release(Optional<Deployment> live, boolean undisturbed);
}
