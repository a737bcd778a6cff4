package io.workloadplacement.reconcile.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How many migrations run at once. */
class MigrationBudgetTest {

  private final Map<String, WorkloadPlacement> cluster = new TreeMap<>();
  private final List<String> woken = new ArrayList<>();
  private final MigrationBudget budget = budget();

  @Test
  void givesNoMorePlacesThanThereAre() {
    assertThat(budget.admits(placement("a", null, 0))).isTrue();
    assertThat(budget.admits(placement("b", null, 0))).isTrue();
    assertThat(budget.admits(placement("c", null, 0))).isFalse();
    assertThat(budget.admits(cluster.get("a"))).as("it has its place").isTrue();
  }

  @Test
  void aPlaceThatIsGivenBackGoesToWhoWaitsLongest() {
    budget.admits(placement("a", "Preparing", 0));
    budget.admits(placement("b", "Preparing", 0));
    placement("late", "Queued", 9);
    placement("early", "Queued", 5);

    budget.release(cluster.get("a"));

    assertThat(woken).containsExactly("early");
    assertThat(budget.admits(cluster.get("late"))).as("not its turn").isFalse();
    assertThat(budget.admits(placement("new", null, 0))).as("not its turn").isFalse();
    assertThat(budget.admits(cluster.get("early"))).isTrue();
  }

  @Test
  void aNewLeaderKnowsWhichMovesRun() {
    placement("a", "Draining", 0);
    placement("b", "RollingBack", 0);
    placement("c", "BackingOff", 0);

    MigrationBudget another = budget();

    assertThat(another.admits(placement("d", null, 0))).isFalse();
    assertThat(another.admits(cluster.get("a"))).isTrue();
  }

  @Test
  void aPlacementThatIsDeletedGivesItsPlaceBack() {
    budget.admits(placement("a", "Preparing", 0));
    budget.admits(placement("b", "Preparing", 0));

    cluster.remove("a");

    assertThat(budget.admits(placement("c", null, 0))).isTrue();
  }

  @Test
  void whoHasNoPlaceGivesNoneBack() {
    budget.admits(placement("a", "Preparing", 0));
    placement("c", "Queued", 1);

    budget.release(placement("b", null, 0));

    assertThat(woken).isEmpty();
  }

  private MigrationBudget budget() {
    return new MigrationBudget(
        2, () -> new ArrayList<>(cluster.values()).stream(), id -> woken.add(name(id)));
  }

  private static String name(ResourceID id) {
    return id.getName();
  }

  private WorkloadPlacement placement(String name, String phase, int queuedAtSecond) {
    WorkloadPlacement placement = new WorkloadPlacement();
    placement.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace("shop").build());
    if (phase != null) {
      MigrationStatus migration =
          MigrationStatus.of(
              Target.DEPLOYMENT,
              Target.KNATIVE,
              phase,
              "2026-11-21T07:00:0" + queuedAtSecond + "Z",
              null);
      placement.setStatus(
          WorkloadPlacementStatus.of(1L).target(Target.DEPLOYMENT).migration(migration).build());
    }
    cluster.put(name, placement);
    return placement;
  }

  @Test
  void aStatusWithoutATimeGoesLastAndHoldsUpNobody() {
    budget.admits(placement("a", "Preparing", 0));
    budget.admits(placement("b", "Preparing", 0));
    WorkloadPlacement edited = placement("edited", "Queued", 0);
    edited.setStatus(
        WorkloadPlacementStatus.of(1L)
            .migration(
                new MigrationStatus(
                    Target.DEPLOYMENT, Target.KNATIVE, "Queued", null, null, null, null, null))
            .build());
    placement("late", "Queued", 9);

    budget.release(cluster.get("a"));

    assertThat(woken).containsExactly("late");
  }
}
