package io.workloadplacement.reconcile.plan;

import static io.workloadplacement.api.v1alpha1.AdoptionStatus.RELEASED;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.AdoptionStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.reconcile.Observed;
import io.workloadplacement.reconcile.migration.MigrationState;
import io.workloadplacement.reconcile.migration.Migrations;
import io.workloadplacement.reconcile.status.StatusComposer;
import io.workloadplacement.reconcile.workload.AdoptionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A placement over the Deployment {@code legacy}, which had five pods, is deleted. */
class ReleaseTest {

  private static final Instant DELETED = Instant.parse("2026-11-21T06:50:00Z");
  private static final String NOTHING = "{}";
  private static final String MIN_READY = "{\"f:spec\": {\"f:minReadySeconds\": {}}}";

  @Test
  void whileAnythingOfKnativeIsThereTheDeploymentComesFirst() {
    Release release = of(observed(0, NOTHING).servingKnative());

    assertThat(release.complete()).isFalse();
    assertThat(release.plan().replicas()).as("as many as serve").isPresent();
    assertThat(release.plan().remembered().status()).isNotEqualTo(Optional.of(RELEASED));
  }

  @Test
  void theSizeIsNotGivenBackBeforeTheAutoscalerIsGoneThatWouldChangeIt() {
    Release release = of(observed(2, NOTHING).autoscaler());

    assertThat(names(release.plan().remove())).containsExactly("HorizontalPodAutoscaler checkout");
    assertThat(release.plan().replicas()).isEmpty();
    assertThat(release.plan().remembered().status()).contains(new AdoptionStatus(5, null));
    assertThat(release.complete()).isFalse();
  }

  @Test
  void thenItGetsItsSizeBackWhichIsForgottenInTheSameMoment() {
    Release release = of(observed(2, NOTHING));

    assertThat(release.plan().replicas()).isEqualTo(OptionalInt.of(5));
    assertThat(release.plan().remembered().status()).contains(RELEASED);
    assertThat(release.complete()).isFalse();
  }

  @Test
  void thePlacementGoesWhenTheDeploymentHasItsSize() {
    Release release = of(observed(5, NOTHING));

    assertThat(release.plan().replicas()).isEmpty();
    assertThat(release.complete()).isTrue();
  }

  @Test
  void rolloutFieldsAreGivenUpBeforeItGoes() {
    Release release = of(observed(5, MIN_READY));

    assertThat(release.plan().patch())
        .hasValueSatisfying(patch -> assertThat(patch.getSpec()).isNull());
    assertThat(release.complete()).isFalse();
  }

  @Test
  void theSizeThatItsOwnAutoscalerGaveItIsRight() {
    HorizontalPodAutoscaler theirs =
        Serialization.unmarshal(
            """
            metadata: {name: theirs}
            spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: legacy}, maxReplicas: 9}
            """,
            HorizontalPodAutoscaler.class);

    assertThat(of(observed(7, NOTHING, theirs)).complete()).isTrue();
    assertThat(of(observed(0, NOTHING, theirs)).plan().replicas()).isEqualTo(OptionalInt.of(5));
  }

  @Test
  void connectionsThatCallersKeepToTheGatewayAreLedOnForFifteenMinutes() {
    Observed kept = observed(5, NOTHING).routeToPods("True");
    Release release = of(kept);

    assertThat(release.plan().remove()).isEmpty();
    assertThat(release.complete()).isFalse();
    assertThat(ready(release, kept).getReason()).isEqualTo("Released");
    assertThat(ready(release, kept).getMessage()).contains("fifteen minutes after its deletion");
    assertThat(release.lookAgainAfter()).isEqualTo(Duration.ofMinutes(5));

    Release later =
        of(observed(5, NOTHING).routeToPods("True").at(DELETED.plus(Release.KEPT_CONNECTIONS)));

    assertThat(names(later.plan().remove()))
        .containsExactly("Ingress checkout", "Service checkout-pods");
    assertThat(later.lookAgainAfter()).isEqualTo(Release.AT_ONCE);
  }

  @Test
  void noConnectionIsLeftToAGatewayThatWasReplaced() {
    Release release = of(observed(5, NOTHING).routeToPods("True").gateway("10.0.0.77"));

    assertThat(names(release.plan().remove()))
        .containsExactly("Ingress checkout", "Service checkout-pods");
  }

  @Test
  void theDecisionSaysThatThePlacementIsDeletedWhateverItWasBefore() {
    WorkloadPlacementStatus status = told(of(observed(5, NOTHING)), observed(5, NOTHING));

    assertThat(status.target()).isEqualTo(Target.DEPLOYMENT);
    assertThat(status.wanted()).isNull();
    assertThat(status.decision().reason()).isEqualTo("PlacementDeleted");
  }

  private static Release of(Observed observed) {
    return Release.of(migration(observed), "cluster.local");
  }

  private static MigrationState migration(Observed observed) {
    return Migrations.unhindered(observed.observation(), Release.toDeployment(observed.decision()));
  }

  private static WorkloadPlacementStatus told(Release release, Observed observed) {
    return new StatusComposer(observed.placement, observed.observation().now())
        .placed(release.plan(), release.reached(migration(observed)), "cluster.local");
  }

  private static Condition ready(Release release, Observed observed) {
    return told(release, observed).conditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> names(List<HasMetadata> objects) {
    return objects.stream()
        .map(object -> object.getKind() + " " + object.getMetadata().getName())
        .toList();
  }

  /**
   * What is seen of it ten minutes after its deletion.
   *
   * @param ownedByOperator fields of the Deployment that the operator has applied
   * @param autoscalers of others
   */
  private static Observed observed(
      int replicas, String ownedByOperator, HorizontalPodAutoscaler... autoscalers) {
    Deployment legacy =
        Serialization.unmarshal(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: legacy
              namespace: shop
              uid: d-9
              generation: 1
              managedFields: [{manager: workload-placement-operator, operation: Apply, fieldsV1: %s}]
            spec:
              replicas: %d
              minReadySeconds: 7
              selector: {matchLabels: {app: legacy}}
              template: {metadata: {labels: {app: legacy}}, spec: {containers: [{name: app, image: "legacy:1"}]}}
            status:
              observedGeneration: 1
              availableReplicas: %d
              conditions: [{type: Progressing, status: 'True', reason: NewReplicaSetAvailable}]
            """
                .formatted(ownedByOperator, replicas, replicas),
            Deployment.class);
    AdoptionContext neighbours =
        new AdoptionContext(
            Optional.of(legacy),
            Optional.empty(),
            List.of(),
            List.of(autoscalers),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false);
    return Observed.adopting(neighbours)
        .status(
            Serialization.unmarshal(
                "---\n"
                    + "{observedGeneration: 2, target: Deployment, adoption: {originalReplicas: 5,"
                    + " scaleToZeroAttempts: 1}}",
                WorkloadPlacementStatus.class))
        .deletedAt(DELETED);
  }
}
