package io.workloadplacement.reconcile.migration;

import static io.workloadplacement.reconcile.migration.ModelState.Part.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

  /** Of others, and serving. */
  private static final ModelState OF_OTHERS =
      START
          .with(ADOPTED, 1)
          .with(DEPLOYMENT, ModelCluster.ORIGINAL_SIZE + 1)
          .with(AVAILABLE, ModelCluster.ORIGINAL_SIZE)
          .with(DEPLOYMENT_SEEN, 1)
          .with(ROLLED_OUT, 1);

  /**
   * What may happen besides the steps of operator and controllers, their crashes, and time; and
   * from how many of the first states on.
   */
  enum Bounds {
    A_FIRST_PLACEMENT(ModelState.NOTHING.with(EDITS, 1), 0),
    A_MIGRATION(ModelState.NOTHING.with(FLIPS, 1).with(EDITS, 1), 3),
    A_MOVE_WHILE_THE_LOAD_CHANGES(ModelState.NOTHING.with(FLIPS, 1), 1),
    A_MOVE_THAT_IS_TURNED_AROUND(ModelState.NOTHING.with(FLIPS, THOROUGH ? 3 : 2), 2),
    A_MOVE_THAT_WAITS_FOR_ITS_TURN(
        ModelState.NOTHING.with(FLIPS, THOROUGH ? 2 : 1).with(PLACE_CHANGES, 2), 1),
    A_MOVE_IN_WHICH_SOMETHING_FAILS(
        ModelState.NOTHING.with(FLIPS, THOROUGH ? 2 : 1).with(FAULTS, 1), 2),
    A_MOVE_WITH_A_NEW_TEMPLATE(
        ModelState.NOTHING.with(FLIPS, THOROUGH ? 2 : 1).with(TEMPLATES, 1), 1),
    A_MOVE_WHILE_THE_GATEWAY_IS_REPLACED(
        ModelState.NOTHING.with(FLIPS, THOROUGH ? 2 : 1).with(REPLACEMENTS, 1), 1),
    A_DELETION(ModelState.NOTHING.with(DELETIONS, 1).with(FLIPS, 1), 3),
    A_DELETION_IN_WHICH_SOMETHING_FAILS(ModelState.NOTHING.with(DELETIONS, 1).with(FAULTS, 1), 3),
    A_DELETION_WHILE_THE_GATEWAY_IS_REPLACED(
        ModelState.NOTHING.with(DELETIONS, 1).with(REPLACEMENTS, 1), 3);

    private final ModelState events;
    private final int starts;

    Bounds(ModelState events, int starts) {
      this.events = events;
      this.starts = starts;
    }
  }

  /** Whose the Deployment is, and how callers come to Knative. */
  enum Workload {
    TEMPLATE_BY_THE_GATEWAY(START),
    TEMPLATE_BY_THE_ROUTER(START.with(ROUTER, 1)),
    ADOPTED_BY_THE_GATEWAY(OF_OTHERS),
    ADOPTED_BY_THE_ROUTER(OF_OTHERS.with(ROUTER, 1));

    private final ModelState start;

    Workload(ModelState start) {
      this.start = start;
    }

    /** All that is made of a template goes with its placement, and has no deletion to wait for. */
    private boolean meets(Bounds bounds) {
      return start.is(ADOPTED) || !bounds.events.is(DELETIONS);
    }

    /**
     * All for one workload, and for the others what is different with them; the rest takes long.
     */
    private boolean isWorthTheTime(Bounds bounds) {
      return switch (this) {
        case TEMPLATE_BY_THE_ROUTER -> true;
        case TEMPLATE_BY_THE_GATEWAY ->
            bounds == Bounds.A_MIGRATION || bounds == Bounds.A_MOVE_WHILE_THE_GATEWAY_IS_REPLACED;
        case ADOPTED_BY_THE_ROUTER -> bounds == Bounds.A_MIGRATION || bounds.events.is(DELETIONS);
        case ADOPTED_BY_THE_GATEWAY -> bounds == Bounds.A_DELETION;
      };
    }
  }

  static Stream<Arguments> explorations() {
    return Stream.of(Workload.values())
        .flatMap(
            workload ->
                Stream.of(Bounds.values())
                    .filter(workload::meets)
                    .filter(bounds -> THOROUGH || workload.isWorthTheTime(bounds))
                    .map(bounds -> Arguments.of(workload, bounds)));
  }

  /**
   * A Deployment of others is never removed, and has its size again once its placement is gone;
   * callers by the router are asked to go before what they come to does.
   */
  @ParameterizedTest
  @MethodSource("explorations")
  void callersAreServedAllTheWayToTheRightEnd(
      Workload workload, Bounds bounds, TestReporter reporter) {
    ModelExploration exploration =
        new ModelExploration(OPERATOR, bounds == Bounds.A_MOVE_WHILE_THE_LOAD_CHANGES);

    firstStates(workload.start, bounds).forEach(exploration::from);

    reporter.publishEntry("states", Integer.toString(exploration.states()));
    assertThat(exploration.states()).isGreaterThan(50);
  }

  /**
   * On either side, and on the Deployment again after Knative, where the route lingers: all of
   * them, or the first few.
   */
  private static List<ModelState> firstStates(ModelState start, Bounds bounds) {
    if (bounds == Bounds.A_FIRST_PLACEMENT) {
      return Stream.of(start, start.with(PIN, 1)).map(bounds.events::and).toList();
    }
    ModelConvergence benign = new ModelConvergence(OPERATOR);
    ModelState onDeployment = benign.end(start);
    ModelState onKnative = benign.end(start.with(PIN, 1));
    ModelState again = benign.end(onKnative.with(PIN, 0).with(EDITED, 1));
    if (bounds == Bounds.A_MOVE_THAT_IS_TURNED_AROUND) {
      // It has only just taken over.
      onKnative = onKnative.with(REVISION_PODS, 1).with(MIN_SCALE, 1).with(WARM_FOR, 2);
    }
    if (bounds.events.is(DELETIONS)) {
      // With more pods than it had before, and than it starts with.
      onKnative = onKnative.with(REVISION_PODS, ModelCluster.MOST_PODS);
      onDeployment =
          onDeployment
              .with(DEPLOYMENT, ModelCluster.MOST_PODS + 1)
              .with(AVAILABLE, ModelCluster.MOST_PODS);
    }
    return Stream.of(onKnative, onDeployment, again)
        .limit(THOROUGH ? 3 : bounds.starts)
        .map(bounds.events::and)
        .toList();
  }
}
