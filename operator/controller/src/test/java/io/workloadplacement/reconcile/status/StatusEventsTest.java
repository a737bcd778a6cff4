package io.workloadplacement.reconcile.status;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.reconcile.Observed;
import io.workloadplacement.reconcile.workload.PlacementProblem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The events between two statuses. */
class StatusEventsTest {

  private final WorkloadPlacementStatus serving =
      Observed.pinnedTo(DEPLOYMENT).availableDeployment().told();

  @Test
  void leavesTheDecisionToTheAuditTrail() {
    assertThat(reasons(null, Observed.pinnedTo(DEPLOYMENT).told())).isEmpty();
  }

  @Test
  void saysNothingTwice() {
    assertThat(reasons(serving, serving)).isEmpty();
  }

  @Test
  void tellsEachPhaseOfAMoveAndItsEnd() {
    WorkloadPlacementStatus preparing =
        Observed.pinnedTo(KNATIVE).availableDeployment().knativeService("Unknown").told();
    WorkloadPlacementStatus draining =
        Observed.pinnedTo(KNATIVE).availableDeployment().servingKnative().told();
    WorkloadPlacementStatus moved = Observed.pinnedTo(KNATIVE).servingKnative().told();

    assertThat(reasons(serving, preparing)).containsExactly("NORMAL Preparing");
    assertThat(reasons(preparing, draining)).containsExactly("NORMAL Draining");
    assertThat(reasons(draining, moved)).startsWith("NORMAL Moved");
  }

  @Test
  void warnsOfAProblemOnceForEachCause() {
    WorkloadPlacementStatus taken = stopped(PlacementProblem.conflict("Service", "checkout"));
    WorkloadPlacementStatus other = stopped(PlacementProblem.conflict("Deployment", "checkout"));

    assertThat(reasons(serving, taken)).containsExactly("WARNING Conflict");
    assertThat(reasons(taken, taken)).isEmpty();
    assertThat(reasons(taken, other)).containsExactly("WARNING Conflict");
    assertThat(reasons(taken, serving)).containsExactly("NORMAL Serving");
  }

  private WorkloadPlacementStatus stopped(PlacementProblem problem) {
    Observed observed = Observed.pinnedTo(DEPLOYMENT).status(serving);
    return new StatusComposer(observed.placement, Observed.NOW).stopped(problem, Optional.empty());
  }

  private static List<String> reasons(
      WorkloadPlacementStatus before, WorkloadPlacementStatus after) {
    return StatusEvents.between(Optional.ofNullable(before), after).stream()
        .map(line -> line.type() + " " + line.reason())
        .toList();
  }

  @Test
  void aMigrationWithoutAPhaseStopsNoEvents() {
    WorkloadPlacementStatus edited =
        serving.toBuilder()
            .migration(new MigrationStatus(DEPLOYMENT, KNATIVE, null, null, null, null, null, null))
            .build();

    assertThat(reasons(edited, edited)).isEmpty();
    assertThat(reasons(edited, serving)).contains("NORMAL MigrationCancelled");
  }
}
