package io.workloadplacement.reconcile.migration;

import static io.workloadplacement.reconcile.migration.ModelState.Part.*;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.decision.ClusterFacts;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.DecisionInput;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.plan.Plan;
import io.workloadplacement.reconcile.status.StatusComposer;
import io.workloadplacement.reconcile.workload.Rollback;
import io.workloadplacement.rendering.StableAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The operator in the model: the real gate, plan and status, on what a state stands for. Only the
 * carrying out is the model's own, so that it can end after every single write.
 */
final class ModelOperator {

  /** Always: the status is told in ages, and time makes them older. */
  static final Instant NOW = Instant.parse("2026-11-21T07:00:00Z");

  /** Of the load that the placement declares no request is cold: no pods are to be kept. */
  static final int RENDERED_MIN_SCALE = 0;

  /** One write to the API server. */
  record Write(String name, boolean removes, UnaryOperator<ModelState> effect) {}

  /**
   * What a reconcile does.
   *
   * @param on the side that is wanted now
   * @param admitted whether a place among the parallel migrations was asked for and given
   */
  record Work(
      Target on, boolean admitted, List<Write> writes, MigrationState migration, Plan plan) {}

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

  private record Status(WorkloadPlacementStatus status, Optional<Duration> lookAgain) {}

  private final ModelObjects objects = new ModelObjects();
  private final Map<ModelState, Decision> decisions = new HashMap<>();
  private final Map<ModelState, Work> work = new HashMap<>();
  private final Map<Written, Status> reported = new HashMap<>();

  /** What a reconcile would do in a state. */
  Work work(ModelState s) {
    return work.computeIfAbsent(observable(s), this::plan);
  }

  /** Nothing that the operator cannot see may make a difference. */
  private static ModelState observable(ModelState s) {
    return s.without(GATEWAY_KNOWS, CONNECTIONS, FLIPS, TEMPLATES, EDITS, FAULTS, REPLACEMENTS)
        .without(PLACE_CHANGES, HOLDS_PLACE)
        .with(PLACE_FREE, s.is(PLACE_FREE) || s.is(HOLDS_PLACE) ? 1 : 0);
  }

  private Work plan(ModelState s) {
    Observation observed = objects.observation(s, placement(s));
    boolean[] asked = new boolean[1];
    MigrationState migration =
        Migrations.next(
            observed,
            decision(s),
            any -> {
              asked[0] = true;
              return s.is(PLACE_FREE);
            });
    Plan plan = Plan.of(migration, "cluster.local");
    return new Work(
        migration.on(),
        asked[0] && s.is(PLACE_FREE),
        writes(plan, s),
        migration,
        // Manifests are large, and not needed any more.
        plan.applying(List.of()).removing(List.of()));
  }

  /** The end of a reconcile that has brought a state to where it is. */
  Report report(ModelState s, Work done) {
    Status status =
        reported.computeIfAbsent(new Written(done, observable(s)), any -> status(s, done));
    ModelState state = ModelStatus.told(s, status.status());
    boolean keepsPlace =
        phase(state).filter(MigrationPhase::running).isPresent()
            && (done.admitted() || s.is(HOLDS_PLACE));
    return new Report(state.with(HOLDS_PLACE, keepsPlace ? 1 : 0), status.lookAgain());
  }

  /** What is known of other objects is as old as the work. */
  private Status status(ModelState s, Work done) {
    WorkloadPlacement placement = done.migration().observed().placement();
    MigrationState migration = done.migration().after(objects.inventory(s, placement));
    return new Status(
        new StatusComposer(placement, NOW).placed(done.plan(), migration, "cluster.local"),
        migration.lookAgainAt().map(at -> Duration.between(NOW, at)));
  }

  /** An operator that starts anew knows what the status tells. */
  static ModelState restarted(ModelState s) {
    return s.with(HOLDS_PLACE, phase(s).filter(MigrationPhase::running).isPresent() ? 1 : 0);
  }

  static Optional<MigrationPhase> phase(ModelState s) {
    return s.is(PHASE) ? Optional.of(MigrationPhase.values()[s.get(PHASE) - 1]) : Optional.empty();
  }

  static Target side(int pin) {
    return pin == 0 ? Target.DEPLOYMENT : Target.KNATIVE;
  }

  private Decision decision(ModelState s) {
    ModelState spec = ModelState.NOTHING.with(PIN, s.get(PIN)).with(VERSION, s.get(VERSION));
    return decisions.computeIfAbsent(
        spec,
        any -> {
          WorkloadPlacement placement = objects.placement(spec);
          return new Decider()
              .decide(
                  new DecisionInput(
                      placement,
                      placement.getSpec().template(),
                      ModelObjects.SHOP,
                      List.of(),
                      List.of(),
                      new ClusterFacts(true),
                      NOW));
        });
  }

  private List<Write> writes(Plan plan, ModelState before) {
    List<Write> writes = new ArrayList<>();
    plan.apply().forEach(manifest -> add(writes, before, apply(manifest)));
    plan.warm()
        .ifPresent(
            warmth ->
                add(
                    writes,
                    before,
                    new Write("keep warm", false, s -> s.with(MIN_SCALE, warmth.minScale()))));
    plan.replicas()
        .ifPresent(
            size ->
                add(
                    writes,
                    before.is(DEPLOYMENT) ? before : before.with(DEPLOYMENT, 2),
                    new Write("scale to " + size, false, s -> scaled(s, size))));
    plan.remove().forEach(object -> writes.add(new Write(name(object), true, remove(object))));
    return List.copyOf(writes);
  }

  /** What would change nothing is not written. */
  private static void add(List<Write> writes, ModelState before, Write write) {
    if (!write.effect().apply(before).equals(before)) {
      writes.add(write);
    }
  }

  private Write apply(HasMetadata manifest) {
    UnaryOperator<ModelState> effect =
        switch (name(manifest)) {
          case "Service checkout" -> s -> s;
          case "Service checkout-pods" -> s -> s.with(PODS_SERVICE, 1);
          case "Deployment checkout" -> s -> deployed(s, version((Deployment) manifest));
          case "HorizontalPodAutoscaler checkout" -> s -> s.with(AUTOSCALER, 1);
          case "PodDisruptionBudget checkout" -> s -> s.with(BUDGET, 1);
          case "Service checkout-kn" -> ModelOperator::onKnative;
          case "Ingress checkout" -> s -> routed(s, (Ingress) manifest);
          case "EndpointSlice checkout-gateway" -> s -> attached(s, (EndpointSlice) manifest);
          default -> throw new AssertionError("the model does not know " + name(manifest));
        };
    return new Write("apply " + name(manifest), false, effect);
  }

  private int version(Deployment manifest) {
    return Rollback.templateHash(manifest.getSpec().getTemplate())
            .filter(objects.hash(0)::equals)
            .isPresent()
        ? 0
        : 1;
  }

  private static ModelState deployed(ModelState s, int version) {
    if (s.is(DEPLOYMENT) && s.get(DEPLOYMENT_VERSION) == version) {
      return s;
    }
    ModelState changed =
        s.with(DEPLOYMENT_VERSION, version).without(DEPLOYMENT_SEEN).with(PODS_OUTDATED, 1);
    return s.is(DEPLOYMENT) ? changed : changed.with(DEPLOYMENT, 2).without(AVAILABLE, ROLLED_OUT);
  }

  private static ModelState scaled(ModelState s, int size) {
    return s.is(DEPLOYMENT) && s.get(DEPLOYMENT) != size + 1
        ? s.with(DEPLOYMENT, size + 1).without(DEPLOYMENT_SEEN)
        : s;
  }

  private static ModelState onKnative(ModelState s) {
    if (s.is(KNATIVE) && s.get(KNATIVE_VERSION) == s.get(VERSION)) {
      return s;
    }
    ModelState changed = s.with(KNATIVE_VERSION, s.get(VERSION)).without(KNATIVE_SEEN);
    return s.is(KNATIVE) ? changed : changed.with(KNATIVE, ModelCluster.KNATIVE_UNKNOWN);
  }

  private ModelState routed(ModelState s, Ingress route) {
    WorkloadPlacement placement = objects.placement(s);
    boolean toPods = StableAddress.routesToPods(placement, route);
    ModelState wanted =
        s.with(ROUTE, toPods ? ModelCluster.TO_PODS : ModelCluster.TO_KNATIVE)
            .with(HELD, ModelObjects.gateways(StableAddress.gatewayHeldBy(route)));
    return wanted.equals(s) ? s : wanted.without(ROUTE_SEEN);
  }

  private static ModelState attached(ModelState s, EndpointSlice slice) {
    int gateway = ModelObjects.gateways(slice.getEndpoints().get(0).getAddresses());
    ModelState with = s.with(SLICE, gateway);
    return with.equals(s) ? s : with.with(CONNECTIONS, gateway - 1 == s.get(GATEWAY) ? 1 : 0);
  }

  private static UnaryOperator<ModelState> remove(HasMetadata object) {
    return switch (name(object)) {
      case "Service checkout-pods" -> s -> s.without(PODS_SERVICE);
      case "Deployment checkout" ->
          s ->
              s.without(DEPLOYMENT, AVAILABLE, DEPLOYMENT_SEEN, ROLLED_OUT)
                  .without(DEPLOYMENT_VERSION, PODS_OUTDATED);
      case "HorizontalPodAutoscaler checkout" -> s -> s.without(AUTOSCALER);
      case "PodDisruptionBudget checkout" -> s -> s.without(BUDGET);
      case "Service checkout-kn" ->
          s ->
              s.without(KNATIVE, KNATIVE_SEEN, REVISION, REVISION_PODS)
                  .without(MIN_SCALE, KNATIVE_VERSION);
      case "Ingress checkout" -> s -> s.without(ROUTE, ROUTE_SEEN, HELD);
      case "EndpointSlice checkout-gateway" -> s -> s.without(SLICE);
      default -> throw new AssertionError("the model does not know " + name(object));
    };
  }

  private static String name(HasMetadata object) {
    return object.getKind() + " " + object.getMetadata().getName();
  }

  private WorkloadPlacement placement(ModelState s) {
    WorkloadPlacement placement = objects.placement(s);
    placement.setStatus(ModelStatus.of(s));
    return placement;
  }
}
