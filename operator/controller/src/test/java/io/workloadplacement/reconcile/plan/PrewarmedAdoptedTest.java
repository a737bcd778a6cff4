package io.workloadplacement.reconcile.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.reconcile.Observed;
import io.workloadplacement.reconcile.migration.PrewarmedScale;
import io.workloadplacement.reconcile.workload.AdoptionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Knative keeps pre-warmed pods for an adopted Deployment, which stays at zero while it serves. */
class PrewarmedAdoptedTest {

  @Test
  void preWarmedPodsAreLetGoAfterAMigrationBackToTheDeploymentWasGivenUp() {
    WorkloadPlacementStatus givenUp =
        onKnative(
                status(
                    """
                    phase: Preparing
                    startedAt: "2026-11-21T06:00:00Z"
                    phaseStartedAt: "2026-11-21T06:00:00Z"
                    """))
            .told();

    assertThat(givenUp.migration().phase()).isEqualTo("RollingBack");
    assertThat(givenUp.warmUntil()).isNotNull();

    Observed later =
        onKnative(givenUp).at(Instant.parse(givenUp.warmUntil()).plus(Duration.ofSeconds(1)));

    assertThat(later.plan().warm()).map(PrewarmedScale::minScale).contains(0);
  }

  private static WorkloadPlacementStatus status(String migration) {
    return Serialization.unmarshal(
        """
        observedGeneration: 2
        target: Knative
        adoption: {originalReplicas: 3}
        migration:
          from: Knative
          to: Deployment
          %s
        """
            .formatted(migration.indent(2).strip()),
        WorkloadPlacementStatus.class);
  }

  /** With three pods that were pre-warmed, while the Deployment is pinned. */
  private static Observed onKnative(WorkloadPlacementStatus status) {
    Deployment legacy =
        Serialization.unmarshal(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: legacy, namespace: shop, uid: d-9, generation: 1}
            spec:
              replicas: 0
              selector: {matchLabels: {app: legacy}}
              template: {metadata: {labels: {app: legacy}}, spec: {containers: [{name: app, image: "legacy:1"}]}}
            status:
              observedGeneration: 1
              conditions: [{type: Progressing, status: 'True', reason: NewReplicaSetAvailable}]
            """,
            Deployment.class);
    return Observed.adopting(
            new AdoptionContext(
                Optional.of(legacy),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false))
        .status(status)
        .servingKnative()
        .revision(3, 3);
  }
}
