package io.workloadplacement.reconcile.status;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.reconcile.Observed;
import io.workloadplacement.reconcile.migration.MigrationState;
import io.workloadplacement.reconcile.migration.Migrations;
import io.workloadplacement.reconcile.plan.Plan;
import io.workloadplacement.reconcile.workload.PlacementProblem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A placement in every state, each with the status that the operator writes. */
final class PlacementStates {

  private static final String FAILED = "ProgressDeadlineExceeded";

  private PlacementStates() {}

  /** Those in which {@code kubectl get wp} differs. */
  static Map<String, WorkloadPlacement> shown() {
    Map<String, WorkloadPlacement> states = new LinkedHashMap<>();
    states.put("Just created", justCreated());
    states.put("A Deployment starts", settled(rollingOut(DEPLOYMENT)));
    states.put("A Deployment serves", settled(onDeployment(DEPLOYMENT)));
    states.put("Its rollout fails", settled(Observed.pinnedTo(DEPLOYMENT).deployment(FAILED, 0)));
    states.put("Knative starts", settled(rollingOut(KNATIVE)));
    states.put("Knative serves", settled(Observed.pinnedTo(KNATIVE).servingKnative()));
    states.put(
        "Knative reports a failure", settled(Observed.pinnedTo(KNATIVE).knativeService("False")));
    states.put(
        "It migrates to Knative",
        settled(Observed.pinnedTo(KNATIVE).availableDeployment().knativeService("Unknown")));
    states.put(
        "Knative serves, and the Deployment drains",
        settled(Observed.pinnedTo(KNATIVE).servingKnative().availableDeployment()));
    states.put(
        "It migrates to a Deployment",
        settled(Observed.pinnedTo(DEPLOYMENT).servingKnative().deployment("ReplicaSetUpdated", 0)));
    states.put("A migration waits for its turn", waiting(WaitReason.QUEUED));
    states.put("A migration was rolled back", waiting(WaitReason.ROLLED_BACK));
    states.put("Stability holds it", waiting(WaitReason.HELD));
    states.put("Mode Recommend", waiting(WaitReason.RECOMMEND));
    states.put("Knative is not installed", waiting(WaitReason.KNATIVE_ABSENT));
    states.put("Callers did not reach Knative", waiting(WaitReason.FELL_BACK));
    states.put("Its policy is broken", waiting(WaitReason.POLICY_BROKEN));
    states.put("It is deleted, and the Deployment is given back", deleted());
    states.put(
        "The spec says what cannot be", stopped(PlacementProblem.invalid("spec", "no port")));
    states.put("A name is taken", stopped(PlacementProblem.conflict("Service", "checkout")));
    states.put(
        "The API server refuses a manifest",
        stopped(PlacementProblem.rejected("Deployment", "checkout", "quota")));
    states.put("The operator cannot finish, at first", retrying());
    return states;
  }

  /** Those and the ones that only who waits for a placement tells apart. */
  static Map<String, WorkloadPlacement> all() {
    Map<String, WorkloadPlacement> states = new LinkedHashMap<>(shown());
    Observed edited = onDeployment(DEPLOYMENT);
    states.put("The spec was edited", settled(edited));
    edited.edited();
    Observed rollingBack = timedOut();
    states.put("A migration is rolled back", settled(rollingBack));
    Observed backingOff =
        onDeployment(KNATIVE)
            .status(timedOut().told())
            .at(Observed.NOW.plus(Duration.ofMinutes(12)));
    states.put("A migration waits for its next try", settled(backingOff));
    Observed failing = onDeployment(DEPLOYMENT);
    failing.status(failing.told());
    states.put(
        "The operator cannot finish, of what serves",
        with(failing, composer(failing).retrying("the API server is away")));
    return states;
  }

  private static Observed timedOut() {
    Observed observed = Observed.pinnedTo(KNATIVE).availableDeployment().knativeService("False");
    observed.status(observed.told());
    return observed.at(Observed.NOW.plus(Duration.ofMinutes(10)));
  }

  private static WorkloadPlacement justCreated() {
    return with(Observed.pinnedTo(DEPLOYMENT), WorkloadPlacementStatus.of(-1L).build());
  }

  private static WorkloadPlacement settled(Observed observed) {
    return with(observed, observed.told());
  }

  private static WorkloadPlacement with(Observed observed, WorkloadPlacementStatus status) {
    return observed.status(status).placement;
  }

  private static Observed rollingOut(Target side) {
    return side == DEPLOYMENT
        ? Observed.pinnedTo(DEPLOYMENT).deployment("ReplicaSetUpdated", 0)
        : Observed.pinnedTo(KNATIVE).knativeService("Unknown");
  }

  private static Observed onDeployment(Target wanted) {
    return Observed.pinnedTo(wanted).availableDeployment();
  }

  private static WorkloadPlacement waiting(WaitReason why) {
    Observed observed = onDeployment(KNATIVE);
    return told(observed, observed.decision().waiting(DEPLOYMENT, why, Optional.empty()));
  }

  private static WorkloadPlacement deleted() {
    Observed observed = onDeployment(KNATIVE);
    WorkloadPlacement released =
        told(
            observed,
            observed
                .decision()
                .ofDeletedPlacement()
                .waiting(DEPLOYMENT, WaitReason.RELEASED, Optional.empty()));
    observed.deletedAt(Observed.NOW);
    return released;
  }

  private static WorkloadPlacement told(Observed observed, Decision decision) {
    MigrationState state = Migrations.unhindered(observed.observation(), decision);
    return with(
        observed,
        composer(observed).placed(Plan.of(state, "cluster.local"), state, "cluster.local"));
  }

  private static WorkloadPlacement stopped(PlacementProblem problem) {
    Observed observed = onDeployment(DEPLOYMENT);
    observed.status(observed.told());
    return with(observed, composer(observed).stopped(problem, Optional.empty()));
  }

  private static WorkloadPlacement retrying() {
    Observed observed = Observed.pinnedTo(DEPLOYMENT);
    return with(observed, composer(observed).retrying("the API server is away"));
  }

  private static StatusComposer composer(Observed observed) {
    return new StatusComposer(observed.placement, Observed.NOW);
  }
}
