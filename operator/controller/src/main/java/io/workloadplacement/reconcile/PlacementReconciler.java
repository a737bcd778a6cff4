package io.workloadplacement.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.decision.Decider;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.observability.EventRecorder;
import io.workloadplacement.observability.EventRecorder.EventType;
import io.workloadplacement.reconcile.apply.Applier;
import io.workloadplacement.reconcile.apply.ExpiredPin;
import io.workloadplacement.reconcile.apply.RouterOrders;
import io.workloadplacement.reconcile.migration.MigrationBudget;
import io.workloadplacement.reconcile.migration.MigrationMetrics;
import io.workloadplacement.reconcile.migration.MigrationPhase;
import io.workloadplacement.reconcile.migration.MigrationState;
import io.workloadplacement.reconcile.migration.Migrations;
import io.workloadplacement.reconcile.object.FieldOwners;
import io.workloadplacement.reconcile.observe.ClusterScope;
import io.workloadplacement.reconcile.observe.DecisionRequest;
import io.workloadplacement.reconcile.observe.Inventory;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.observe.Observer;
import io.workloadplacement.reconcile.observe.RouterConnection;
import io.workloadplacement.reconcile.observe.Watches;
import io.workloadplacement.reconcile.plan.Plan;
import io.workloadplacement.reconcile.plan.Release;
import io.workloadplacement.reconcile.plan.RouterOrder;
import io.workloadplacement.reconcile.status.AuditTrail;
import io.workloadplacement.reconcile.status.StatusComposer;
import io.workloadplacement.reconcile.status.StatusEvents;
import io.workloadplacement.reconcile.workload.Lifecycle;
import io.workloadplacement.reconcile.workload.PlacementProblem;
import io.workloadplacement.reconcile.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings a placement's workload to where it should run: observe, decide, migrate, plan, apply,
 * write status.
 */
@ControllerConfiguration(
    name = "placement",
    fieldManager = FieldOwners.OPERATOR,
    // A placement that is being deleted is reconciled too, where it has a Deployment to release.
    triggerReconcilerOnAllEvents = true)
public final class PlacementReconciler implements Reconciler<WorkloadPlacement> {

  private final Decider decider;
  private final EventRecorder events;
  private final AuditTrail audit;
  private final InstantSource clock;
  private final String clusterDomain;
  private final int parallelMigrations;
  private final Duration reconcileAtMostEvery;
  private final MigrationMetrics metrics;
  private final Optional<RouterConnection> connection;
  private final ClusterScope scope;
  private final Optional<RouterOrders> router;
  private Observer observer;
  private MigrationBudget budget;

  /**
   * A reconciler for one operator.
   *
   * @param events writes what happens for {@code kubectl describe}
   * @param clusterDomain the cluster's DNS domain, usually {@code cluster.local}
   * @param parallelMigrations migrations that run at once in the whole cluster, at least 1
   * @param reconcileAtMostEvery the least time between two reconciles of one placement, and so the
   *     earliest that one is looked at again
   * @param metrics counts the migrations
   * @param router what leads callers to Knative; Knative's own gateway where there is none
   * @param scope how far the operator sees beyond the namespaces that it looks after
   */
  public PlacementReconciler(
      Decider decider,
      EventRecorder events,
      InstantSource clock,
      String clusterDomain,
      int parallelMigrations,
      Duration reconcileAtMostEvery,
      MigrationMetrics metrics,
      Optional<RouterConnection> router,
      ClusterScope scope) {
    this.decider = decider;
    this.events = events;
    this.audit = new AuditTrail(events);
    this.clock = clock;
    this.clusterDomain = clusterDomain;
    this.parallelMigrations = parallelMigrations;
    this.reconcileAtMostEvery = reconcileAtMostEvery;
    this.metrics = metrics;
    this.connection = router;
    this.scope = scope;
    this.router = router.map(connected -> new RouterOrders(connected, clock));
  }

  @Override
  public List<EventSource<?, WorkloadPlacement>> prepareEventSources(
      EventSourceContext<WorkloadPlacement> context) {
    Watches watches = new Watches(context, scope, connection, clock);
    observer = new Observer(watches, clock);
    SimpleInboundEventSource<WorkloadPlacement> turns =
        new SimpleInboundEventSource<>("migration-turns");
    router.ifPresent(
        orders ->
            connection
                .orElseThrow()
                .table()
                .openOnce(
                    () -> orders.complete(() -> context.getPrimaryCache().list(any -> true))));
    budget =
        new MigrationBudget(
            parallelMigrations,
            () -> context.getPrimaryCache().list(placement -> true),
            turns::propagateEvent);
    return Stream.concat(watches.sources().stream(), Stream.of(turns)).toList();
  }

  @Override
  public UpdateControl<WorkloadPlacement> reconcile(
      WorkloadPlacement placement, Context<WorkloadPlacement> context) {
    if (context.isPrimaryResourceDeleted()) {
      router.ifPresent(orders -> orders.forget(placement));
      return UpdateControl.noUpdate();
    }
    router.ifPresent(
        orders -> orders.restore(placement, () -> observer.knownRoute(placement, context)));
    try {
      return placement.getMetadata().getDeletionTimestamp() == null
          ? place(placement, context)
          : release(Release.readable(placement), context);
    } finally {
      router.ifPresent(orders -> orders.looked(placement));
    }
  }

  private UpdateControl<WorkloadPlacement> place(
      WorkloadPlacement placement, Context<WorkloadPlacement> context) {
    Optional<Decision> decision = Optional.empty();
    try {
      Observation seen = observer.observe(placement, context);
      DecisionRequest request = DecisionRequest.of(seen);
      MigrationState migration = Migrations.next(seen, request.decidedBy(decider), budget::admits);
      decision = Optional.of(migration.decision());
      Plan plan = Plan.of(migration, clusterDomain);
      if (plan.remembered().isPresent() && !placement.hasFinalizer(Workload.FINALIZER)) {
        PrimaryUpdateAndCacheUtils.addFinalizerWithSSA(context, placement, Workload.FINALIZER);
      }
      router.ifPresent(orders -> orders.carryOut(placement, RouterOrder.of(migration)));
      Inventory left = new Applier(context.getClient()).apply(plan, seen);
      migration
          .decision()
          .requests()
          .expiredPin()
          .ifPresent(pin -> new ExpiredPin(placement, pin).remove(context.getClient(), events));
      return writeStatus(request, plan, migration.after(left));
    } catch (PlacementProblem problem) {
      return writeProblem(placement, problem, decision);
    }
  }

  /** A Deployment of others serves as it did before, and then its placement goes. */
  private UpdateControl<WorkloadPlacement> release(
      WorkloadPlacement placement, Context<WorkloadPlacement> context) {
    if (!placement.hasFinalizer(Workload.FINALIZER)) {
      return UpdateControl.noUpdate();
    }
    if (!observer.hasSomethingToRelease(placement, context)) {
      return end(placement, context);
    }
    try {
      Observation seen = observer.observe(placement, context);
      DecisionRequest request = DecisionRequest.of(seen);
      MigrationState migration =
          Migrations.unhindered(seen, Release.toDeployment(request.decidedBy(decider)));
      Release release = Release.of(migration, clusterDomain);
      router.ifPresent(orders -> orders.carryOut(placement, RouterOrder.of(migration)));
      Inventory left = new Applier(context.getClient()).apply(release.plan(), seen);
      if (release.complete()) {
        return end(placement, context);
      }
      return writeStatus(request, release.plan(), release.reached(migration.after(left)))
          .rescheduleAfter(atLeastThePace(release.lookAgainAfter()));
    } catch (PlacementProblem problem) {
      return writeProblem(placement, problem, Optional.empty());
    }
  }

  /** The placement may go once nothing is left of it that only the operator would remove. */
  private UpdateControl<WorkloadPlacement> end(
      WorkloadPlacement placement, Context<WorkloadPlacement> context) {
    List<HasMetadata> left = observer.leftOver(placement, context);
    if (left.isEmpty()) {
      PrimaryUpdateAndCacheUtils.removeFinalizer(context, Workload.FINALIZER);
      return UpdateControl.noUpdate();
    }
    new Applier(context.getClient()).removeAll(left);
    return UpdateControl.<WorkloadPlacement>noUpdate().rescheduleAfter(reconcileAtMostEvery);
  }

  /**
   * Says why a reconcile could not be finished.
   *
   * @param failure its message is for people
   */
  @Override
  public ErrorStatusUpdateControl<WorkloadPlacement> updateErrorStatus(
      WorkloadPlacement placement, Context<WorkloadPlacement> context, Exception failure) {
    WorkloadPlacementStatus status =
        new StatusComposer(placement, clock.instant().truncatedTo(ChronoUnit.SECONDS))
            .retrying(String.valueOf(failure.getMessage()));
    return Optional.ofNullable(placement.getStatus()).filter(status::equals).isPresent()
        ? ErrorStatusUpdateControl.defaultErrorProcessing()
        : ErrorStatusUpdateControl.patchStatus(withStatusAlone(placement, status));
  }

  private UpdateControl<WorkloadPlacement> writeStatus(
      DecisionRequest request, Plan plan, MigrationState migration) {
    Observation after = migration.observed();
    WorkloadPlacement placement = after.placement();
    WorkloadPlacementStatus status =
        new StatusComposer(placement, after.now()).placed(plan, migration, clusterDomain);
    Stream<Instant> lookAgain =
        Stream.of(
                migration.decision().lookAgainAt(),
                migration.lookAgainAt(),
                Optional.of(after.now())
                    .filter(now -> plan.lifecycle() instanceof Lifecycle.Beginning))
            .flatMap(Optional::stream);
    audit.record(placement, status, request.input()::hash);
    warn(after, status);
    Plan.autoscalerFailure(migration)
        .ifPresent(failure -> events.record(placement, EventType.WARNING, "NotScaling", failure));
    return control(
        placement,
        status,
        lookAgain.map(at -> Duration.between(after.now(), at)).min(Duration::compareTo));
  }

  /** What cannot be seen, or cannot be mended here, is reported when a workload first leaves. */
  private void warn(Observation seen, WorkloadPlacementStatus status) {
    WorkloadPlacement placement = seen.placement();
    boolean leaves =
        status.migration() != null
            && status.migration().to() == Target.KNATIVE
            && status.history().stream().noneMatch(record -> record.target() == Target.KNATIVE)
            && (placement.getStatus() == null || placement.getStatus().migration() == null);
    if (leaves) {
      seen.workload()
          .warnings()
          .forEach(
              warning -> events.record(placement, EventType.WARNING, "MayLoseRequests", warning));
    }
  }

  private UpdateControl<WorkloadPlacement> writeProblem(
      WorkloadPlacement placement, PlacementProblem problem, Optional<Decision> decision) {
    WorkloadPlacementStatus status =
        new StatusComposer(placement, clock.instant().truncatedTo(ChronoUnit.SECONDS))
            .stopped(problem, decision);
    return control(placement, status, Optional.of(problem.kind().lookAgainAfter()));
  }

  private UpdateControl<WorkloadPlacement> control(
      WorkloadPlacement placement, WorkloadPlacementStatus status, Optional<Duration> lookAgain) {
    Optional<WorkloadPlacementStatus> before = Optional.ofNullable(placement.getStatus());
    UpdateControl<WorkloadPlacement> control =
        before.filter(status::equals).isPresent()
            ? UpdateControl.noUpdate()
            : UpdateControl.patchStatus(withStatusAlone(placement, status));
    metrics.record(before, status, clock.instant());
    if (MigrationPhase.of(status.migration()).filter(MigrationPhase::running).isEmpty()) {
      budget.release(placement);
    }
    StatusEvents.between(before, status)
        .forEach(line -> events.record(placement, line.type(), line.reason(), line.message()));
    lookAgain.map(this::atLeastThePace).ifPresent(control::rescheduleAfter);
    return control;
  }

  /** What is applied to the status subresource names the object and nothing else of it. */
  private static WorkloadPlacement withStatusAlone(
      WorkloadPlacement placement, WorkloadPlacementStatus status) {
    WorkloadPlacement patch = new WorkloadPlacement();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(placement.getMetadata().getName())
            .withNamespace(placement.getMetadata().getNamespace())
            .build());
    patch.setStatus(status);
    return patch;
  }

  private Duration atLeastThePace(Duration duration) {
    return duration.compareTo(reconcileAtMostEvery) < 0 ? reconcileAtMostEvery : duration;
  }
}
