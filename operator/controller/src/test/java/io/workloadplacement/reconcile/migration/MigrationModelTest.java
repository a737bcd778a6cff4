package io.workloadplacement.reconcile.migration;

import static io.workloadplacement.reconcile.migration.ModelState.Part.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever happens during a migration, and wherever the operator is ended: callers are served,
 * nothing that is wanted is removed, and when nothing goes wrong any more it ends on the pinned
 * side, with nothing left over and nobody waiting for a wake-up. Every state that can be reached
 * within the bounds is visited, not a sample of them.
 */
class MigrationModelTest {

  /** With wider bounds, for minutes instead of seconds. */
  private static final boolean THOROUGH = Boolean.getBoolean("model.thorough");

  private static final ModelOperator OPERATOR = new ModelOperator();
  private static final ModelState START = ModelState.NOTHING.with(PLACE_FREE, 1);

  /**
   * What may happen besides the steps of operator and controllers, their crashes, and time; and
   * from how many of the first states on.
   */
  enum Bounds {
    A_FIRST_PLACEMENT(START.with(EDITS, 1), 0),
    A_MIGRATION(START.with(FLIPS, 1).with(EDITS, 1), 3),
    A_MOVE_WHILE_THE_LOAD_CHANGES(START.with(FLIPS, 1), 1),
    A_MOVE_THAT_IS_TURNED_AROUND(START.with(FLIPS, THOROUGH ? 3 : 2), 2),
    A_MOVE_THAT_WAITS_FOR_ITS_TURN(START.with(FLIPS, THOROUGH ? 2 : 1).with(PLACE_CHANGES, 2), 1),
    A_MOVE_IN_WHICH_SOMETHING_FAILS(START.with(FLIPS, THOROUGH ? 2 : 1).with(FAULTS, 1), 2),
    A_MOVE_WITH_A_NEW_TEMPLATE(START.with(FLIPS, THOROUGH ? 2 : 1).with(TEMPLATES, 1), 1),
    A_MOVE_WHILE_THE_GATEWAY_IS_REPLACED(
        START.with(FLIPS, THOROUGH ? 2 : 1).with(REPLACEMENTS, 1), 1);

    private final long events;
    private final int starts;

    Bounds(ModelState events, int starts) {
      this.events = events.bits();
      this.starts = starts;
    }
  }

  @ParameterizedTest
  @EnumSource
  void callersAreServedAllTheWayToTheRightEnd(Bounds bounds, TestReporter reporter) {
    ModelExploration exploration =
        new ModelExploration(OPERATOR, bounds == Bounds.A_MOVE_WHILE_THE_LOAD_CHANGES);

    firstStates(bounds).forEach(exploration::from);

    reporter.publishEntry("states", Integer.toString(exploration.states()));
    assertThat(exploration.states()).isGreaterThan(50);
  }

  /**
   * On either side, and on the Deployment again after Knative, where the route lingers: all of
   * them, or the first few.
   */
  private static List<ModelState> firstStates(Bounds bounds) {
    if (bounds == Bounds.A_FIRST_PLACEMENT) {
      ModelState first = new ModelState(bounds.events);
      return List.of(first, first.with(PIN, 1));
    }
    ModelConvergence benign = new ModelConvergence(OPERATOR);
    ModelState onDeployment = benign.end(START);
    ModelState onKnative = benign.end(START.with(PIN, 1));
    ModelState again = benign.end(onKnative.with(PIN, 0).with(EDITED, 1));
    return Stream.of(onKnative, onDeployment, again)
        .limit(THOROUGH ? 3 : bounds.starts)
        .map(state -> new ModelState(state.bits() | bounds.events))
        .toList();
  }
}
