package io.workloadplacement.decision;

/** Bounds within which an autoscaler moves; {@code min} may be 0 on the Knative side only. */
public record Replicas(int min, int max) {}
