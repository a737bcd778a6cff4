package io.workloadplacement.simulation;

import io.workloadplacement.api.v1alpha1.Target;
import java.time.Duration;

/**
 * One workload under one cold start and latency target: what was decided from what was learned, and
 * what hindsight says. Costs are those of a month.
 *
 * @param weight how many workloads it stands for
 * @param requestsPerMinute learned average
 */
public record Judged(
    String workload,
    double weight,
    Duration coldStart,
    Duration latencyTarget,
    double requestsPerMinute,
    Target decided,
    String reason,
    LearnedProfile learned,
    Hindsight hindsight) {}
