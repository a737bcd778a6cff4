package io.workloadplacement.reconcile.status;

import io.workloadplacement.api.v1alpha1.Conditions;
import io.workloadplacement.api.v1alpha1.DecisionStatus;
import io.workloadplacement.api.v1alpha1.PlacementPolicy;
import io.workloadplacement.api.v1alpha1.PlacementPolicyStatus;
import io.workloadplacement.api.v1alpha1.WorkloadPlacement;
import io.workloadplacement.decision.PolicyFault;
import io.workloadplacement.decision.Reason;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The status of a policy. It is Stalled while somebody has to mend it, and Reconciling while the
 * operator tries again; by the rules of kstatus.
 */
public final class PolicyStatusComposer {

  private static final int MAX_LISTED = 10;
  private static final String RETRYING = "Retrying";

  private final PlacementPolicy policy;
  private final Optional<PlacementPolicyStatus> before;
  private final ConditionSet conditions;

  public PolicyStatusComposer(PlacementPolicy policy, Instant now) {
    this.policy = policy;
    this.before = Optional.ofNullable(policy.getStatus());
    this.conditions =
        new ConditionSet(
            before.map(PlacementPolicyStatus::conditions).orElse(List.of()),
            policy.getMetadata().getGeneration(),
            now);
  }

  /**
   * The status after a look.
   *
   * @param faults why the policy cannot be followed
   * @param governed the placements to which it applies
   */
  public PlacementPolicyStatus judged(List<PolicyFault> faults, List<WorkloadPlacement> governed) {
    List<WorkloadPlacement> failing =
        governed.stream()
            .filter(PolicyStatusComposer::aRuleFails)
            .sorted(Comparator.comparing(PolicyStatusComposer::key))
            .toList();
    if (!faults.isEmpty()) {
      notReady("InvalidRules", message(faults));
    } else if (!failing.isEmpty()) {
      notReady("RuleFails", message(failing.size(), failing.get(0)));
    } else {
      conditions.ready(true, "Valid", "Every rule compiles.");
    }
    return status(
        governed.size(), (int) governed.stream().filter(PolicyStatusComposer::violates).count());
  }

  /** The status while the work fails for a reason that may pass. */
  public PlacementPolicyStatus retrying(String cause) {
    String message = "The operator could not finish and tries again: " + cause;
    conditions.ready(false, RETRYING, message).reconciling(RETRYING, message);
    return status(
        before.map(PlacementPolicyStatus::placements).orElse(0),
        before.map(PlacementPolicyStatus::violations).orElse(0));
  }

  private PlacementPolicyStatus status(int placements, int violations) {
    return new PlacementPolicyStatus(
        policy.getMetadata().getGeneration(), placements, violations, conditions.list());
  }

  private void notReady(String reason, String message) {
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

  /** Whether a placement breaks its policy. */
  public static boolean violates(WorkloadPlacement placement) {
    return placement.getStatus().conditions().stream()
        .anyMatch(
            c -> Conditions.POLICY_COMPLIANT.equals(c.getType()) && "False".equals(c.getStatus()));
  }

  /** Whether a rule of its policy fails for a placement. */
  public static boolean aRuleFails(WorkloadPlacement placement) {
    return Optional.ofNullable(placement.getStatus().decision())
        .map(DecisionStatus::reason)
        .filter(Reason.POLICY_RULE_FAILED.toString()::equals)
        .isPresent();
  }
}
