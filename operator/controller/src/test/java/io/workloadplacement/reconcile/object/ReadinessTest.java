package io.workloadplacement.reconcile.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.reconcile.object.Readiness.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row: what the cluster shows, and how ready that is. */
class ReadinessTest {

  private static final String DONE =
      "{type: Progressing, status: 'True', reason: NewReplicaSetAvailable}";
  private static final String LATE =
      "{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, message: timed out}";
  private static final String ROLLING =
      "{type: Progressing, status: 'True', reason: ReplicaSetUpdated}";
  private static final String REFUSED =
      "{type: ReplicaFailure, status: 'True', reason: FailedCreate, message: exceeded quota}";

  @Test
  void aGenerationThatAnAutoscalerMadeIsNoRollout() {
    assertThat(RolloutState.of(deployment(3, 2, 1, 1, DONE)).readiness(1, true).ready()).isTrue();
    assertThat(RolloutState.of(deployment(3, 2, 1, 1, DONE)).readiness(1, false).ready()).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "rolled out with its minimum           | 2 | 2 | 2 | DONE          | READY       |"
            + " DeploymentAvailable",
        "more asked for by the autoscaler      | 2 | 7 | 2 | DONE          | READY       |"
            + " DeploymentAvailable",
        "fewer than its minimum                | 2 | 2 | 1 | DONE          | PROGRESSING |"
            + " Progressing",
        "scaled to zero by a person            | 2 | 0 | 0 | DONE          | READY       |"
            + " DeploymentAvailable",
        "still rolling out, old pods available | 2 | 2 | 2 | ROLLING       | PROGRESSING |"
            + " Progressing",
        "too late, old pods available          | 2 | 2 | 2 | LATE          | FAILED      |"
            + " ProgressDeadlineExceeded",
        "pods refused                          | 2 | 2 | 2 | ROLLING       | -           |"
            + " PodsRefused",
      })
  void ofADeployment(
      String what,
      int minimum,
      int asked,
      int available,
      String progress,
      State state,
      String reason) {
    String conditions =
        switch (progress) {
          case "DONE" -> DONE;
          case "LATE" -> LATE;
          default -> reason.equals("PodsRefused") ? ROLLING + ", " + REFUSED : ROLLING;
        };
    Readiness readiness =
        RolloutState.of(deployment(3, 3, asked, available, conditions)).readiness(minimum, false);

    assertThat(readiness.reason()).isEqualTo(reason);
    assertThat(readiness.state()).isEqualTo(state == null ? State.FAILED : state);
  }

  @ParameterizedTest
  @CsvSource({"2, PROGRESSING", "3, READY"})
  void whatWasSaidOfAnOlderTemplateDoesNotCount(long observed, State state) {
    assertThat(RolloutState.of(deployment(3, observed, 1, 1, DONE)).readiness(1, false).state())
        .isEqualTo(state);
  }

  @ParameterizedTest(name = "Ready={1} at generation {0} is {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | True    | READY       | KnativeReady",
        "2 | True    | PROGRESSING | Progressing",
        "3 | Unknown | PROGRESSING | Progressing",
        "3 | False   | FAILED      | RevisionFailed",
      })
  void ofAKnativeService(long observed, String ready, State state, String reason) {
    Service service =
        Serialization.unmarshal(
            """
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata: {name: checkout-kn, generation: 3}
            status:
              observedGeneration: %d
              conditions: [{type: Ready, status: '%s', reason: RevisionFailed, message: no image}]
            """
                .formatted(observed, ready),
            Service.class);

    Readiness readiness = Readiness.of(service);

    assertThat(readiness.state()).isEqualTo(state);
    assertThat(readiness.reason()).isEqualTo(reason);
    assertThat(readiness.message().contains("no image"))
        .as("Knative's own words")
        .isEqualTo(state == State.FAILED || ready.equals("Unknown"));
  }

  private static Deployment deployment(
      long generation, long observed, int asked, int available, String conditions) {
    return Serialization.unmarshal(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: checkout, generation: %d}
        spec: {replicas: %d}
        status: {observedGeneration: %d, availableReplicas: %d, conditions: [%s]}
        """
            .formatted(generation, asked, observed, available, conditions),
        Deployment.class);
  }
}
