package io.workloadplacement.reconcile.migration;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.decision.AnnotatedRequests;
import io.workloadplacement.reconcile.Observed;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a migration goes on: its turn, its time, and what becomes of it when that is over. */
class MigrationGateTest {

  private static final Duration READY_TIMEOUT = Duration.ofMinutes(10);

  @Test
  void aMoveQueuesWhileAllPlacesAreTakenAndNothingIsChanged() {
    Observed observed = Observed.pinnedTo(KNATIVE).availableDeployment().whileAllPlacesAreTaken();

    assertThat(observed.told().migration().phase()).isEqualTo("Queued");
    assertThat(observed.plan().apply()).extracting("kind").doesNotContain("Ingress");
    assertThat(observed.plan().apply()).extracting("metadata.name").doesNotContain("checkout-kn");
    assertThat(ready(observed)).isEqualTo("True Queued");
    assertThat(reconciling(observed)).as("who waits for it would wait for long").isFalse();
  }

  @Test
  void aFirstPlacementNeedsNoPlace() {
    Observed observed = Observed.pinnedTo(KNATIVE).whileAllPlacesAreTaken();

    assertThat(observed.told().migration()).isNull();
    assertThat(observed.plan().apply()).extracting("metadata.name").contains("checkout-kn");
  }

  @Test
  void itsTimeBeginsWhenItHasAPlace() {
    Observed observed = Observed.pinnedTo(KNATIVE).availableDeployment().whileAllPlacesAreTaken();
    observed.status(observed.told());

    Observed starts = observed.at(Observed.NOW.plusSeconds(90)).whileAPlaceIsFree();

    assertThat(starts.told().migration().phase()).isEqualTo("Preparing");
    assertThat(starts.told().migration().startedAt())
        .isEqualTo(Observed.NOW.plusSeconds(90).toString());
  }

  @Test
  void aMoveThatIsNotReadyInTimeIsRolledBackAndSaysWhy() {
    Observed observed = timedOut();

    MigrationStatus migration = observed.told().migration();
    assertThat(migration.phase()).isEqualTo("RollingBack");
    assertThat(migration.attempts()).isEqualTo(1);
    assertThat(migration.message())
        .isEqualTo(
            "Not ready within 10m (spec.migration.readyTimeout): Knative Service checkout-kn: not"
                + " ready");
    assertThat(ready(observed)).isEqualTo("True MigrationRolledBack");
    assertThat(reconciling(observed)).isTrue();
  }

  @Test
  void whatTheNewSideHasByThenIsTakenAwayAndTheOldSideIsKept() {
    Observed observed = timedOut();
    observed.status(observed.told());

    assertThat(observed.plan().apply()).extracting("metadata.name").doesNotContain("checkout-kn");
    assertThat(observed.plan().replicas()).as("the Deployment keeps its size").isEmpty();
    observed.at(Observed.NOW.plus(READY_TIMEOUT).plusSeconds(60));
    assertThat(observed.plan().remove()).extracting("metadata.name").containsExactly("checkout-kn");
  }

  @Test
  void anImageThatFailsOnBothSidesDoesNotKeepTheNewSide() {
    Observed observed =
        Observed.pinnedTo(KNATIVE).deployment("ReplicaSetUpdated", 1).knativeService("False");
    observed.status(observed.told());
    observed.at(Observed.NOW.plus(READY_TIMEOUT)).status(observed.told());

    observed.at(Observed.NOW.plus(READY_TIMEOUT).plusSeconds(60));

    assertThat(observed.plan().remove()).extracting("metadata.name").containsExactly("checkout-kn");
  }

  @ParameterizedTest(name = "after {0} tries it waits {1}")
  @CsvSource({"1, PT10M", "2, PT20M", "3, PT40M", "9, PT24H", "60, PT24H"})
  void itIsTriedAgainLaterEachTime(int attempts, Duration wait) {
    MigrationTimes times =
        MigrationTimes.of(
            Observed.pinnedTo(KNATIVE).observation(), Observed.pinnedTo(KNATIVE).decision());

    assertThat(times.backOff(attempts)).isEqualTo(wait);
  }

  @Test
  void betweenTwoTriesItIsReadyAndNothingIsReconciling() {
    Observed observed = backingOff();

    assertThat(observed.told().migration().phase()).isEqualTo("BackingOff");
    assertThat(ready(observed)).isEqualTo("True MigrationRolledBack");
    assertThat(reconciling(observed)).isFalse();
    assertThat(observed.plan().apply()).extracting("metadata.name").doesNotContain("checkout-kn");
  }

  @Test
  void theNextTryCountsOn() {
    Observed observed = backingOff();
    Instant retryAt = Instant.parse(observed.told().migration().retryAt());
    observed.status(observed.told());

    MigrationStatus again = observed.at(retryAt).told().migration();

    assertThat(again.phase()).isEqualTo("Preparing");
    assertThat(again.startedAt()).isEqualTo(retryAt.toString());
    assertThat(again.attempts()).isEqualTo(1);
    assertThat(again.retryAt()).isNull();
  }

  @Test
  void anEditOfTheSpecIsAReasonToTryAtOnce() {
    Observed observed = backingOff();
    observed.status(observed.told());

    observed.edited();

    assertThat(observed.told().migration().phase()).isEqualTo("Preparing");
    assertThat(observed.told().migration().attempts()).isNull();
  }

  @Test
  void who_asks_for_it_has_it_tried_at_once_and_that_once_for_each_request() {
    Observed observed = backingOff();
    observed.status(observed.told());

    observed
        .placement
        .getMetadata()
        .setAnnotations(Map.of(AnnotatedRequests.RETRY_AT, Observed.NOW.toString()));

    assertThat(observed.told().migration().phase()).isEqualTo("Preparing");
    assertThat(observed.told().migration().attempts()).isNull();
    assertThat(observed.told().handledRequests().retryAt()).isEqualTo(Observed.NOW.toString());
    observed.status(
        observed.placement.getStatus().toBuilder()
            .handledRequests(observed.told().handledRequests())
            .build());
    assertThat(observed.told().migration().phase()).isEqualTo("BackingOff");
  }

  @Test
  void aMoveThatOnlyWaitsForTheGatewayToLetGoIsNotRolledBack() {
    Observed observed = Observed.pinnedTo(DEPLOYMENT).availableDeployment().servingKnative();
    observed.status(observed.told());
    assertThat(observed.told().migration().phase()).isEqualTo("Attaching");

    observed.at(Observed.NOW.plus(READY_TIMEOUT));

    assertThat(observed.told().migration().phase()).isEqualTo("Draining");
  }

  /** A failing Knative Service, when the time for it is over. */
  private static Observed timedOut() {
    Observed observed = Observed.pinnedTo(KNATIVE).availableDeployment().knativeService("False");
    observed.status(observed.told());
    assertThat(observed.told().migration().phase()).isEqualTo("Preparing");
    return observed.at(Observed.NOW.plus(READY_TIMEOUT));
  }

  private static Observed backingOff() {
    Observed failed = timedOut();
    Observed cleared = Observed.pinnedTo(KNATIVE).availableDeployment();
    return cleared.status(failed.told()).at(Observed.NOW.plus(READY_TIMEOUT).plusSeconds(61));
  }

  private static String ready(Observed observed) {
    return observed.told().conditions().stream()
        .filter(c -> c.getType().equals("Ready"))
        .map(c -> c.getStatus() + " " + c.getReason())
        .findFirst()
        .orElseThrow();
  }

  private static boolean reconciling(Observed observed) {
    return observed.told().conditions().stream()
        .map(Condition::getType)
        .anyMatch("Reconciling"::equals);
  }
}
