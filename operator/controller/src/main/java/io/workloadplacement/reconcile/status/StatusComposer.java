package io.workloadplacement.reconcile.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.workloadplacement.api.v1alpha1.Address;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.PlacementRecord;
import io.workloadplacement.api.v1alpha1.SideEstimate;
import io.workloadplacement.api.v1alpha1.StableService;
import io.workloadplacement.api.v1alpha1.Target;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.decision.Decision;
import io.workloadplacement.decision.Decision.WaitReason;
import io.workloadplacement.decision.Reason;
import io.workloadplacement.reconcile.migration.MigrationState;
import io.workloadplacement.reconcile.migration.ServingState;
import io.workloadplacement.reconcile.observe.Observation;
import io.workloadplacement.reconcile.plan.Plan;
import io.workloadplacement.reconcile.workload.DeploymentWrites;
import io.workloadplacement.reconcile.workload.Lifecycle;
import io.workloadplacement.reconcile.workload.PlacementProblem;
import io.workloadplacement.rendering.Names;
import io.workloadplacement.rendering.ServicePorts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The status of a placement, from what was observed, decided and done. */
public final class StatusComposer {

  private static final int HISTORY = 10;
  private static final String ROLLED_BACK = "RolledBack";
  static final String RETRYING = "Retrying";

  private final WorkloadPlacement placement;
  private final Optional<WorkloadPlacementStatus> before;
  private final Instant now;

  public StatusComposer(WorkloadPlacement placement, Instant now) {
    this.placement = placement;
    this.before = Optional.ofNullable(placement.getStatus());
    this.now = now;
  }

  /** The status after a plan was carried out. */
  public WorkloadPlacementStatus placed(Plan plan, MigrationState migration, String clusterDomain) {
    Decision decision = migration.decision();
    if (plan.lifecycle() instanceof Lifecycle.LeftAlone) {
      return leftAlone(decision, plan.notes());
    }
    ServingState serving = migration.serving();
    Optional<MigrationStatus> migrationStatus = migration.status();
    Target target = serving.serving().orElse(decision.nextAction().on());
    ConditionSet conditions = conditions();
    plan.failure()
        .ifPresentOrElse(
            failure ->
                conditions
                    .ready(false, ROLLED_BACK, rolledBack(failure))
                    .stalled(ROLLED_BACK, rolledBack(failure)),
            () ->
                plan.problem()
                    .ifPresentOrElse(
                        problem -> report(problem, conditions),
                        () -> ReadyConditions.set(conditions, decision, serving, migrationStatus)));
    compliance(conditions, decision);
    WorkloadPlacementStatus.Builder status =
        WorkloadPlacementStatus.of(placement.getMetadata().getGeneration())
            .target(target)
            .wanted(wanted(decision, target))
            .address(new Address(url(migration.observed(), clusterDomain)))
            .decision(withNotes(decision.status(), plan.notes()))
            .migration(migrationStatus.orElse(null))
            .history(history(decision, serving))
            .outage(decision.outage().orElse(null))
            .failedTemplateHash(
                plan.failure().map(DeploymentWrites.Failure::templateHash).orElse(null))
            .exceptionFirstSeenAt(
                decision.exceptionFirstSeenAt().map(Instant::toString).orElse(null))
            .handledRequests(decision.requests().remembered().orElse(null))
            .warmUntil(migration.warmUntil(plan.warm()).map(Instant::toString).orElse(null))
            .conditions(conditions.list());
    figures(status, decision, target);
    return plan.remembered().in(status).build();
  }

  private static @Nullable Target wanted(Decision decision, Target target) {
    return decision.status().target() == target ? null : decision.status().target();
  }

  /** The status of a Deployment that was judged and never touched. */
  private WorkloadPlacementStatus leftAlone(Decision decision, List<String> notes) {
    String asItIs = "The Deployment '%s' runs as it is.".formatted(Names.deployment(placement));
    ConditionSet conditions =
        conditions()
            .ready(
                true,
                ReadyConditions.readyReason(decision),
                ReadyConditions.readyMessage(decision, asItIs, Optional.empty()));
    compliance(conditions, decision);
    WorkloadPlacementStatus.Builder status =
        WorkloadPlacementStatus.of(placement.getMetadata().getGeneration())
            .target(Target.DEPLOYMENT)
            .wanted(wanted(decision, Target.DEPLOYMENT))
            .decision(withNotes(decision.status(), notes))
            .exceptionFirstSeenAt(
                decision.exceptionFirstSeenAt().map(Instant::toString).orElse(null))
            .handledRequests(decision.requests().remembered().orElse(null))
            .conditions(conditions.list());
    figures(status, decision, Target.DEPLOYMENT);
    return status.build();
  }

  /**
   * The status of a placement that cannot be carried out; what runs goes on, and is still reported.
   */
  public WorkloadPlacementStatus stopped(PlacementProblem problem, Optional<Decision> decision) {
    ConditionSet conditions = conditions();
    report(problem, conditions);
    decision.ifPresentOrElse(
        d -> compliance(conditions, d), () -> conditions.keep(Conditions.POLICY_COMPLIANT));
    return asBefore(
        decision.map(Decision::status).or(() -> before.map(WorkloadPlacementStatus::decision)),
        conditions);
  }

  private static void report(PlacementProblem problem, ConditionSet conditions) {
    conditions
        .ready(false, problem.kind().reason(), problem.getMessage())
        .stalled(problem.kind().reason(), problem.getMessage());
  }

  private WorkloadPlacementStatus asBefore(
      Optional<DecisionStatus> decision, ConditionSet conditions) {
    return before
        .map(WorkloadPlacementStatus::toBuilder)
        .orElseGet(() -> WorkloadPlacementStatus.of(null))
        .observedGeneration(placement.getMetadata().getGeneration())
        .decision(decision.orElse(null))
        .conditions(conditions.list())
        .build();
  }

  /**
   * The status while the work fails for a reason that may pass; what was reported before still
   * holds.
   */
  public WorkloadPlacementStatus retrying(String cause) {
    String message = "The operator could not finish and tries again: " + cause;
    ConditionSet conditions = conditions();
    if (before.flatMap(StatusComposer::ready).isPresent()) {
      conditions.keep(Conditions.READY);
    } else {
      conditions.ready(false, RETRYING, message);
    }
    conditions.reconciling(RETRYING, message).keep(Conditions.POLICY_COMPLIANT);
    return asBefore(before.map(WorkloadPlacementStatus::decision), conditions);
  }

  private static Optional<Condition> ready(WorkloadPlacementStatus status) {
    return status.conditions().stream()
        .filter(c -> Conditions.READY.equals(c.getType()))
        .findFirst();
  }

  private ConditionSet conditions() {
    return new ConditionSet(
        before.map(WorkloadPlacementStatus::conditions).orElse(List.of()),
        placement.getMetadata().getGeneration(),
        now);
  }

  private static void compliance(ConditionSet conditions, Decision decision) {
    String state = decision.compliance().state().name();
    conditions.set(
        Conditions.POLICY_COMPLIANT,
        state.charAt(0) + state.substring(1).toLowerCase(Locale.ROOT),
        decision.compliance().reason(),
        decision.compliance().message());
  }

  /**
   * The cause is seen once, when the rollout fails; from then on it is known from the condition.
   */
  private String rolledBack(DeploymentWrites.Failure failure) {
    Optional<String> reported =
        before
            .filter(status -> failure.templateHash().equals(status.failedTemplateHash()))
            .flatMap(
                status ->
                    status.conditions().stream()
                        .filter(c -> ROLLED_BACK.equals(c.getReason()))
                        .map(Condition::getMessage)
                        .findFirst());
    return reported.orElseGet(
        () ->
            "The rollout of spec.template failed, and the last good template serves. Change"
                + " spec.template to try again. "
                + failure.cause());
  }

  /** Empty for Knative where there is nothing to compare: it serves no plain TCP. */
  private static Optional<SideEstimate> estimate(DecisionStatus decision, Target side) {
    return Optional.ofNullable(decision.estimates())
        .map(both -> side == Target.DEPLOYMENT ? both.deployment() : both.knative());
  }

  private static void figures(
      WorkloadPlacementStatus.Builder status, Decision decision, Target side) {
    estimate(decision.status(), side)
        .ifPresent(
            estimate ->
                status
                    .monthlyCost(estimate.monthlyCost())
                    .costPerMonth(estimate.monthlyCost() + " " + decision.currency())
                    .latency(estimate.latency()));
  }

  /**
   * The decision with what the rendering has to say. Its moment stays while both say the same as
   * before: the decision alone cannot see that, as the notes in the status are more than its own.
   */
  private DecisionStatus withNotes(DecisionStatus decision, List<String> notes) {
    List<String> all = Stream.concat(decision.notes().stream(), notes.stream()).distinct().toList();
    return before
        .map(WorkloadPlacementStatus::decision)
        .filter(before -> before.equals(decision.withNotes(all).withDecidedAt(before.decidedAt())))
        .orElseGet(() -> decision.withNotes(all));
  }

  /**
   * A placement is recorded once its wanted side serves. A Deployment that stands in for an absent
   * Knative is none of its own, neither while it waits nor while it hands over.
   */
  private List<PlacementRecord> history(Decision decision, ServingState serving) {
    List<PlacementRecord> past = before.map(WorkloadPlacementStatus::history).orElse(List.of());
    boolean standIn = decision.waitsFor(WaitReason.KNATIVE_ABSENT);
    Target on = decision.nextAction().on();
    boolean serves = serving.serving().filter(on::equals).isPresent();
    boolean known = !past.isEmpty() && past.get(0).target() == on;
    if (!serves || standIn || known) {
      return past;
    }
    List<PlacementRecord> history = new ArrayList<>(past);
    String reason =
        decision.waitsFor(WaitReason.FELL_BACK)
            ? Reason.FELL_BACK.toString()
            : decision.status().reason();
    history.add(0, new PlacementRecord(on, reason, now.toString()));
    return List.copyOf(history.subList(0, Math.min(HISTORY, history.size())));
  }

  private String url(Observation observed, String clusterDomain) {
    int port =
        observed
            .workload()
            .foreignService()
            .map(service -> ServicePorts.counting(placement, service).getPort())
            .or(() -> Optional.ofNullable(placement.getSpec().service()).map(StableService::port))
            .orElse(80);
    List<String> hosts =
        Names.hosts(
            Names.stableService(placement), placement.getMetadata().getNamespace(), clusterDomain);
    return "http://" + hosts.get(hosts.size() - 1) + (port == 80 ? "" : ":" + port);
  }
}
