package io.workloadplacement.decision;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision.NextAction.Run;
import io.workloadplacement.decision.Decision.WaitReason;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What annotations ask for beside the spec. The present is 2026-11-21T06:30:00Z. */
class AnnotatedRequestsTest {

  private static final String UNTIL_NOON = "Knative until 2026-11-21T12:00:00Z";
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  /** At 06:30, half an hour after the matrix moved it to a Deployment. */
  private static Scenario held() {
    return Scenario.rare()
        .running(DEPLOYMENT)
        .placed(DEPLOYMENT, "WeightedMatrix", "2026-11-21T06:00:00Z")
        .placed(KNATIVE, "WeightedMatrix", "2026-11-11T06:00:00Z");
  }

  @Test
  void a_pin_with_an_end_counts_until_then_says_so_and_is_looked_at_again_then() {
    Scenario scenario = Scenario.busy().running(DEPLOYMENT).pin(UNTIL_NOON);

    Decision decision = scenario.decide();

    assertThat(decision.nextAction()).isEqualTo(new Run(KNATIVE));
    assertThat(decision.status().reason()).isEqualTo("Pinned");
    assertThat(decision.status().message())
        .isEqualTo(
            "The annotation workloadplacement.io/pin pins it to Knative until"
                + " 2026-11-21T12:00:00Z.");
    assertThat(decision.lookAgainAt()).contains(NOON);
    assertThat(scenario.at("2026-11-21T11:59:59Z").decide().status().reason()).isEqualTo("Pinned");
  }

  @Test
  void at_its_end_a_pin_counts_no_more_and_is_to_be_removed() {
    Decision decision =
        Scenario.busy().running(KNATIVE).pin(UNTIL_NOON).at("2026-11-21T12:00:00Z").decide();

    assertThat(decision.nextAction()).isEqualTo(new Run(DEPLOYMENT));
    assertThat(decision.status().reason()).isNotEqualTo("Pinned");
    assertThat(decision.requests().expiredPin()).contains(UNTIL_NOON);
    assertThat(decision.status().notes()).noneMatch(note -> note.contains("pin"));
  }

  @Test
  void an_expired_pin_that_comes_back_is_ignored_and_not_removed_again() {
    Scenario scenario = Scenario.busy().running(KNATIVE).pin(UNTIL_NOON).at("2026-11-21T12:00:00Z");
    scenario.after(scenario.decide());

    Decision again = scenario.decide();

    assertThat(again.requests().expiredPin()).isEmpty();
    assertThat(again.status().reason()).isNotEqualTo("Pinned");
    assertThat(again.status().notes())
        .contains(
            "The annotation workloadplacement.io/pin pins to Knative no more: it ended at"
                + " 2026-11-21T12:00:00Z. Remove it, or write a later end.");
    assertThat(again.lookAgainAt()).as("nothing is waited for").isEmpty();
    assertThat(scenario.pin("Knative until 2026-11-22T12:00:00Z").decide().status().reason())
        .isEqualTo("Pinned");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Knative, KNATIVE,",
    "Deployment, DEPLOYMENT,",
    "'  Knative ', KNATIVE,",
    "Knative until 2026-12-01T00:00Z, KNATIVE, 2026-12-01T00:00:00Z",
    "Deployment until 2026-12-01T01:00:00+01:00, DEPLOYMENT, 2026-12-01T00:00:00Z",
    "Deployment  until  2026-12-01T00:00:00.5Z, DEPLOYMENT, 2026-12-01T00:00:00.500Z",
  })
  void what_a_pin_can_say(String value, Target target, String until) {
    Decision decision = Scenario.rare().pin(value).decide();

    assertThat(decision.nextAction()).isEqualTo(new Run(target));
    assertThat(decision.requests().pin().orElseThrow().until().map(Instant::toString).orElse(null))
        .isEqualTo(until);
  }

  @ParameterizedTest(name = "''{0}''")
  @ValueSource(
      strings = {
        "",
        " ",
        "knative",
        "KNative until 2026-12-01T00:00:00Z",
        "until 2026-12-01T00:00:00Z",
        "Knative until",
        "Knative until tomorrow",
        "Knative until 2026-12-01",
        "Knative until 2026-13-01T00:00:00Z",
        "Knative 2026-12-01T00:00:00Z",
        "Knative for 2h",
        "Knative, Deployment",
        "Knative until 2026-12-01T00:00:00Z or so",
      })
  void a_wrong_pin_is_refused_by_name_value_rule_and_way_out(String value) {
    assertThatThrownBy(() -> Scenario.rare().pin(value).decide())
        .isInstanceOf(InvalidProfileException.class)
        .hasMessageStartingWith("metadata.annotations[workloadplacement.io/pin]: '" + value + "' ")
        .hasMessageEndingWith(
            ": write Deployment or Knative, with an end such as \"Knative until"
                + " 2026-12-01T00:00:00Z\" or without one, or remove the annotation");
  }

  @Test
  void the_annotation_wins_over_the_spec_while_it_counts() {
    Scenario scenario = Scenario.rare().pinnedTo(DEPLOYMENT).pin(UNTIL_NOON);

    assertThat(scenario.decide().status().target()).isEqualTo(KNATIVE);
    assertThat(scenario.at("2026-11-21T12:00:00Z").decide().status().message())
        .isEqualTo("spec.placement pins it to a Deployment.");
  }

  @Test
  void a_pin_is_followed_in_mode_recommend_too() {
    Decision decision =
        Scenario.busy().running(DEPLOYMENT).placement("{mode: Recommend}").pin("Knative").decide();

    assertThat(decision.nextAction()).isEqualTo(new Run(KNATIVE));
  }

  @Test
  void blockers_and_policies_hold_as_for_a_pin_of_the_spec() {
    assertThat(Scenario.rare().pin("Knative").blocked(KNATIVE).decide().status().reason())
        .isEqualTo("PinBlocked");
    Decision forbidden =
        Scenario.rare()
            .pin(UNTIL_NOON)
            .policy("p", "{rules: [{name: r, when: 'true', effect: Forbid, target: Knative}]}")
            .decide();
    assertThat(forbidden.status().reason()).isEqualTo("PinForbidden");
    assertThat(forbidden.status().target()).isEqualTo(DEPLOYMENT);
    assertThat(forbidden.compliance().reason()).isEqualTo("PinForbidden");
  }

  @Test
  void who_asks_to_decide_again_does_not_wait_for_min_dwell_and_that_once() {
    Scenario scenario = held();
    assertThat(scenario.decide().status().reason()).isEqualTo("Held");

    scenario.annotation(AnnotatedRequests.DECIDE_AT, "2026-11-21T06:29:00Z");

    Decision asked = scenario.decide();
    assertThat(asked.nextAction()).isEqualTo(new Run(KNATIVE));
    assertThat(asked.requests().handled().decideAt()).isEqualTo("2026-11-21T06:29:00Z");
    scenario.after(asked).running(DEPLOYMENT);
    assertThat(scenario.decide().status().reason()).as("the same request").isEqualTo("Held");
  }

  @Test
  void a_request_counts_from_its_moment_on() {
    Scenario scenario = held().annotation(AnnotatedRequests.DECIDE_AT, "2026-11-21T07:00:00Z");

    Decision early = scenario.decide();
    assertThat(early.status().reason()).isEqualTo("Held");
    assertThat(early.requests().handled().decideAt()).isNull();
    assertThat(early.lookAgainAt()).contains(Instant.parse("2026-11-21T07:00:00Z"));
    assertThat(scenario.at("2026-11-21T07:00:00Z").decide().nextAction())
        .isEqualTo(new Run(KNATIVE));
  }

  @Test
  void what_time_would_not_end_holds_all_the_same() {
    Scenario scenario = held().annotation(AnnotatedRequests.DECIDE_AT, "2026-11-21T06:00:00Z");

    Decision none = scenario.policy("p", "{stability: {maxMigrationsPerWeek: 0}}").decide();

    assertThat(none.status().reason()).isEqualTo("Held");
    assertThat(none.status().message()).contains("maxMigrationsPerWeek is 0");
  }

  @Test
  void who_asks_for_another_try_does_not_wait_after_a_fallback() {
    Scenario scenario = Scenario.rare().running(KNATIVE).withoutRouterSince("2026-11-21T06:18:00Z");
    scenario
        .after(scenario.decide())
        .placed(DEPLOYMENT, "FellBack", "2026-11-21T06:20:00Z")
        .placed(KNATIVE, "WeightedMatrix", "2026-11-11T06:00:00Z")
        .healed();
    assertThat(scenario.decide().waitsFor(WaitReason.FELL_BACK)).isTrue();

    scenario.annotation(AnnotatedRequests.RETRY_AT, "2026-11-21T06:30:00Z");

    assertThat(scenario.decide().nextAction()).isEqualTo(new Run(KNATIVE));
  }

  @Test
  void a_request_that_is_no_moment_is_refused_by_name() {
    assertThatThrownBy(() -> held().annotation(AnnotatedRequests.RETRY_AT, "now").decide())
        .isInstanceOf(InvalidProfileException.class)
        .hasMessage(
            "metadata.annotations[workloadplacement.io/retry-at]: 'now' is not a date-time: write"
                + " it as 2026-12-31T00:00:00Z");
  }
}
