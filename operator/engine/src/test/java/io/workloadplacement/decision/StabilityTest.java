package io.workloadplacement.decision;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workloadplacement.decision.Decision.NextAction.Run;
import io.workloadplacement.decision.Decision.NextAction.Wait;
import io.workloadplacement.decision.Decision.WaitReason;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a move is worth it now. The present is 2026-11-21T06:30:00Z. */
class StabilityTest {

  private static final String MATRIX = "WeightedMatrix";

  @Test
  void theFirstPlacementIsNoMove() {
    Decision decision =
        Scenario.rare()
            .running(DEPLOYMENT)
            .placed(DEPLOYMENT, MATRIX, "2026-11-21T06:00:00Z")
            .decide();

    assertThat(decision.nextAction()).isEqualTo(new Run(KNATIVE));
  }

  @Test
  void aMoveOfTheMatrixWaitsForMinDwellAndSaysUntilWhen() {
    Decision decision =
        Scenario.rare()
            .running(DEPLOYMENT)
            .placed(DEPLOYMENT, MATRIX, "2026-11-21T06:00:00Z")
            .placed(KNATIVE, MATRIX, "2026-11-11T06:00:00Z")
            .decide();

    Instant until = Instant.parse("2026-11-22T06:00:00Z");
    assertThat(decision.status().target()).isEqualTo(KNATIVE);
    assertThat(decision.status().reason()).isEqualTo("Held");
    assertThat(decision.status().message())
        .endsWith(
            "Held on a Deployment until 2026-11-22T06:00:00Z: it moved at 2026-11-21T06:00:00Z and minDwell is 24h.");
    assertThat(decision.nextAction())
        .isEqualTo(new Wait(DEPLOYMENT, WaitReason.HELD, Optional.of(until)));
    assertThat(decision.lookAgainAt()).contains(until);
  }

  @Test
  void theMoveGoesAtTheMomentWhenMinDwellEnds() {
    Scenario scenario =
        Scenario.rare()
            .running(DEPLOYMENT)
            .placed(DEPLOYMENT, MATRIX, "2026-11-21T06:00:00Z")
            .placed(KNATIVE, MATRIX, "2026-11-11T06:00:00Z");

    assertThat(scenario.at("2026-11-22T05:59:59Z").decide().status().reason()).isEqualTo("Held");
    assertThat(scenario.at("2026-11-22T06:00:00Z").decide().nextAction())
        .isEqualTo(new Run(KNATIVE));
  }

  @Test
  void whatLatencyDecidedIsNotTakenBackForCostBeforeTheWeekdayHasComeAgain() {
    Scenario scenario =
        Scenario.rare()
            .running(DEPLOYMENT)
            .placed(DEPLOYMENT, "LatencyTargetNeedsWarmReplicas", "2026-11-21T06:00:00Z")
            .placed(KNATIVE, MATRIX, "2026-11-11T06:00:00Z");

    assertThat(scenario.at("2026-11-29T05:59:59Z").decide().status().message())
        .endsWith(
            "Held on a Deployment until 2026-11-29T06:00:00Z: it moved at 2026-11-21T06:00:00Z for"
                + " the latency target, and 8 times minDwell is 192h.");
    assertThat(scenario.at("2026-11-29T06:00:00Z").decide().nextAction())
        .isEqualTo(new Run(KNATIVE));
  }

  @Test
  void withoutMinDwellWhatLatencyDecidedIsTakenBackAtOnce() {
    Decision decision =
        Scenario.rare()
            .policy("p", "{stability: {minDwell: 0s}}")
            .running(DEPLOYMENT)
            .placed(DEPLOYMENT, "LatencyTargetNeedsWarmReplicas", "2026-11-21T06:00:00Z")
            .placed(KNATIVE, MATRIX, "2026-11-11T06:00:00Z")
            .decide();

    assertThat(decision.nextAction()).isEqualTo(new Run(KNATIVE));
  }

  @Test
  void aMoveOfTheMatrixNeedsTotalsThatDifferEnough() {
    Scenario scenario = Scenario.rare().policy("p", "{stability: {minImprovementPercent: 40}}");
    Decision decision = scenario.running(DEPLOYMENT).decide();

    assertThat(decision.status().reason()).isEqualTo("Held");
    assertThat(decision.status().message())
        .endsWith("Held on a Deployment: the totals differ by 36 points and a migration needs 40.");
    assertThat(decision.nextAction())
        .isEqualTo(new Wait(DEPLOYMENT, WaitReason.HELD, Optional.empty()));
    assertThat(scenario.running(KNATIVE).decide().nextAction()).isEqualTo(new Run(KNATIVE));
  }

  @Test
  void aNewPlacementGoesByTheTotalsHoweverLittleTheyDiffer() {
    assertThat(
            Scenario.rare()
                .policy("p", "{stability: {minImprovementPercent: 40}}")
                .decide()
                .nextAction())
        .isEqualTo(new Run(KNATIVE));
  }

  @Test
  void aThirdMoveWithinAWeekWaitsUntilTheFirstIsAWeekOld() {
    Decision decision =
        Scenario.rare()
            .running(DEPLOYMENT)
            .placed(DEPLOYMENT, MATRIX, "2026-11-19T00:00:00Z")
            .placed(KNATIVE, MATRIX, "2026-11-17T00:00:00Z")
            .placed(DEPLOYMENT, MATRIX, "2026-11-01T00:00:00Z")
            .decide();

    assertThat(decision.status().message())
        .endsWith(
            "Held on a Deployment until 2026-11-24T00:00:00Z: it moved 2 times within seven days and maxMigrationsPerWeek is 2.");
    assertThat(decision.lookAgainAt()).contains(Instant.parse("2026-11-24T00:00:00Z"));
  }

  @Test
  void theLaterOfTwoHoldsCounts() {
    Decision decision =
        Scenario.rare()
            .policy("p", "{stability: {minDwell: 240h}}")
            .running(DEPLOYMENT)
            .placed(DEPLOYMENT, MATRIX, "2026-11-19T00:00:00Z")
            .placed(KNATIVE, MATRIX, "2026-11-17T00:00:00Z")
            .placed(DEPLOYMENT, MATRIX, "2026-11-01T00:00:00Z")
            .decide();

    assertThat(decision.lookAgainAt()).contains(Instant.parse("2026-11-29T00:00:00Z"));
  }

  @Test
  void whereTheRunningSideMissesTheTargetMinDwellDoesNotHold() {
    Decision decision =
        Scenario.checkout()
            .running(KNATIVE)
            .placed(KNATIVE, MATRIX, "2026-11-21T06:00:00Z")
            .placed(DEPLOYMENT, MATRIX, "2026-11-01T00:00:00Z")
            .decide();

    assertThat(decision.nextAction()).isEqualTo(new Run(DEPLOYMENT));
  }

  @Test
  void whereTheRunningSideMissesTheTargetTheWeeksLimitHolds() {
    Decision decision =
        Scenario.checkout()
            .running(KNATIVE)
            .placed(KNATIVE, MATRIX, "2026-11-21T06:00:00Z")
            .placed(DEPLOYMENT, MATRIX, "2026-11-20T00:00:00Z")
            .placed(KNATIVE, MATRIX, "2026-11-01T00:00:00Z")
            .decide();

    assertThat(decision.status().reason()).isEqualTo("Held");
    assertThat(decision.nextAction())
        .isEqualTo(
            new Wait(KNATIVE, WaitReason.HELD, Optional.of(Instant.parse("2026-11-27T00:00:00Z"))));
  }

  @Test
  void pinsMoveAtOnce() {
    assertThat(movedTwice(Scenario.rare().pinnedTo(KNATIVE)).decide().nextAction())
        .isEqualTo(new Run(KNATIVE));
  }

  @Test
  void rulesMoveAtOnce() {
    Scenario scenario =
        Scenario.rare()
            .policy("p", "{rules: [{name: r, when: 'true', effect: Require, target: Knative}]}");

    assertThat(movedTwice(scenario).decide().nextAction()).isEqualTo(new Run(KNATIVE));
  }

  @Test
  void blockersMoveAtOnce() {
    Scenario scenario = Scenario.rare().blocked(DEPLOYMENT);

    assertThat(movedTwice(scenario).decide().nextAction()).isEqualTo(new Run(KNATIVE));
  }

  @Test
  void movesOfPinsRulesAndBlockersCountForNoLimit() {
    Decision decision =
        Scenario.rare()
            .running(DEPLOYMENT)
            .placed(DEPLOYMENT, "Pinned", "2026-11-21T06:00:00Z")
            .placed(KNATIVE, "PolicyRequires", "2026-11-21T05:00:00Z")
            .placed(DEPLOYMENT, "Blocked", "2026-11-21T04:00:00Z")
            .placed(KNATIVE, MATRIX, "2026-11-01T00:00:00Z")
            .decide();

    assertThat(decision.nextAction()).isEqualTo(new Run(KNATIVE));
  }

  @Test
  void aDeploymentThatStandsInForAnAbsentKnativeMovesBackWithoutWaiting() {
    Scenario scenario =
        Scenario.rare()
            .policy("p", "{stability: {minImprovementPercent: 100}}")
            .placed(KNATIVE, MATRIX, "2026-11-21T06:00:00Z")
            .placed(DEPLOYMENT, MATRIX, "2026-11-20T00:00:00Z");
    Decision absent = scenario.running(KNATIVE).withoutKnative().decide();
    Decision back = scenario.after(absent).withKnative().decide();

    assertThat(absent.nextAction().on()).isEqualTo(DEPLOYMENT);
    assertThat(back.nextAction()).isEqualTo(new Run(KNATIVE));
  }

  @Test
  void aFirstPlacementThatWaitedForKnativeMovesToItWithoutWaiting() {
    Scenario scenario = Scenario.rare().policy("p", "{stability: {minImprovementPercent: 100}}");
    Decision absent = scenario.withoutKnative().decide();

    assertThat(scenario.after(absent).withKnative().decide().nextAction())
        .isEqualTo(new Run(KNATIVE));
  }

  @Test
  void standInsInTheHistoryCountForNoLimit() {
    Decision decision =
        Scenario.rare()
            .running(DEPLOYMENT)
            .placed(DEPLOYMENT, MATRIX, "2026-11-18T00:00:00Z")
            .placed(KNATIVE, MATRIX, "2026-11-17T12:00:00Z")
            .placed(DEPLOYMENT, "KnativeAbsent", "2026-11-17T00:00:00Z")
            .placed(KNATIVE, MATRIX, "2026-11-01T00:00:00Z")
            .decide();

    assertThat(decision.nextAction()).isEqualTo(new Run(KNATIVE));
  }

  @Test
  void aMoveUnderWayIsNotHeld() {
    Decision decision =
        Scenario.rare()
            .policy("p", "{stability: {minImprovementPercent: 100}}")
            .running(DEPLOYMENT)
            .migratingTo(KNATIVE)
            .decide();

    assertThat(decision.nextAction()).isEqualTo(new Run(KNATIVE));
  }

  @Test
  void whatIsHeldStaysHeldWordForWord() {
    Scenario scenario =
        Scenario.rare()
            .running(DEPLOYMENT)
            .placed(DEPLOYMENT, MATRIX, "2026-11-21T06:00:00Z")
            .placed(KNATIVE, MATRIX, "2026-11-11T06:00:00Z");
    Decision first = scenario.decide();
    Decision second = scenario.after(first).at("2026-11-21T20:00:00Z").decide();

    assertThat(second.status()).isEqualTo(first.status());
  }

  private static Scenario movedTwice(Scenario scenario) {
    return scenario
        .running(DEPLOYMENT)
        .placed(DEPLOYMENT, MATRIX, "2026-11-21T06:00:00Z")
        .placed(KNATIVE, MATRIX, "2026-11-21T05:00:00Z")
        .placed(DEPLOYMENT, MATRIX, "2026-11-01T00:00:00Z");
  }

  @Test
  void aRecordWithoutItsTimeIsNamed() {
    Scenario scenario =
        Scenario.rare()
            .running(DEPLOYMENT)
            .placed(DEPLOYMENT, MATRIX, null)
            .placed(KNATIVE, MATRIX, "2026-11-11T06:00:00Z");

    assertThatThrownBy(scenario::decide)
        .isInstanceOf(InvalidProfileException.class)
        .hasMessage(
            "status.history[0].at: is missing, and is required: write it as 2026-12-31T00:00:00Z");
  }
}
