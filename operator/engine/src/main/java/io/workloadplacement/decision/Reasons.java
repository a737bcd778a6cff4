package io.workloadplacement.decision;

import java.util.Set;

/**
 * The reasons of a decision ({@code status.decision.reason}) and of the condition PolicyCompliant,
 * in the order in which they are looked at.
 */
public final class Reasons {

  // Decisions.

  /** The other side cannot run the workload; {@code blockers} name the fields. */
  public static final String BLOCKED = "Blocked";

  /** A rule of the policy requires this side. */
  public static final String POLICY_REQUIRES = "PolicyRequires";

  /** A rule of the policy forbids the other side. */
  public static final String POLICY_FORBIDS = "PolicyForbids";

  /** The other side would cost more than the policy allows. */
  public static final String COST_LIMIT = "CostLimit";

  /** Both sides would cost more than the policy allows: the cheaper; a violation. */
  public static final String COST_LIMIT_EXCEEDED = "CostLimitExceeded";

  /** The placement is pinned to this side. */
  public static final String PINNED = "Pinned";

  /** The placement is pinned to a side that cannot run it; the pin is not followed. */
  public static final String PIN_BLOCKED = "PinBlocked";

  /** The placement is pinned to a side that the policy forbids; the pin is not followed. */
  public static final String PIN_FORBIDDEN = "PinForbidden";

  /** Only replicas that are always there meet the latency target. */
  public static final String LATENCY_TARGET_NEEDS_WARM_REPLICAS = "LatencyTargetNeedsWarmReplicas";

  /** Knative misses the latency target even with warm replicas, by what its proxies add. */
  public static final String LATENCY_TARGET_EXCLUDES_PROXIES = "LatencyTargetExcludesProxies";

  /** Neither side meets the latency target; the weighted matrix favours this one. */
  public static final String LATENCY_TARGET_MISSED = "LatencyTargetMissed";

  /** Both sides meet the latency target; the weighted matrix favours this one. */
  public static final String WEIGHTED_MATRIX = "WeightedMatrix";

  /** The decided side is another than the running one, but the move is not worth it yet. */
  public static final String HELD = "Held";

  /** The policy cannot be followed: the placement stays as it is; a new one is a Deployment. */
  public static final String POLICY_BROKEN = "PolicyBroken";

  /** A rule failed for this placement: it stays as it is; a new one is a Deployment. */
  public static final String POLICY_RULE_FAILED = "PolicyRuleFailed";

  /**
   * A Deployment stands in for an absent Knative. Never the reason of a decision, which stays what
   * it was: for a record of the history, where it counts as no move.
   */
  public static final String KNATIVE_ABSENT = "KnativeAbsent";

  // PolicyCompliant; False also has PinBlocked, PinForbidden and CostLimitExceeded, and Unknown has
  // PolicyBroken and PolicyRuleFailed.

  /** The placement keeps its policy. */
  public static final String COMPLIANT = "Compliant";

  /** No policy selects the placement. */
  public static final String BUILT_IN_DEFAULTS = "BuiltInDefaults";

  /** The rules are suspended by an exception that counts. */
  public static final String EXCEPTION_COUNTS = "ExceptionCounts";

  /** What a rule asks for cannot be had, as its side is blocked. */
  public static final String RULE_CANNOT_BE_KEPT = "RuleCannotBeKept";

  /** The workload still runs on a side that the policy forbids. */
  public static final String NOT_FOLLOWED = "NotFollowed";

  private static final Set<String> AT_ONCE =
      Set.of(
          BLOCKED,
          POLICY_REQUIRES,
          POLICY_FORBIDS,
          COST_LIMIT,
          COST_LIMIT_EXCEEDED,
          PINNED,
          PIN_BLOCKED,
          PIN_FORBIDDEN);

  private static final Set<String> OF_LATENCY =
      Set.of(LATENCY_TARGET_NEEDS_WARM_REPLICAS, LATENCY_TARGET_EXCLUDES_PROXIES);

  private Reasons() {}

  /** Whether the other side, and it alone, misses the latency target. */
  static boolean isOfLatency(String reason) {
    return OF_LATENCY.contains(reason);
  }

  /** Whether the weighted matrix settled it, and not what one side alone can do. */
  static boolean isOfMatrix(String reason) {
    return reason.equals(WEIGHTED_MATRIX) || reason.equals(LATENCY_TARGET_MISSED);
  }

  /** Whether a move for this reason waits for nothing and counts for no limit. */
  static boolean migratesAtOnce(String reason) {
    return AT_ONCE.contains(reason);
  }
}
