package io.workloadplacement.decision;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reasons of a decision ({@code status.decision.reason}) and of the condition PolicyCompliant,
 * in the order in which they are looked at, and what each implies.
 */
public enum Reason {
  // Decisions.

  /** The other side cannot run the workload; {@code blockers} name the fields. */
  BLOCKED("Blocked", Effect.AT_ONCE),

  /** A rule of the policy requires this side. */
  POLICY_REQUIRES("PolicyRequires", Effect.AT_ONCE),

  /** A rule of the policy forbids the other side. */
  POLICY_FORBIDS("PolicyForbids", Effect.AT_ONCE),

  /** The other side would cost more than the policy allows. */
  COST_LIMIT("CostLimit", Effect.AT_ONCE),

  /** Both sides would cost more than the policy allows: the cheaper; a violation. */
  COST_LIMIT_EXCEEDED("CostLimitExceeded", Effect.AT_ONCE),

  /** The placement is pinned to this side. */
  PINNED("Pinned", Effect.AT_ONCE),

  /** The placement is pinned to a side that cannot run it; the pin is not followed. */
  PIN_BLOCKED("PinBlocked", Effect.AT_ONCE),

  /** The placement is pinned to a side that the policy forbids; the pin is not followed. */
  PIN_FORBIDDEN("PinForbidden", Effect.AT_ONCE),

  /** Only replicas that are always there meet the latency target. */
  LATENCY_TARGET_NEEDS_WARM_REPLICAS("LatencyTargetNeedsWarmReplicas", Effect.LATENCY),

  /** Knative misses the latency target even with warm replicas, by what its proxies add. */
  LATENCY_TARGET_EXCLUDES_PROXIES("LatencyTargetExcludesProxies", Effect.LATENCY),

  /** Neither side meets the latency target; the weighted matrix favours this one. */
  LATENCY_TARGET_MISSED("LatencyTargetMissed", Effect.MATRIX),

  /** Both sides meet the latency target; the weighted matrix favours this one. */
  WEIGHTED_MATRIX("WeightedMatrix", Effect.MATRIX),

  /** The decided side is another than the running one, but the migration is not worth it yet. */
  HELD("Held"),

  /** The placement is being deleted: its Deployment takes the workload back. */
  PLACEMENT_DELETED("PlacementDeleted", Effect.AT_ONCE),

  /** The policy cannot be followed: the placement stays as it is; a new one is a Deployment. */
  POLICY_BROKEN("PolicyBroken", Effect.FREEZES),

  /** A rule failed for this placement: it stays as it is; a new one is a Deployment. */
  POLICY_RULE_FAILED("PolicyRuleFailed", Effect.FREEZES),

  /**
   * A Deployment stands in for an absent Knative. Never the reason of a decision, which stays what
   * it was: for a record of the history, where it counts as no migration.
   */
  KNATIVE_ABSENT("KnativeAbsent"),

  /**
   * A Deployment took over from a Knative that callers did not reach. Never the reason of a
   * decision, which stays what it was: for a record of the history.
   */
  FELL_BACK("FellBack", Effect.AT_ONCE),

  // PolicyCompliant; False also has PinBlocked, PinForbidden and CostLimitExceeded, and Unknown has
  // PolicyBroken and PolicyRuleFailed.

  /** The placement keeps its policy. */
  COMPLIANT("Compliant"),

  /** No policy selects the placement. */
  BUILT_IN_DEFAULTS("BuiltInDefaults"),

  /** The rules are suspended by an exception that counts. */
  EXCEPTION_COUNTS("ExceptionCounts"),

  /** What a rule asks for cannot be had, as its side is blocked. */
  RULE_CANNOT_BE_KEPT("RuleCannotBeKept"),

  /** The workload still runs on a side that the policy forbids. */
  NOT_FOLLOWED("NotFollowed");

  private enum Effect {
    NONE,
    AT_ONCE,
    LATENCY,
    MATRIX,
    FREEZES
  }

  private final String text;
  private final Effect effect;

  Reason(String text) {
    this(text, Effect.NONE);
  }

  Reason(String text, Effect effect) {
    this.text = text;
    this.effect = effect;
  }

  /** Reads it as a status has it; empty for none, or for one of another version. */
  public static Optional<Reason> of(@Nullable String text) {
    return Arrays.stream(values()).filter(reason -> reason.text.equals(text)).findFirst();
  }

  /** Whether the other side, and it alone, misses the latency target. */
  public boolean isOfLatency() {
    return effect == Effect.LATENCY;
  }

  /** Whether the weighted matrix settled it, and not what one side alone can do. */
  public boolean isOfMatrix() {
    return effect == Effect.MATRIX;
  }

  /** Whether a migration for this reason waits for nothing and counts for no limit. */
  public boolean migratesAtOnce() {
    return effect == Effect.AT_ONCE;
  }

  /** Whether nothing may change, as the policy cannot be followed. */
  public boolean freezes() {
    return effect == Effect.FREEZES;
  }

  /** As in a status: one word in CamelCase. */
  @Override
  public String toString() {
    return text;
  }
}
