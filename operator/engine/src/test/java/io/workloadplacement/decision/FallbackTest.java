package io.workloadplacement.decision;

import static io.workloadplacement.api.v1alpha1.Target.DEPLOYMENT;
import static io.workloadplacement.api.v1alpha1.Target.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.workloadplacement.decision.Decision.NextAction.Run;
import io.workloadplacement.decision.Decision.NextAction.Wait;
import io.workloadplacement.decision.Decision.WaitReason;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a Deployment takes over from a Knative that callers do not reach, and until when. */
class FallbackTest {

  private static final String MATRIX = "WeightedMatrix";
  private static final Wait TAKES_OVER =
      new Wait(DEPLOYMENT, WaitReason.FELL_BACK, Optional.empty());

  private static Scenario onKnative() {
    return Scenario.rare().running(KNATIVE).placed(KNATIVE, MATRIX, "2026-11-21T06:00:00Z");
  }

  /** At 06:30, with a Deployment that has taken over at 06:20. */
  private static Scenario fellBack(String placement) {
    Scenario scenario = Scenario.rare().running(KNATIVE).withoutRouterSince("2026-11-21T06:18:00Z");
    return scenario
        .after(scenario.decide())
        .placement(placement)
        .placed(DEPLOYMENT, "FellBack", "2026-11-21T06:20:00Z")
        .placed(KNATIVE, MATRIX, "2026-11-11T06:00:00Z");
  }

  @Test
  void a_minute_without_the_router_changes_nothing_and_says_when_it_would() {
    Decision decision = onKnative().withoutRouterSince("2026-11-21T06:29:01Z").decide();

    assertThat(decision.nextAction()).isEqualTo(new Run(KNATIVE));
    assertThat(decision.lookAgainAt()).contains(Instant.parse("2026-11-21T06:30:01Z"));
    assertThat(decision.outage()).isPresent();
  }

  @Test
  void after_a_minute_a_deployment_takes_over_and_the_decision_stays_what_it_was() {
    Decision decision = onKnative().withoutRouterSince("2026-11-21T06:29:00Z").decide();

    assertThat(decision.nextAction()).isEqualTo(TAKES_OVER);
    assertThat(decision.status().target()).isEqualTo(KNATIVE);
    assertThat(decision.status().reason()).isEqualTo(MATRIX);
    assertThat(decision.status().fellBack()).isTrue();
    assertThat(decision.status().message())
        .endsWith(
            "A Deployment takes over, as since 2026-11-21T06:29:00Z callers do not reach Knative:"
                + " No pod of the router is ready.");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{fallback: {after: 2m}}  | 2026-11-21T06:28:01Z | false",
        "{fallback: {after: 2m}}  | 2026-11-21T06:28:00Z | true",
        "{fallback: {after: 10s}} | 2026-11-21T06:29:50Z | true",
        "{fallback: {enabled: false}} | 2026-11-20T06:00:00Z | false",
        "{fallback: {enabled: true}} | 2026-11-21T06:29:00Z | true",
      })
  void the_policy_says_after_what_time_and_whether_at_all(
      String policy, String since, boolean fallsBack) {
    Decision decision = onKnative().policy("p", policy).withoutRouterSince(since).decide();

    assertThat(decision.nextAction()).isEqualTo(fallsBack ? TAKES_OVER : new Run(KNATIVE));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{mode: Pinned, target: Knative} | {}",
        "{mode: Recommend} | {}",
        "{mode: Auto} | {stability: {maxMigrationsPerWeek: 0}}",
        "{mode: Auto} | {rules: [{name: r, when: 'true', effect: Require, target: Knative}]}",
        "{mode: Auto} | {rules: [{name: r, when: 'nonsense', effect: Forbid, target: Knative}]}",
        "{mode: Auto} | {fallback: {after: 'soon'}}",
      })
  void no_pin_mode_rule_or_budget_keeps_a_workload_without_a_side_that_serves(
      String placement, String policy) {
    Decision decision =
        onKnative()
            .placement(placement)
            .policy("p", policy)
            .withoutRouterSince("2026-11-21T06:20:00Z")
            .decide();

    assertThat(decision.nextAction()).isEqualTo(TAKES_OVER);
  }

  @Test
  void a_deployment_that_cannot_run_the_workload_does_not_take_over() {
    Decision decision =
        onKnative().blocked(DEPLOYMENT).withoutRouterSince("2026-11-21T06:20:00Z").decide();

    assertThat(decision.nextAction()).isEqualTo(new Run(KNATIVE));
  }

  @Test
  void what_heals_before_a_deployment_serves_stays_on_knative() {
    Scenario scenario = onKnative().withoutRouterSince("2026-11-21T06:28:00Z");

    Decision healed = scenario.after(scenario.decide()).healed().decide();

    assertThat(healed.nextAction()).isEqualTo(new Run(KNATIVE));
    assertThat(healed.status().fellBack()).isNull();
  }

  @Test
  void it_does_not_return_while_callers_would_not_reach_knative() {
    Decision decision = fellBack("{}").at("2026-12-21T06:00:00Z").decide();

    assertThat(decision.nextAction()).isEqualTo(TAKES_OVER);
    assertThat(decision.status().message())
        .endsWith(
            "A Deployment has taken over at 2026-11-21T06:20:00Z, and callers would not reach"
                + " Knative: No pod of the router is ready.");
  }

  @Test
  void it_returns_after_min_dwell_once_that_has_healed() {
    Scenario scenario = fellBack("{}").healed();
    Instant until = Instant.parse("2026-11-22T06:20:00Z");

    Decision held = scenario.decide();

    assertThat(held.nextAction())
        .isEqualTo(new Wait(DEPLOYMENT, WaitReason.FELL_BACK, Optional.of(until)));
    assertThat(held.status().fellBack()).isTrue();
    assertThat(held.lookAgainAt()).contains(until);
    assertThat(scenario.after(held).at(until.toString()).decide().nextAction())
        .isEqualTo(new Run(KNATIVE));
  }

  @Test
  void a_pin_returns_after_ten_minutes_and_after_twice_that_with_each_fallback_of_the_week() {
    String pinned = "{mode: Pinned, target: Knative}";
    Scenario first = fellBack(pinned).healed();
    Scenario second = fellBack(pinned).healed();
    second.placed(DEPLOYMENT, "FellBack", "2026-11-19T06:20:00Z");

    assertThat(first.at("2026-11-21T06:29:59Z").decide().nextAction().on()).isEqualTo(DEPLOYMENT);
    assertThat(first.at("2026-11-21T06:30:00Z").decide().nextAction()).isEqualTo(new Run(KNATIVE));
    assertThat(second.at("2026-11-21T06:39:59Z").decide().nextAction().on()).isEqualTo(DEPLOYMENT);
    assertThat(second.at("2026-11-21T06:40:00Z").decide().nextAction()).isEqualTo(new Run(KNATIVE));
  }

  @Test
  void an_edit_of_the_spec_returns_at_once() {
    assertThat(fellBack("{}").healed().edited().decide().nextAction()).isEqualTo(new Run(KNATIVE));
  }

  @Test
  void a_fallback_is_no_migration_that_counts() {
    Scenario returned =
        Scenario.rare()
            .policy("p", "{stability: {maxMigrationsPerWeek: 1}}")
            .running(DEPLOYMENT)
            .placed(DEPLOYMENT, "FellBack", "2026-11-19T06:20:00Z")
            .placed(KNATIVE, MATRIX, "2026-11-11T06:00:00Z");

    assertThat(returned.decide().nextAction()).isEqualTo(new Run(KNATIVE));
  }

  @Test
  void a_broken_policy_leaves_it_where_it_has_fallen_back_to() {
    Decision decision =
        fellBack("{}")
            .healed()
            .policy("p", "{rules: [{name: r, when: 'x', effect: Forbid, target: Knative}]}")
            .at("2026-12-21T06:00:00Z")
            .decide();

    assertThat(decision.nextAction()).isEqualTo(TAKES_OVER);
    assertThat(decision.status().fellBack()).isTrue();
  }

  @Test
  void who_is_wanted_on_a_deployment_meanwhile_stays_there() {
    Decision decision = fellBack("{mode: Pinned, target: Deployment}").decide();

    assertThat(decision.nextAction()).isEqualTo(new Run(DEPLOYMENT));
    assertThat(decision.status().fellBack()).isNull();
  }
}
