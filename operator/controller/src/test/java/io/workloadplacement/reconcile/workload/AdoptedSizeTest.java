package io.workloadplacement.reconcile.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.workloadplacement.api.v1alpha1.AdoptionStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AdoptedSizeTest {

  private static final String BY_GIT = "f:replicas";
  private static final String BY_NOBODY = "f:template";

  private int generation = 1;

  @Test
  void itsFormerSizeIsTheOneThatItHas() {
    assertThat(size(4, BY_NOBODY, "{observedGeneration: 1}").former()).isEqualTo(4);
  }

  @Test
  void itsFormerSizeIsRememberedWhateverAutoscalersHaveMadeOfIt() {
    assertThat(size(2, BY_NOBODY, adopted(5, 0)).former()).isEqualTo(5);
  }

  @Test
  void aManifestThatStatesAnotherSizeSaysWhatItGetsBack() {
    assertThat(size(2, BY_GIT, adopted(5, 0)).former()).isEqualTo(2);
  }

  @Test
  void zeroIsNoSizeThatAnybodyGetsBack() {
    assertThat(size(0, BY_GIT, adopted(5, 1)).former()).isEqualTo(5);
  }

  @Test
  void whoStartsItAgainAndAgainIsLeftToItUntilThePlacementChanges() {
    assertThat(size(2, BY_GIT, adopted(5, 2)).contested()).isFalse();
    assertThat(size(2, BY_GIT, adopted(5, 3)).contested()).isTrue();
    assertThat(size(2, BY_NOBODY, adopted(5, 3)).contested()).isFalse();
    generation = 2;
    assertThat(size(2, BY_GIT, adopted(5, 3)).contested()).isFalse();
  }

  @Test
  void whoScalesItUpIsLeftToItAfterTwiceAsManyTimesAndDoesNotStateItsSize() {
    assertThat(size(2, BY_NOBODY, adopted(5, 5)).contested()).isFalse();
    AdoptedSize scaled = size(2, BY_NOBODY, adopted(5, 6));

    assertThat(scaled.contested()).isTrue();
    assertThat(scaled.former()).isEqualTo(5);
    assertThat(scaled.problem().orElseThrow())
        .hasMessage(
            "Knative serves, and somebody has scaled up Deployment 'legacy' again and again: it is"
                + " left running, and both serve. The API server does not keep who does that; end"
                + " it, and change the placement.");
    generation = 2;
    assertThat(size(2, BY_NOBODY, adopted(5, 6)).contested()).isFalse();
  }

  @Test
  void nothingIsContestedThatRests() {
    AdoptedSize rests = size(0, BY_GIT, adopted(5, 3));

    assertThat(rests.contested()).isFalse();
    assertThat(rests.problem()).isEmpty();
  }

  @Test
  void itIsGivenBackWithItsSizeOrWithAnyThatItsOwnAutoscalerGaveIt() {
    Optional<String> nobody = Optional.empty();
    Optional<String> theirs = Optional.of("HorizontalPodAutoscaler 'legacy'");

    assertThat(size(5, BY_NOBODY, adopted(5, 1)).isReleased(nobody)).isTrue();
    assertThat(size(3, BY_NOBODY, adopted(5, 1)).isReleased(nobody)).isFalse();
    assertThat(size(3, BY_NOBODY, adopted(5, 1)).isReleased(theirs)).isTrue();
    assertThat(size(0, BY_NOBODY, adopted(5, 1)).isReleased(theirs)).isFalse();
  }

  @Test
  void endingsAreCountedWhileKnativeServesAndForgottenOnTheWayBack() {
    AdoptedSize size = size(2, BY_GIT, adopted(5, 1));

    assertThat(size.status(Target.KNATIVE, OptionalInt.of(0))).isEqualTo(new AdoptionStatus(2, 2));
    assertThat(size.status(Target.KNATIVE, OptionalInt.empty()))
        .isEqualTo(new AdoptionStatus(2, 1));
    assertThat(size.status(Target.DEPLOYMENT, OptionalInt.of(5)))
        .isEqualTo(new AdoptionStatus(2, null));
  }

  private static String adopted(int originalReplicas, int scaleToZeroAttempts) {
    return "{observedGeneration: 1, target: Knative, adoption: {originalReplicas: %d, scaleToZeroAttempts: %d}}"
        .formatted(originalReplicas, scaleToZeroAttempts);
  }

  private AdoptedSize size(int replicas, String owned, String status) {
    Deployment live =
        Serialization.unmarshal(
            """
            metadata:
              name: legacy
              managedFields: [{manager: git, operation: Apply, fieldsV1: {"f:spec": {"%s": {}}}}]
            spec: {replicas: %d}
            """
                .formatted(owned, replicas),
            Deployment.class);
    WorkloadPlacement placement =
        Serialization.unmarshal(
            "---\n"
                + "{metadata: {name: checkout, namespace: shop, generation: %d}, spec: {workloadRef: {name: legacy}}, status: %s}"
                    .formatted(generation, status),
            WorkloadPlacement.class);
    return AdoptedSize.of(placement, live);
  }
}
