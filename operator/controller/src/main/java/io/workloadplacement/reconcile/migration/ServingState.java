package io.workloadplacement.reconcile.migration;

import io.fabric8.knative.internal.networking.v1alpha1.Ingress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.reconcile.object.Readiness;
import io.workloadplacement.reconcile.observe.Observation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far a placement is, seen from the cluster alone.
 *
 * @param route how callers reach it
 * @param serving the side that callers reach; empty while none does
 * @param workload readiness of the wanted side itself
 * @param readiness of the wanted side with everything that leads callers there
 * @param step the phase in which a migration to the wanted side stands, or would stand
 */
public record ServingState(
    Route route,
    Optional<Target> serving,
    Readiness workload,
    Readiness readiness,
    MigrationPhase step) {

  private record Step(MigrationPhase phase, Readiness readiness) {}

  static ServingState of(Observation observed, Decision decision, MigrationTimes times) {
    Target on = decision.nextAction().on();
    Route route = Route.of(observed);
    List<Step> steps =
        on == Target.KNATIVE
            ? toKnative(observed, decision, route)
            : toDeployment(observed, decision, times, route);
    Optional<Step> next = steps.stream().filter(step -> !step.readiness().ready()).findFirst();
    Readiness readiness =
        next.map(Step::readiness).orElseGet(() -> steps.get(steps.size() - 1).readiness());
    return new ServingState(
        route,
        serving(observed, decision, route, readiness),
        steps.get(0).readiness(),
        readiness,
        next.map(Step::phase).orElse(MigrationPhase.DRAINING));
  }

  private static List<Step> toKnative(Observation observed, Decision decision, Route route) {
    Readiness service =
        observed
            .inventory()
            .knativeService()
            .map(Readiness::of)
            .map(r -> r.ready() ? r : observed.knative().failure().map(r::with).orElse(r))
            .orElseGet(() -> Readiness.progressing("The Knative Service is being created."));
    return List.of(
        new Step(MigrationPhase.PREPARING, service),
        new Step(MigrationPhase.WARMING, warm(observed, decision, route)),
        new Step(MigrationPhase.ATTACHING, route.toKnative()));
  }

  /** From the moment on at which callers reach Knative its own autoscaler follows the load. */
  private static Readiness warm(Observation observed, Decision decision, Route route) {
    Readiness attached = route.toKnative();
    return attached.ready()
        ? attached
        : Capacity.on(Target.KNATIVE, observed, decision).of(Target.KNATIVE);
  }

  private static List<Step> toDeployment(
      Observation observed, Decision decision, MigrationTimes times, Route route) {
    Readiness deployment = deployment(observed, decision);
    return List.of(
        new Step(MigrationPhase.PREPARING, deployment),
        new Step(
            MigrationPhase.PREPARING,
            Capacity.on(Target.DEPLOYMENT, observed, decision).of(Target.DEPLOYMENT)),
        new Step(
            MigrationPhase.ATTACHING, routedToPods(observed, times, route).orElse(deployment)));
  }

  private static Readiness deployment(Observation observed, Decision decision) {
    return observed
        .inventory()
        .rollout()
        .map(r -> r.readiness(decision.sizing().deployment().min(), rolledOut(observed)))
        .map(r -> r.ready() ? r : observed.deployment().failure().map(r::with).orElse(r))
        .orElseGet(() -> Readiness.progressing("The Deployment is being created."));
  }

  /** The status says so, and of this very spec: nothing but an autoscaler has changed it since. */
  private static boolean rolledOut(Observation observed) {
    return observed
        .last()
        .status()
        .filter(s -> !observed.last().edited())
        .filter(s -> s.target() == Target.DEPLOYMENT)
        .filter(s -> MigrationPhase.of(s.migration()).filter(MigrationPhase::running).isEmpty())
        .map(s -> s.conditions().stream())
        .filter(
            all ->
                all.anyMatch(
                    c -> Conditions.READY.equals(c.getType()) && "True".equals(c.getStatus())))
        .isPresent();
  }

  /** A route that does not follow in time is not waited for any longer. */
  private static Optional<Readiness> routedToPods(
      Observation observed, MigrationTimes times, Route route) {
    return late(observed, times)
        ? Optional.empty()
        : Optional.of(route.toPods()).filter(r -> !r.ready());
  }

  /** Whether no caller can come to Knative any more. */
  boolean detachedFromKnative(Observation observed, MigrationTimes times) {
    return !route.attached() && routedToPods(observed, times, route).isEmpty();
  }

  private static boolean late(Observation observed, MigrationTimes times) {
    return observed
        .last()
        .migration()
        .flatMap(m -> MigrationPhase.of(m).flatMap(phase -> waitsUntil(m, phase, times)))
        .filter(end -> !observed.now().isBefore(end))
        .isPresent();
  }

  private static Optional<Instant> waitsUntil(
      MigrationStatus migration, MigrationPhase phase, MigrationTimes times) {
    if (migration.to() == Target.KNATIVE) {
      return phase == MigrationPhase.ROLLING_BACK
          ? Optional.of(Instant.parse(migration.retryAt()))
          : Optional.empty();
    }
    return phase.timed() || phase == MigrationPhase.DRAINING
        ? Optional.of(times.readyBy(migration))
        : Optional.empty();
  }

  private static Optional<Target> serving(
      Observation observed, Decision decision, Route route, Readiness readiness) {
    Target on = decision.nextAction().on();
    if (readiness.ready()) {
      return Optional.of(on);
    }
    boolean deployment = observed.podsServe();
    boolean knative =
        route.attached()
            && route.answers()
            && !(decision.waitsFor(WaitReason.FELL_BACK) && decision.outage().isPresent())
            && observed.inventory().knativeService().isPresent()
            && !route.sendsToPods();
    boolean thisSide = on == Target.DEPLOYMENT ? deployment : knative;
    boolean otherSide = on == Target.DEPLOYMENT ? knative : deployment;
    Optional<Target> before = observed.last().target();
    if (thisSide && (!otherSide || before.filter(on::equals).isPresent())) {
      return Optional.of(on);
    }
    return otherSide ? Optional.of(on.other()) : Optional.empty();
  }

  /** Whether callers reach the side that is not wanted. */
  public boolean servesFrom(Target side) {
    return serving.filter(side::equals).isPresent();
  }

  /** Whether something of a side exists that is not to stay when the other side has taken over. */
  public boolean leftovers(Observation observed, Target side) {
    return observed.inventory().of(side).stream().anyMatch(object -> !stays(observed, object));
  }

  private boolean stays(Observation observed, HasMetadata object) {
    return object instanceof Ingress
        ? route.sendsToPods()
        : object instanceof Deployment && !observed.deploymentRemains();
  }
}
