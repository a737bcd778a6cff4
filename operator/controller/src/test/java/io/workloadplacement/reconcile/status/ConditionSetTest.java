package io.workloadplacement.reconcile.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionSetTest {

  private static final Instant THEN = Instant.parse("2026-11-21T06:30:00Z");
  private static final Instant NOW = Instant.parse("2026-11-21T07:00:00.123Z");

  private final List<Condition> before =
      new ConditionSet(List.of(), 1L, THEN)
          .ready(true, "Serving", "The Deployment serves.")
          .stalled("Conflict", "taken")
          .set("PolicyCompliant", "True", "Compliant", "")
          .list();

  @Test
  void aConditionWhoseStateStaysKeepsItsTimeWhateverElseItSays() {
    Condition ready = only(set().ready(true, "Held", "Held on a Deployment."));

    assertThat(ready.getLastTransitionTime()).isEqualTo("2026-11-21T06:30:00Z");
    assertThat(ready.getReason()).isEqualTo("Held");
    assertThat(ready.getObservedGeneration()).isEqualTo(2);
  }

  @Test
  void aConditionWhoseStateTurnsGetsTheTimeInWholeSeconds() {
    Condition ready = only(set().ready(false, "Progressing", "rolling out"));

    assertThat(ready.getStatus()).isEqualTo("False");
    assertThat(ready.getLastTransitionTime()).isEqualTo("2026-11-21T07:00:00Z");
  }

  @Test
  void whatIsNotSetIsGone() {
    assertThat(set().ready(true, "Serving", "").list()).hasSize(1);
  }

  @Test
  void whatIsKeptStandsAsItStood() {
    assertThat(only(set().keep("PolicyCompliant"))).isEqualTo(before.get(2));
    assertThat(set().keep("Unheard").list()).isEmpty();
  }

  private ConditionSet set() {
    return new ConditionSet(before, 2L, NOW);
  }

  private static Condition only(ConditionSet set) {
    assertThat(set.list()).hasSize(1);
    return set.list().get(0);
  }
}
