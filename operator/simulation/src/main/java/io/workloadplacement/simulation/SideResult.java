package io.workloadplacement.simulation;

import java.time.Duration;

/**
 * What one side did with a trace.
 *
 * @param replicaSeconds replicas times seconds, from when each is wanted until it has ended
 * @param cost at the policy's prices, for the time that counts
 * @param coldStarts how often a first replica was started
 * @param coldRequests requests that had to wait for one
 * @param requests all requests
 * @param mostReplicas the most replicas at once
 * @param latencies of all requests
 * @param series what is to be drawn
 */
public record SideResult(
    double replicaSeconds,
    double cost,
    long coldStarts,
    double coldRequests,
    double requests,
    int mostReplicas,
    LatencyHistogram latencies,
    TimeSeries series) {

  /** Whether the percentile of requests was within the target; true where there were none. */
  public boolean meets(Duration target, int percentile) {
    return latencies.within(target) >= percentile / 100.0 - 1e-12;
  }

  /** This and another workload together; what this one counted becomes part of the sum. */
  SideResult and(SideResult other) {
    latencies.add(other.latencies);
    series.add(other.series);
    return new SideResult(
        replicaSeconds + other.replicaSeconds,
        cost + other.cost,
        coldStarts + other.coldStarts,
        coldRequests + other.coldRequests,
        requests + other.requests,
        Math.max(mostReplicas, other.mostReplicas),
        latencies,
        series);
  }
}
