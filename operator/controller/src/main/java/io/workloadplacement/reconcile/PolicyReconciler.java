package io.workloadplacement.reconcile;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.PlacementPolicyStatus;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.PolicyCheck;
import io.workloadplacement.decision.PolicyFault;
import io.workloadplacement.decision.Reason;
import io.workloadplacement.reconcile.object.FieldOwners;
import io.workloadplacement.reconcile.status.ConditionSet;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells the platform team what a policy does: whether it can be followed, how many placements it
 * governs, and for how many of them a rule fails.
 */
@ControllerConfiguration(name = "policy", fieldManager = FieldOwners.OPERATOR)
public final class PolicyReconciler implements Reconciler<PlacementPolicy> {

  private static final int MAX_LISTED = 10;

  private final InstantSource clock;
  private final PolicyCheck check = new PolicyCheck();
  private InformerEventSource<WorkloadPlacement, PlacementPolicy> placements;

  public PolicyReconciler(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, PlacementPolicy>> prepareEventSources(
      EventSourceContext<PlacementPolicy> context) {
    placements =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(WorkloadPlacement.class, PlacementPolicy.class)
                .withName("governed-placements")
                .withNamespacesInheritedFromController()
                .withSecondaryToPrimaryMapper(
                    placement ->
                        context
                            .getPrimaryCache()
                            .list(policy -> true)
                            .map(ResourceID::fromResource)
                            .collect(Collectors.toSet()))
                .withOnUpdateFilter((now, before) -> !policyNews(now).equals(policyNews(before)))
                .build(),
            context);
    return List.of(placements);
  }

  @Override
  public UpdateControl<PlacementPolicy> reconcile(
      PlacementPolicy policy, Context<PlacementPolicy> context) {
    List<WorkloadPlacement> governed =
        placements.list(placement -> governs(policy, placement)).toList();
    List<WorkloadPlacement> failing =
        governed.stream()
            .filter(PolicyReconciler::aRuleFails)
            .sorted(Comparator.comparing(PolicyReconciler::key))
            .toList();
    List<PolicyFault> faults = check.faults(policy);
    ConditionSet conditions =
        new ConditionSet(
            Optional.ofNullable(policy.getStatus())
                .map(PlacementPolicyStatus::conditions)
                .orElse(List.of()),
            policy.getMetadata().getGeneration(),
            clock.instant());
    if (!faults.isEmpty()) {
      notReady(conditions, "InvalidRules", message(faults));
    } else if (!failing.isEmpty()) {
      notReady(conditions, "RuleFails", message(failing.size(), failing.get(0)));
    } else {
      conditions.ready(true, "Valid", "Every rule compiles.");
    }
    PlacementPolicyStatus status =
        new PlacementPolicyStatus(
            policy.getMetadata().getGeneration(),
            governed.size(),
            (int) governed.stream().filter(PolicyReconciler::violates).count(),
            conditions.list());
    return status.equals(policy.getStatus())
        ? UpdateControl.noUpdate()
        : UpdateControl.patchStatus(withStatusAlone(policy, status));
  }

  /**
   * Says why a reconcile could not be finished.
   *
   * @param failure its message is for people
   */
  @Override
  public ErrorStatusUpdateControl<PlacementPolicy> updateErrorStatus(
      PlacementPolicy policy, Context<PlacementPolicy> context, Exception failure) {
    Optional<PlacementPolicyStatus> before = Optional.ofNullable(policy.getStatus());
    ConditionSet conditions =
        new ConditionSet(
                before.map(PlacementPolicyStatus::conditions).orElse(List.of()),
                policy.getMetadata().getGeneration(),
                clock.instant())
            .ready(
                false,
                "Retrying",
                "The operator could not finish and tries again: " + failure.getMessage());
    PlacementPolicyStatus status =
        new PlacementPolicyStatus(
            policy.getMetadata().getGeneration(),
            before.map(PlacementPolicyStatus::placements).orElse(0),
            before.map(PlacementPolicyStatus::violations).orElse(0),
            conditions.list());
    return before.filter(status::equals).isPresent()
        ? ErrorStatusUpdateControl.defaultErrorProcessing()
        : ErrorStatusUpdateControl.patchStatus(withStatusAlone(policy, status));
  }

  private static PlacementPolicy withStatusAlone(
      PlacementPolicy policy, PlacementPolicyStatus status) {
    PlacementPolicy patch = new PlacementPolicy();
    patch.setMetadata(new ObjectMetaBuilder().withName(policy.getMetadata().getName()).build());
    patch.setStatus(status);
    return patch;
  }

  private static void notReady(ConditionSet conditions, String reason, String message) {
    conditions.ready(false, reason, message).stalled(reason, message);
  }

  private static String message(List<PolicyFault> faults) {
    String listed =
        faults.stream().limit(MAX_LISTED).map(PolicyFault::text).collect(Collectors.joining(". "));
    int more = faults.size() - MAX_LISTED;
    return listed + (more > 0 ? ". And " + more + " more." : ".");
  }

  private static String message(int failing, WorkloadPlacement first) {
    return "A rule fails for %d placement%s, which stay%s as %s. %s: %s"
        .formatted(
            failing,
            failing == 1 ? "" : "s",
            failing == 1 ? "s" : "",
            failing == 1 ? "it is" : "they are",
            key(first),
            Optional.ofNullable(first.getStatus().decision())
                .map(DecisionStatus::message)
                .orElse(""));
  }

  private static String key(WorkloadPlacement placement) {
    return placement.getMetadata().getNamespace() + "/" + placement.getMetadata().getName();
  }

  private static boolean governs(PlacementPolicy policy, WorkloadPlacement placement) {
    return placement.getStatus() != null
        && placement.getStatus().decision() != null
        && policy.getMetadata().getName().equals(placement.getStatus().decision().policy());
  }

  private static boolean violates(WorkloadPlacement placement) {
    return placement.getStatus().conditions().stream()
        .anyMatch(
            c -> Conditions.POLICY_COMPLIANT.equals(c.getType()) && "False".equals(c.getStatus()));
  }

  private static boolean aRuleFails(WorkloadPlacement placement) {
    return Optional.ofNullable(placement.getStatus().decision())
        .map(DecisionStatus::reason)
        .filter(Reason.POLICY_RULE_FAILED.toString()::equals)
        .isPresent();
  }

  private static List<Object> policyNews(WorkloadPlacement placement) {
    return placement.getStatus() == null || placement.getStatus().decision() == null
        ? List.of()
        : List.of(
            String.valueOf(placement.getStatus().decision().policy()),
            violates(placement),
            aRuleFails(placement) ? placement.getStatus().decision().message() : "");
  }
}
