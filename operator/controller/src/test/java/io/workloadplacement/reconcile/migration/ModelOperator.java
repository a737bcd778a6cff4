package io.workloadplacement.reconcile.migration;

import static io.workloadplacement.reconcile.migration.ModelState.Part.*;

import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.decision.ClusterFacts;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.DecisionInput;
import io.workloadplacement.reconcile.migration.ModelWrites.Write;
import io.workloadplacement.reconcile.observe.Inventory;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.plan.Plan;
import io.workloadplacement.reconcile.plan.Release;
import io.workloadplacement.reconcile.plan.RouterOrder;
import io.workloadplacement.reconcile.status.StatusComposer;
import io.workloadplacement.reconcile.workload.Lifecycle;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The operator in the model: the real gate, plan and status, on what a state stands for. Only the
 * carrying out is the model's own, so that it can end after every single write.
 */
final class ModelOperator {

  /** Always: the status is told in ages, and time makes them older. */
  static final Instant NOW = Instant.parse("2026-11-21T07:00:00Z");

  private static final String CLUSTER_DOMAIN = "cluster.local";

  /** Of the load that the placement declares no request is cold: no pods are to be kept. */
  static final int RENDERED_MIN_SCALE = 0;

  /**
   * What a reconcile does.
   *
   * @param on the side that is wanted now
   * @param admitted whether a place among the parallel migrations was asked for and given
   * @param status that is written after it, by what is left then
   */
  record Work(
      Target on, boolean admitted, List<Write> writes, Function<Inventory, Status> status) {}

  /**
   * The end of a reconcile.
   *
   * @param state with the status told
   * @param lookAgain when the operator looks again although nothing happens
   */
  record Report(ModelState state, Optional<Duration> lookAgain) {}

  /** A state that a work has led to. */
  private record Written(Work work, ModelState state) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Written that && work == that.work && state.equals(that.state);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(work) + state.hashCode();
    }
  }

  /**
   * What is written last.
   *
   * @param status empty where none is written
   */
  record Status(Optional<WorkloadPlacementStatus> status, Optional<Duration> lookAgain) {}

  private final ModelObjects objects = new ModelObjects();
  private final ModelWrites writes = new ModelWrites(objects);
  private final Map<ModelState, Decision> decisions = new HashMap<>();
  private final Map<ModelState, Work> work = new HashMap<>();
  private final Map<Written, Status> reported = new HashMap<>();

  /** What a reconcile would do in a state. */
  Work work(ModelState s) {
    return work.computeIfAbsent(
        observable(s), any -> any.is(DELETED) ? release(any) : reconcile(any));
  }

  /** Nothing that the operator cannot see may make a difference. */
  private static ModelState observable(ModelState s) {
    ModelState seen = s.is(ROUTER) && s.is(ROUTE_SEEN) ? s : s.without(GATEWAY_KNOWS, LISTENS);
    return seen.without(CONNECTIONS, FLIPS, TEMPLATES, EDITS, FAULTS, REPLACEMENTS)
        .without(PLACE_CHANGES, HOLDS_PLACE, DELETIONS)
        .with(PLACE_FREE, s.is(PLACE_FREE) || s.is(HOLDS_PLACE) ? 1 : 0);
  }

  private Work reconcile(ModelState s) {
    Observation observed = objects.observation(s, placement(s));
    boolean[] asked = new boolean[1];
    MigrationState migration =
        Migrations.next(
            observed,
            decision(s, observed),
            any -> {
              asked[0] = true;
              return s.is(PLACE_FREE);
            });
    Plan plan = Plan.of(migration, CLUSTER_DOMAIN);
    Optional<Instant> atOnce =
        Optional.of(NOW).filter(any -> plan.lifecycle() instanceof Lifecycle.Beginning);
    Plan done = withoutManifests(plan);
    return new Work(
        migration.on(),
        asked[0] && s.is(PLACE_FREE),
        Stream.concat(
                ModelRouter.write(RouterOrder.of(migration), s).stream(),
                writes.of(plan, s).stream())
            .toList(),
        left -> {
          MigrationState after = migration.after(left);
          return new Status(
              Optional.of(placed(done, after)),
              Stream.of(after.lookAgainAt(), atOnce)
                  .flatMap(Optional::stream)
                  .min(Instant::compareTo)
                  .map(at -> Duration.between(NOW, at)));
        });
  }

  /** As the reconciler does it for a placement that is being deleted. */
  private Work release(ModelState s) {
    if (!s.is(REMEMBERED)) {
      return end(s);
    }
    Observation observed = objects.observation(s, placement(s));
    MigrationState migration =
        Migrations.unhindered(observed, Release.toDeployment(decision(s, observed)));
    Release release = Release.of(migration, CLUSTER_DOMAIN);
    Release done =
        new Release(withoutManifests(release.plan()), release.complete(), release.lookAgainAfter());
    return release.complete()
        ? end(s)
        : new Work(
            Target.DEPLOYMENT,
            false,
            Stream.concat(
                    ModelRouter.write(RouterOrder.of(migration), s).stream(),
                    writes.of(release.plan(), s).stream())
                .toList(),
            left ->
                new Status(
                    Optional.of(placed(done.plan(), done.reached(migration.after(left)))),
                    Optional.of(atLeastATick(done.lookAgainAfter()))));
  }

  /** At once is at the operator's pace, in which time passes. */
  private static Duration atLeastATick(Duration duration) {
    Duration tick = Duration.ofSeconds(ModelState.TICK);
    return duration.compareTo(tick) < 0 ? tick : duration;
  }

  private Work end(ModelState s) {
    List<Write> removals = ModelWrites.removing(objects.ofPlacement(s));
    return new Work(
        Target.DEPLOYMENT,
        false,
        removals.isEmpty() ? List.of(ModelWrites.end()) : removals,
        any -> new Status(Optional.empty(), Optional.of(atLeastATick(Duration.ZERO))));
  }

  /** They are large, and not needed once they are written. */
  private static Plan withoutManifests(Plan plan) {
    return plan.applying(List.of()).removing(List.of());
  }

  private static WorkloadPlacementStatus placed(Plan plan, MigrationState migration) {
    return new StatusComposer(migration.observed().placement(), NOW)
        .placed(plan, migration, CLUSTER_DOMAIN);
  }

  /** The end of a reconcile that has brought a state to where it is. */
  Report report(ModelState s, Work done) {
    // What is known of other objects is as old as the work.
    Status status =
        reported.computeIfAbsent(
            new Written(done, observable(s)),
            any -> done.status().apply(objects.inventory(s, objects.placement(s))));
    ModelState state = status.status().map(told -> ModelStatus.told(s, told)).orElse(s);
    boolean keepsPlace =
        phase(state).filter(MigrationPhase::running).isPresent()
            && (done.admitted() || s.is(HOLDS_PLACE));
    return new Report(state.with(HOLDS_PLACE, keepsPlace ? 1 : 0), status.lookAgain());
  }

  /** An operator that starts anew knows what the status tells. */
  static ModelState restarted(ModelState s) {
    return ModelRouter.afterRestart(s)
        .with(HOLDS_PLACE, phase(s).filter(MigrationPhase::running).isPresent() ? 1 : 0);
  }

  static Optional<MigrationPhase> phase(ModelState s) {
    return s.is(PHASE) ? Optional.of(MigrationPhase.values()[s.get(PHASE) - 1]) : Optional.empty();
  }

  static Target side(int pin) {
    return pin == 0 ? Target.DEPLOYMENT : Target.KNATIVE;
  }

  private Decision decision(ModelState s, Observation observed) {
    ModelState spec = s.only(PIN, VERSION, ADOPTED);
    return decisions.computeIfAbsent(
        spec,
        any ->
            new Decider()
                .decide(
                    new DecisionInput(
                        objects.placement(spec),
                        observed.workload().template(),
                        ModelObjects.SHOP,
                        List.of(),
                        List.of(),
                        new ClusterFacts(true),
                        NOW)));
  }

  private WorkloadPlacement placement(ModelState s) {
    WorkloadPlacement placement = objects.placement(s);
    placement.setStatus(ModelStatus.of(s));
    return placement;
  }
}
