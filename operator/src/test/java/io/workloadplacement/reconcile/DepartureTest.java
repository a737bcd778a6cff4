package io.workloadplacement.reconcile;

import static io.workloadplacement.api.v1alpha1.AdoptionStatus.GIVEN_BACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.AdoptionStatus;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A placement over the Deployment {@code legacy}, which had five pods, is deleted. */
class DepartureTest {

  private static final Instant DELETED = Instant.parse("2026-11-21T06:50:00Z");
  private static final String NOTHING = "{}";
  private static final String MIN_READY = "{\"f:spec\": {\"f:minReadySeconds\": {}}}";

  @Test
  void whileAnythingOfKnativeIsThereTheDeploymentComesFirst() {
    Departure departure = of(observed(0, NOTHING).servingKnative());

    assertThat(departure.complete()).isFalse();
    assertThat(departure.plan().replicas()).as("as many as serve").isPresent();
    assertThat(departure.plan().adopted().status()).isNotEqualTo(Optional.of(GIVEN_BACK));
  }

  @Test
  void theSizeIsNotGivenBackBeforeTheAutoscalerIsGoneThatWouldChangeIt() {
    Departure departure = of(observed(2, NOTHING).autoscaler());

    assertThat(names(departure.plan().remove()))
        .containsExactly("HorizontalPodAutoscaler checkout");
    assertThat(departure.plan().replicas()).isEmpty();
    assertThat(departure.plan().adopted().status()).contains(new AdoptionStatus(5, null));
    assertThat(departure.complete()).isFalse();
  }

  @Test
  void thenItGetsItsSizeBackWhichIsForgottenInTheSameMoment() {
    Departure departure = of(observed(2, NOTHING));

    assertThat(departure.plan().replicas()).isEqualTo(OptionalInt.of(5));
    assertThat(departure.plan().adopted().status()).contains(GIVEN_BACK);
    assertThat(departure.complete()).isFalse();
  }

  @Test
  void thePlacementGoesWhenTheDeploymentHasItsSize() {
    Departure departure = of(observed(5, NOTHING));

    assertThat(departure.plan().replicas()).isEmpty();
    assertThat(departure.complete()).isTrue();
  }

  @Test
  void rolloutFieldsAreGivenUpBeforeItGoes() {
    Departure departure = of(observed(5, MIN_READY));

    assertThat(departure.plan().adopted().rollout())
        .hasValueSatisfying(patch -> assertThat(patch.getSpec()).isNull());
    assertThat(departure.complete()).isFalse();
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
    Departure departure = of(observed(5, NOTHING).aliasToPods("True"));

    assertThat(departure.plan().remove()).isEmpty();
    assertThat(departure.complete()).isFalse();
    assertThat(departure.waitsForConnections()).isTrue();
    assertThat(departure.lookAgainAfter()).isEqualTo(Duration.ofMinutes(5));

    Departure later =
        of(observed(5, NOTHING).aliasToPods("True").at(DELETED.plus(Departure.KEPT_CONNECTIONS)));

    assertThat(names(later.plan().remove()))
        .containsExactly("Ingress checkout", "Service checkout-pods");
    assertThat(later.waitsForConnections()).isFalse();
  }

  @Test
  void noConnectionIsLeftToAGatewayThatWasReplaced() {
    Departure departure = of(observed(5, NOTHING).aliasToPods("True").gateway("10.0.0.77"));

    assertThat(names(departure.plan().remove()))
        .containsExactly("Ingress checkout", "Service checkout-pods");
  }

  private static Departure of(Observed observed) {
    return Departure.of(
        observed.observation(), Departure.toDeployment(observed.decision()), "cluster.local");
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
    Neighbours neighbours =
        new Neighbours(
            Optional.of(legacy),
            Optional.empty(),
            List.of(autoscalers),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    return Observed.adopting(neighbours)
        .status(
            Serialization.unmarshal(
                "---\n{observedGeneration: 2, target: Deployment, adoption: {formerReplicas: 5, endings: 1}}",
                WorkloadPlacementStatus.class))
        .deletedAt(DELETED);
  }
}
