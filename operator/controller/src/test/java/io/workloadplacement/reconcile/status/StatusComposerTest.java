package io.workloadplacement.reconcile.status;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.PlacementRecord;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.reconcile.Observed;
import io.workloadplacement.reconcile.workload.PlacementProblem;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusComposerTest {

  /** The wanted side, what serves besides it, and the conditions of kstatus. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "a Deployment serves                | Deployment | Available   | -       | Ready=True"
            + " Serving",
        "a Deployment serves, Knative drains| Deployment | Available   | drains  | Ready=True"
            + " Serving, Reconciling=True Draining",
        "a Deployment rolls out             | Deployment | Progressing | -       | Ready=False"
            + " Progressing, Reconciling=True Progressing",
        "Knative serves while it rolls out  | Deployment | Progressing | serves  | Ready=True"
            + " Migrating, Reconciling=True Progressing",
        "a Deployment failed                | Deployment | Failed      | -       | Ready=False"
            + " ProgressDeadlineExceeded, Stalled=True ProgressDeadlineExceeded",
        "it failed while Knative serves     | Deployment | Failed      | serves  | Ready=True"
            + " Migrating, Reconciling=True ProgressDeadlineExceeded",
        "Knative serves                     | Knative    | Available   | -       | Ready=True"
            + " Serving",
        "Knative serves, pods drain         | Knative    | Available   | drains  | Ready=True"
            + " Serving, Reconciling=True Draining",
        "Knative gets ready                 | Knative    | Progressing | -       | Ready=False"
            + " Progressing, Reconciling=True Progressing",
        "pods serve while it gets ready     | Knative    | Progressing | serves  | Ready=True"
            + " Migrating, Reconciling=True Progressing",
        "Knative failed                     | Knative    | Failed      | -       | Ready=False"
            + " RevisionFailed, Stalled=True RevisionFailed",
        "it failed while pods serve         | Knative    | Failed      | serves  | Ready=True"
            + " Migrating, Reconciling=True RevisionFailed",
      })
  void tellsEveryStateByTheRulesOfKstatus(
      String what, String wanted, String state, String other, String expected) {
    Target on = wanted.equals("Knative") ? KNATIVE : DEPLOYMENT;
    Observed observed = Observed.pinnedTo(on);
    if (on == DEPLOYMENT) {
      deployment(observed, state);
      if (other != null) {
        observed.knativeService("True").route("True");
      }
      if ("serves".equals(other)) {
        observed.slice();
      }
    } else {
      knative(observed, state);
      if (other != null) {
        observed.availableDeployment();
      }
    }

    assertThat(conditions(observed.told())).isEqualTo(expected);
  }

  private static void deployment(Observed observed, String state) {
    switch (state) {
      case "Available" -> observed.availableDeployment();
      case "Failed" -> observed.deployment("ProgressDeadlineExceeded", 0);
      default -> observed.deployment("ReplicaSetUpdated", 0);
    }
  }

  private static void knative(Observed observed, String state) {
    switch (state) {
      case "Available" -> observed.servingKnative();
      case "Failed" -> observed.knativeService("False");
      default -> observed.knativeService("Unknown");
    }
  }

  private static String conditions(WorkloadPlacementStatus status) {
    Map<String, String> told = new TreeMap<>();
    status.conditions().stream()
        .filter(c -> !c.getType().equals("PolicyCompliant"))
        .forEach(c -> told.put(c.getType(), c.getStatus() + " " + c.getReason()));
    return told.containsKey("Ready")
        ? "Ready="
            + told.remove("Ready")
            + told.entrySet().stream()
                .map(e -> ", " + e.getKey() + "=" + e.getValue())
                .reduce("", String::concat)
        : "Ready is missing";
  }

  @Test
  void aPlacementEntersTheHistoryWhenItsSideServes() {
    Observed observed = Observed.pinnedTo(KNATIVE).knativeService("Unknown");
    assertThat(observed.told().history()).isEmpty();

    Observed serving = Observed.pinnedTo(KNATIVE).servingKnative();
    serving.status(serving.told());
    assertThat(serving.told().history())
        .singleElement()
        .isEqualTo(new PlacementRecord(KNATIVE, "Pinned", "2026-11-21T07:00:00Z"));
  }

  @Test
  void aSizeThatTheDeploymentsControllerHasNotSeenYetIsNoReasonToBeLessThanReady() {
    Observed serving = Observed.pinnedTo(DEPLOYMENT).availableDeployment();
    serving.status(serving.told()).newGenerationOfTheDeployment();
    assertThat(conditions(serving.told())).isEqualTo("Ready=True Serving");

    Observed edited = Observed.pinnedTo(DEPLOYMENT).availableDeployment();
    edited.status(edited.told()).newGenerationOfTheDeployment();
    edited.placement.getMetadata().setGeneration(3L);
    assertThat(conditions(edited.told()))
        .as("with a new spec it may be a new template")
        .isEqualTo("Ready=False Progressing, Reconciling=True Progressing");
  }

  @Test
  void whatIsMadeGoodBehindASideThatServesIsNoMigration() {
    Observed observed = Observed.pinnedTo(KNATIVE).servingKnative();
    observed.status(observed.told()).route("Unknown");

    assertThat(conditions(observed.told()))
        .startsWith("Ready=True Serving, Reconciling=True Progressing");
    assertThat(observed.told().migration()).isNull();
  }

  @Test
  void theSameStateTellsTheSameStatusAtAnyTime() {
    Observed observed = Observed.pinnedTo(DEPLOYMENT).availableDeployment();
    WorkloadPlacementStatus before = observed.told();

    assertThat(observed.status(before).at(Observed.NOW.plusSeconds(3600)).told()).isEqualTo(before);
  }

  @Test
  void aProblemLeavesWhatIsKnownOfTheWorkload() {
    Observed observed = Observed.pinnedTo(DEPLOYMENT).availableDeployment();
    WorkloadPlacementStatus before = observed.told();
    observed.status(before);

    WorkloadPlacementStatus stopped =
        new StatusComposer(observed.placement, Observed.NOW)
            .stopped(PlacementProblem.conflict("Service", "checkout"), Optional.empty());

    assertThat(conditions(stopped)).isEqualTo("Ready=False Conflict, Stalled=True Conflict");
    assertThat(stopped.target()).isEqualTo(DEPLOYMENT);
    assertThat(stopped.address()).isEqualTo(before.address());
    assertThat(stopped.history()).isEqualTo(before.history());
    assertThat(stopped.decision()).isEqualTo(before.decision());
  }

  @Test
  void aWorkloadOnKnativeThatIsToSpeakPlainTcpHasNoFiguresUntilItHasMigrated() {
    Observed observed = Observed.pinnedTo(KNATIVE).servingKnative();
    observed.status(observed.told());
    observed.placement.setSpec(
        Serialization.unmarshal(
            Serialization.asJson(observed.placement.getSpec())
                .replace("\"pattern\"", "\"protocol\":\"TCP\",\"pattern\""),
            WorkloadPlacementSpec.class));

    WorkloadPlacementStatus status = observed.told();

    assertThat(status.target()).isEqualTo(KNATIVE);
    assertThat(status.wanted()).isEqualTo(DEPLOYMENT);
    assertThat(status.monthlyCost()).isNull();
    assertThat(status.costPerMonth()).isNull();
    assertThat(status.latency()).isNull();
  }
}
