package io.workloadplacement.api.v1alpha1;

/**
 * Condition types of a placement. Ready is always present, Reconciling and Stalled only while True
 * (kstatus).
 */
public final class Conditions {

  /** Whether the workload serves at its address as its spec says. */
  public static final String READY = "Ready";

  /** Present and True while the operator is bringing the cluster to the spec. */
  public static final String RECONCILING = "Reconciling";

  /** Present and True while the operator cannot go on without a person. */
  public static final String STALLED = "Stalled";

  /** Whether the placement keeps its policy; Unknown while that cannot be judged. */
  public static final String POLICY_COMPLIANT = "PolicyCompliant";

  private Conditions() {}
}
