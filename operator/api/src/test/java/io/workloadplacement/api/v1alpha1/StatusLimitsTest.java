package io.workloadplacement.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatusLimitsTest {

  @Test
  void a_long_list_of_blockers_names_the_first_and_how_many_follow() {
    DecisionStatus decision = decision(blockers(Target.KNATIVE, 4000), List.of(), "Why.");

    assertThat(decision.blockers()).hasSize(21);
    assertThat(decision.blockers().get(19).field()).isEqualTo("spec.template.spec.volumes[19]");
    assertThat(decision.blockers().get(20).target()).isEqualTo(Target.KNATIVE);
    assertThat(decision.blockers().get(20).message()).isEqualTo("and 3,980 more");
  }

  @Test
  void the_blockers_of_one_side_do_not_crowd_out_those_of_the_other() {
    List<Blocker> both =
        Stream.concat(
                blockers(Target.KNATIVE, 100).stream(), blockers(Target.DEPLOYMENT, 2).stream())
            .toList();

    assertThat(decision(both, List.of(), "Why.").blockers())
        .filteredOn(blocker -> blocker.target() == Target.DEPLOYMENT)
        .hasSize(2);
  }

  @Test
  void a_list_that_is_short_enough_stays_as_it_is() {
    List<Blocker> few = blockers(Target.KNATIVE, 21);

    assertThat(decision(few, List.of(), "Why.").blockers()).isEqualTo(few);
  }

  @Test
  void what_is_limited_stays_the_same_when_it_is_read_again() {
    WorkloadPlacementStatus status = largest();

    String written = Serialization.asJson(status);

    assertThat(Serialization.unmarshal(written, WorkloadPlacementStatus.class)).isEqualTo(status);
  }

  @Test
  void no_status_is_larger_than_a_few_tens_of_kilobytes() {
    assertThat(Serialization.asJson(largest())).hasSizeLessThan(64 * 1024);
  }

  @Test
  void a_cut_text_ends_with_a_whole_character() {
    String text = StatusLimits.text("a".repeat(8) + "😀".repeat(10), 11);

    assertThat(text).isEqualTo("a".repeat(8) + "😀".substring(0, 2) + "…").hasSize(11);
    assertThat(StatusLimits.text("a".repeat(8) + "😀".repeat(10), 10)).isEqualTo("aaaaaaaa…");
  }

  private static WorkloadPlacementStatus largest() {
    String text = "x".repeat(1_000_000);
    List<Blocker> blockers =
        Stream.of(Target.values())
            .flatMap(side -> IntStream.range(0, 4000).mapToObj(i -> new Blocker(side, text, text)))
            .toList();
    List<Condition> conditions =
        Stream.of("Ready", "PolicyCompliant")
            .map(type -> new ConditionBuilder().withType(type).withMessage(text).build())
            .toList();
    return new WorkloadPlacementStatus(
        1L,
        Target.DEPLOYMENT,
        null,
        null,
        null,
        null,
        null,
        decision(blockers, Collections.nCopies(4000, text), text),
        new MigrationStatus(Target.DEPLOYMENT, Target.KNATIVE, "Warming", "", "", text, 1, null),
        IntStream.range(0, 4000)
            .mapToObj(i -> new PlacementRecord(Target.KNATIVE, "WeightedMatrix", "" + i))
            .toList(),
        new Outage(Outage.KNATIVE_UNAVAILABLE, text, null),
        null,
        null,
        null,
        null,
        null,
        conditions);
  }

  private static DecisionStatus decision(
      List<Blocker> blockers, List<String> notes, String message) {
    return new DecisionStatus(
        Target.DEPLOYMENT,
        "Blocked",
        message,
        null,
        null,
        null,
        null,
        List.of(new Factor("TrafficPattern", 25, 4, 2, message)),
        null,
        null,
        blockers,
        message,
        null,
        notes);
  }

  private static List<Blocker> blockers(Target side, int number) {
    return IntStream.range(0, number)
        .mapToObj(
            i ->
                new Blocker(side, "spec.template.spec.volumes[" + i + "]", "Not taken: remove it."))
        .toList();
  }
}
