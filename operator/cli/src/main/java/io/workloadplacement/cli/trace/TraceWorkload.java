package io.workloadplacement.cli.trace;

/**
 * One workload of a trace.
 *
 * @param id its name; that of the file where the trace has none
 * @param weight how many it stands for
 * @param serviceSeconds time that a request occupies its replica, as its first row says; NaN where
 *     the trace does not
 * @param memoryBytes of one replica; NaN where the trace does not say
 */
public record TraceWorkload(String id, double weight, double serviceSeconds, double memoryBytes) {}
