package io.workloadplacement.reconcile.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.MigrationStatus;
import io.workloadplacement.api.v1alpha1.Outage;
import io.workloadplacement.api.v1alpha1.PlacementMode;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.QuantityText;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementSpec;
import io.workloadplacement.api.v1alpha1.WorkloadPlacementStatus;
import io.workloadplacement.decision.Reason;
import io.workloadplacement.observability.GaugeFamily;
import io.workloadplacement.reconcile.migration.MigrationPhase;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where all placements are, why, and what waits: gauges made of their statuses in one pass, by
 * namespace and never by name.
 */
public final class PlacementGauges {

  private static final String NONE = "None";
  private static final String NAMESPACE = "namespace";
  private static final String TARGET = "target";
  private static final String WANTED = "wanted";
  private static final String REASON = "reason";

  private final GaugeFamily placements =
      new GaugeFamily(
          "workload_placement_placements",
          "Placements, by the side on which they run and the one that is decided for them",
          NAMESPACE,
          TARGET,
          WANTED);
  private final GaugeFamily byMode =
      new GaugeFamily(
          "workload_placement_placements_by_mode",
          "Placements, by spec.placement.mode",
          NAMESPACE,
          "mode");
  private final GaugeFamily byReadiness =
      new GaugeFamily(
          "workload_placement_placements_by_readiness",
          "Placements, by status and reason of their condition Ready",
          NAMESPACE,
          "ready",
          REASON);
  private final GaugeFamily byDecision =
      new GaugeFamily(
          "workload_placement_placements_by_decision",
          "Placements, by the side that is decided for them and what settled it",
          NAMESPACE,
          TARGET,
          REASON);
  private final GaugeFamily waiting =
      new GaugeFamily(
          "workload_placement_placements_waiting",
          "Placements that run on another side than the one that is decided, and do not migrate, by what they wait for",
          NAMESPACE,
          WANTED,
          REASON);
  private final GaugeFamily retrying =
      new GaugeFamily(
          "workload_placement_placements_retrying",
          "Placements whose reconcile fails several times in a row",
          NAMESPACE);
  private final GaugeFamily fallenBack =
      new GaugeFamily(
          "workload_placement_placements_fallen_back",
          "Placements served by a Deployment in place of a Knative that callers did not reach, by what fails",
          NAMESPACE,
          "cause");
  private final GaugeFamily migrations =
      new GaugeFamily(
          "workload_placement_migrations_running",
          "Migrations that run, by their phase",
          NAMESPACE,
          "to",
          "phase");
  private final GaugeFamily violations =
      new GaugeFamily(
          "workload_placement_policy_violations",
          "Placements that do not keep their policy, by the reason of PolicyCompliant",
          NAMESPACE,
          REASON);
  private final GaugeFamily declaredRate =
      new GaugeFamily(
          "workload_placement_declared_requests_per_second",
          "Requests per second that placements declare on average, by the side on which they run",
          NAMESPACE,
          TARGET);
  private final GaugeFamily policies =
      new GaugeFamily(
          "workload_placement_policies",
          "Policies, by status and reason of their condition Ready",
          "ready",
          REASON);
  private final CostGauges cost = new CostGauges();
  private final Optional<SinglePlacementGauges> each;

  private PlacementGauges(boolean each) {
    this.each = each ? Optional.of(new SinglePlacementGauges()) : Optional.empty();
  }

  /**
   * The gauges of one scrape.
   *
   * @param each whether each placement is measured by its name, too
   */
  public static List<GaugeFamily> of(
      Stream<WorkloadPlacement> placements, Stream<PlacementPolicy> policies, boolean each) {
    PlacementGauges gauges = new PlacementGauges(each);
    placements.forEach(gauges::add);
    policies.forEach(gauges::add);
    return gauges.all();
  }

  private List<GaugeFamily> all() {
    return Stream.of(
            Stream.of(
                placements,
                byMode,
                byReadiness,
                byDecision,
                waiting,
                retrying,
                fallenBack,
                migrations,
                violations,
                declaredRate,
                policies),
            cost.all(),
            each.stream().flatMap(SinglePlacementGauges::all))
        .flatMap(families -> families)
        .toList();
  }

  private void add(PlacementPolicy policy) {
    Optional<Condition> ready =
        Optional.ofNullable(policy.getStatus())
            .flatMap(status -> condition(status.conditions(), Conditions.READY));
    policies.count(status(ready), reason(ready));
  }

  private void add(WorkloadPlacement placement) {
    String namespace = placement.getMetadata().getNamespace();
    WorkloadPlacementStatus status =
        Optional.ofNullable(placement.getStatus())
            .orElseGet(() -> WorkloadPlacementStatus.of(null).build());
    Optional<DecisionStatus> decision = Optional.ofNullable(status.decision());
    String target = text(status.target());
    String wanted = text(decision.map(DecisionStatus::target).orElse(null));
    Optional<Condition> ready = condition(status.conditions(), Conditions.READY);
    String mode = mode(placement).toString();

    placements.count(namespace, target, wanted);
    byMode.count(namespace, mode);
    byReadiness.count(namespace, status(ready), reason(ready));
    decision.ifPresent(d -> byDecision.count(namespace, wanted, text(d.reason())));
    Optional<String> waitsFor = waitsFor(placement, status);
    waitsFor.ifPresent(cause -> waiting.count(namespace, wanted, cause));
    if (isRetrying(status, ready)) {
      retrying.count(namespace);
    }
    if (status.hasFallenBack()) {
      fallenBack.count(namespace, cause(status.outage()));
    }
    Optional.ofNullable(status.migration())
        .filter(PlacementGauges::runs)
        .ifPresent(m -> migrations.count(namespace, text(m.to()), text(m.phase())));
    condition(status.conditions(), Conditions.POLICY_COMPLIANT)
        .filter(compliant -> "False".equals(compliant.getStatus()))
        .ifPresent(compliant -> violations.count(namespace, text(compliant.getReason())));
    Optional<Double> rate = declaredRate(placement);
    rate.ifPresent(perSecond -> declaredRate.add(perSecond, namespace, target));
    Optional<CostGauges.Figures> figures = CostGauges.Figures.of(status);
    figures.ifPresent(f -> cost.add(namespace, f, waitsFor));
    each.ifPresent(
        single ->
            single.add(
                placement.getMetadata(),
                List.of(target, wanted, mode, status(ready), reason(ready)),
                figures,
                rate));
  }

  /** What keeps a workload from the side that is decided; empty where it is there, or migrates. */
  private static Optional<String> waitsFor(
      WorkloadPlacement placement, WorkloadPlacementStatus status) {
    DecisionStatus decision = status.decision();
    if (decision == null || status.target() == null || decision.target() == status.target()) {
      return Optional.empty();
    }
    MigrationStatus migration = status.migration();
    if (migration != null) {
      return MigrationPhase.of(migration)
          .flatMap(
              phase ->
                  switch (phase) {
                    case QUEUED -> Optional.of("Queued");
                    case BACKING_OFF -> Optional.of("MigrationRolledBack");
                    default -> Optional.empty();
                  });
    }
    if (status.hasFallenBack()) {
      return Optional.of("FellBack");
    }
    if (Boolean.TRUE.equals(decision.standsIn())) {
      return Optional.of("WaitingForKnative");
    }
    if (Reason.POLICY_BROKEN.toString().equals(decision.reason())
        || Reason.POLICY_RULE_FAILED.toString().equals(decision.reason())) {
      return Optional.of("PolicyBroken");
    }
    return Optional.of(mode(placement) == PlacementMode.RECOMMEND ? "Recommended" : "Held");
  }

  private static boolean runs(MigrationStatus migration) {
    return MigrationPhase.of(migration).filter(MigrationPhase::running).isPresent();
  }

  private static boolean isRetrying(WorkloadPlacementStatus status, Optional<Condition> ready) {
    return Stream.concat(
            ready.stream(), condition(status.conditions(), Conditions.RECONCILING).stream())
        .anyMatch(condition -> StatusComposer.RETRYING.equals(condition.getReason()));
  }

  private static String cause(@Nullable Outage outage) {
    String reason = outage == null ? null : outage.reason();
    return Outage.ROUTER_UNAVAILABLE.equals(reason)
        ? "router"
        : Outage.KNATIVE_UNAVAILABLE.equals(reason) ? "knative" : "none";
  }

  private static PlacementMode mode(WorkloadPlacement placement) {
    return Optional.ofNullable(placement.getSpec())
        .map(WorkloadPlacementSpec::mode)
        .orElse(PlacementMode.AUTO);
  }

  private static Optional<Double> declaredRate(WorkloadPlacement placement) {
    return Optional.ofNullable(placement.getSpec())
        .flatMap(spec -> Optional.ofNullable(spec.traffic()))
        .flatMap(traffic -> Optional.ofNullable(traffic.averageRequestsPerSecond()))
        .flatMap(QuantityText::exact)
        .map(BigDecimal::doubleValue);
  }

  private static Optional<Condition> condition(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> type.equals(c.getType())).findFirst();
  }

  private static String status(Optional<Condition> condition) {
    return text(condition.map(Condition::getStatus).orElse("Unknown"));
  }

  private static String reason(Optional<Condition> condition) {
    return text(condition.map(Condition::getReason).orElse(null));
  }

  private static String text(@Nullable Object value) {
    return value == null ? NONE : value.toString();
  }
}
